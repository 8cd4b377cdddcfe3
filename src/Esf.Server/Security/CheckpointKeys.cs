using System.Security.Cryptography;
using Esf.Domain.Ledger;
using Esf.Server.Hosting;

namespace Esf.Server.Security;

/// <summary>The keys that checkpoints are signed with: PEM files that the settings name.</summary>
internal static partial class CheckpointKeys
{
    private const string DefaultFile = "esf-ledger-key.pem";

    /// <summary>Reads <c>Ledger:SigningKey</c> and <c>Ledger:FormerKeys</c>; in Development a signing key that is not there is made.</summary>
    /// <exception cref="StartupException">A file cannot be read or is not an EC key on P-256.</exception>
    public static CheckpointSigner From(IConfiguration configuration, IHostEnvironment environment, ILogger logger)
    {
        var file = configuration["Ledger:SigningKey"] is { Length: > 0 } path ? path : DefaultFile;
        if (!File.Exists(file))
        {
            if (!environment.IsDevelopment())
            {
                throw new StartupException($"Ledger:SigningKey is '{file}', which is not there. Name the PEM file of a private EC key on the curve P-256.");
            }

            Create(file);
            LogCreated(logger, file);
        }

        var former = configuration.GetSection("Ledger:FormerKeys").GetChildren().Select(child => Read("Ledger:FormerKeys", child.Value ?? string.Empty)).ToArray();
        var signing = Read("Ledger:SigningKey", file);
        try
        {
            var signer = new CheckpointSigner(signing, former);
            _ = signer.Sign(new("000000000000", 0, string.Empty, DateTimeOffset.UnixEpoch));
            return signer;
        }
        catch (CryptographicException exception)
        {
            throw new StartupException($"Ledger:SigningKey '{file}' cannot sign: {exception.Message} It is a private EC key on the curve P-256, and so are former ones.");
        }
    }

    // Two servers that start at once make one key: the file appears whole or not at all, and who comes second reads it.
    private static void Create(string file)
    {
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        using (var key = CheckpointSigner.CreateKey())
        using (var stream = new FileStream(unfinished, Options()))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(unfinished, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static ECDsa Read(string setting, string file)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new StartupException($"{setting} '{file}' cannot be read: {exception.Message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A key to sign ledger checkpoints with was made: {File}. Keep it; checkpoints are verified with it")]
    private static partial void LogCreated(ILogger logger, string file);
}
