using Esf.Client;
using Grpc.Core;

namespace Esf.Cli;

/// <summary>What the exit code tells a script. Documented in <see cref="HelpText"/>; never renumbered.</summary>
internal enum ExitCode
{
    Ok = 0,
    Unexpected = 1,
    Usage = 2,
    Refused = 3,
    NotFound = 4,
    Conflict = 5,
    Access = 6,
    Unavailable = 7,
    Differs = 8,
    NotWhole = 9,
    Interrupted = 130,
    OutputClosed = 141,
}

internal static class ExitCodes
{
    // EPIPE of every Unix; .NET hands the number on.
    private const int BrokenPipe = 32;

    /// <summary>True when who read our output has had enough of it, like <c>head</c>; that is nothing to complain about.</summary>
    public static bool IsOutputClosed(IOException failure) => failure.HResult == BrokenPipe;

    /// <summary>The exit code for a kind of failure.</summary>
    /// <remarks>An address that is wrong is not mended by repeating the command: a script must stop, as for any wrong option.</remarks>
    public static ExitCode Of(EsfException failure) => failure.IsWrongAddress ? ExitCode.Usage : failure.MayBeRepeated ? ExitCode.Unavailable : failure.Code switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.ResourceExhausted => ExitCode.Refused,
        StatusCode.NotFound => ExitCode.NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted or StatusCode.FailedPrecondition => ExitCode.Conflict,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => ExitCode.Access,
        _ => ExitCode.Unexpected,
    };

    /// <summary>The exit code of a batch: something to repeat counts most, then the first refusal.</summary>
    public static ExitCode OfBatch(IEnumerable<EsfException> refusals)
    {
        var codes = refusals.Select(Of).ToArray();
        return codes.Contains(ExitCode.Unavailable) ? ExitCode.Unavailable : codes.FirstOrDefault(ExitCode.Ok);
    }
}
