using System.CommandLine;
using Esf.Cli.Output;

namespace Esf.Cli.Commands;

/// <summary><c>--request-id</c>, and which id a single request gets.</summary>
internal static class RequestIdOption
{
    public static Option<string?> Create() => new("--request-id")
    {
        Description = "UUID of this one request; the same id never does anything twice. "
            + "Default: that of the file, else a new one, which is printed.",
        HelpName = "UUID",
    };

    /// <summary>The id to send: the typed one, else that of the file, else a new one.</summary>
    /// <remarks>A new one is told before the call: whoever pulls the plug now can still repeat the request.</remarks>
    /// <param name="session">The session, whose command to repeat with gets the new id.</param>
    /// <param name="typed">What --request-id says.</param>
    /// <param name="inFile">The id in the file; empty when there is none.</param>
    /// <param name="where">The place in the file, for the message.</param>
    public static string Choose(Session session, string? typed, string inFile = "", string where = "")
    {
        if (typed is not null && inFile.Length > 0 && typed != inFile)
        {
            throw new UsageException($"{where} has the request id {inFile}, but --request-id says {typed}.");
        }

        if (typed is not null || inFile.Length > 0)
        {
            return typed ?? inFile;
        }

        var id = Guid.CreateVersion7().ToString("D");
        session.RepeatCommand = ShellCommand.Of([.. session.Arguments, "--request-id", id]);
        session.Screen.Remark($"{session.Screen.Say(Remarks.RequestId)}: {id}");
        return id;
    }
}
