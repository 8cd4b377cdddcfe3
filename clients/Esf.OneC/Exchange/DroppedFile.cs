using System.Security.Cryptography;

namespace Esf.OneC.Exchange;

/// <summary>How a file looked when it was seen.</summary>
internal readonly record struct FileStamp(long Length, DateTime ModifiedUtc);

/// <summary>A file of in/ that was read whole.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stamp">How it looked when it was read.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record DroppedFile(string Name, FileStamp Stamp, byte[] Bytes)
{
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));
}
