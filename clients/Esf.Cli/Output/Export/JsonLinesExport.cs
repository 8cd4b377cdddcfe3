using System.Text;
using Esf.Cli.Input;
using Google.Protobuf;

namespace Esf.Cli.Output.Export;

/// <summary>JSON Lines: the messages of the contract, one per line, as --json writes them.</summary>
internal static class JsonLinesExport
{
    public static async Task WriteAsync<T>(Stream stream, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
        where T : IMessage
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.NewLine = "\n";
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteLineAsync(ContractJson.Write(row));
        }

        await writer.FlushAsync(cancellationToken);
    }
}
