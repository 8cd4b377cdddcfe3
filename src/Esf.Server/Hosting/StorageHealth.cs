using Esf.Domain.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Esf.Server.Hosting;

/// <summary>Ready when the database answers and has space, and this server's clock may write; the process itself may live without it.</summary>
internal sealed class StorageHealth(IRegisterReader reader, IRegister register) : IHealthCheck
{
    /// <summary>Name of the check, and of the service by which gRPC health asks for it.</summary>
    public const string Name = "storage";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.PingAsync(cancellationToken);
            await register.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (ClockRefusedException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
        catch (StoreFullException e)
        {
            return HealthCheckResult.Unhealthy("The database has no space left.", e);
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached.", e);
        }
        catch (StoreTooSlowException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer the smallest question in time.", e);
        }
        catch (StoreBusyException e)
        {
            // Busy is not away: who takes a busy server out makes the others busier.
            return HealthCheckResult.Degraded("All connections to the database are in use.", e);
        }
    }

    /// <summary>Writes the state in its first line, and why it is so in the next ones.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // A fault that nobody foresaw is described by its own words, which are for the log.
        var reasons = report.Entries
            .Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => entry.Value.Exception?.Message == entry.Value.Description
                ? $"\n{entry.Key}: an unexpected fault; the log says which."
                : $"\n{entry.Key}: {entry.Value.Description}");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{report.Status}{string.Concat(reasons)}", context.RequestAborted);
    }
}
