using Esf.Server.Hosting;
using Esf.Storage;

try
{
    await using var server = await EsfServer.StartAsync(args);
    server.Greet();
    await server.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (e is StartupException or StoreRefusedException)
{
    await Console.Error.WriteLineAsync($"Esf does not start: {e.Message}");
    return 78; // EX_CONFIG of sysexits.h: starting again without a change will not help.
}
catch (Exception e) when (e is IOException or Esf.Domain.Storage.StoreUnavailableException or Esf.Domain.Storage.CommitUnknownException)
{
    await Console.Error.WriteLineAsync($"Esf does not start: {e.Message}");
    return 69; // EX_UNAVAILABLE: an address in use, or a database that cannot be reached.
}
