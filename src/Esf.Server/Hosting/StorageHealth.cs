using Esf.Domain.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Esf.Server.Hosting;

/// <summary>Ready when the database answers; the process itself may live without it.</summary>
internal sealed class StorageHealth(IRegisterReader reader) : IHealthCheck
{
    /// <summary>Name of the check, and of the service by which gRPC health asks for it.</summary>
    public const string Name = "storage";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy();
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
}
