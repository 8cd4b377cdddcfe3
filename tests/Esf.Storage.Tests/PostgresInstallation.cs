using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Esf.Storage.Tests;

/// <summary>The PostgreSQL programs of this machine. Other projects link this file.</summary>
internal static class PostgresInstallation
{
    private const string PackageUser = "postgres";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "pg_basebackup"];

    /// <summary>The folder of its programs; null where PostgreSQL is not installed.</summary>
    public static string? Find()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(folder => Path.Combine(folder, "bin"))
            : [];

        // Debian links some of them into the PATH, but not always all: they must stand in one folder.
        return path.Concat(installed).FirstOrDefault(folder => Programs.All(program => IsThere(Path.Combine(folder, program))));

        // A link whose target was removed is a file to File.Exists.
        static bool IsThere(string file) => File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true) is null or { Exists: true };

        static int Version(string folder) =>
            int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>Starts a shell script in a session of its own, where a signal to this process's group does not reach it.</summary>
    /// <remarks>PostgreSQL refuses root; then it runs as the user that its package made, who is given the folder.</remarks>
    public static async Task<Process> StartScriptAsync(string script, string folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        List<string> command = ["sh", "-c", script, "keeper", folder, .. arguments];
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", [PackageUser, folder]);
            await chown.WaitForExitAsync(cancellationToken);
            command = File.Exists("/usr/bin/setpriv")
                ? ["setpriv", $"--reuid={PackageUser}", $"--regid={PackageUser}", "--clear-groups", .. command]
                : ["runuser", "-u", PackageUser, "--", .. command];
        }

        if (File.Exists("/usr/bin/setsid"))
        {
            command = ["setsid", "--wait", .. command];
        }

        return Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // The current folder may be closed to the user that PostgreSQL runs as.
            WorkingDirectory = folder,
        })!;
    }

    /// <summary>A port that is free now; it may be taken a moment later.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
