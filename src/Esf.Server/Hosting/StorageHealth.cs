using Esf.Domain.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Esf.Server.Hosting;

/// <summary>Ready when the database answers and has space to write; the process itself may live without it.</summary>
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
        catch (StoreFullException e)
        {
            return HealthCheckResult.Unhealthy("The database has no space left.", e);
        }
        catch (StoreUnavailableException e)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached.", e);
        }
    }
}
