using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Esf.Client;

/// <summary>Registers the client in a container.</summary>
public static class EsfServiceCollectionExtensions
{
    /// <summary>Adds one <see cref="EsfClient"/> for the whole process; the container closes it. The first registration counts.</summary>
    /// <param name="services">The container's services. Its logging is used unless the options name another.</param>
    /// <param name="configure">Sets the options, when the client is asked for first.</param>
    public static IServiceCollection AddEsfClient(this IServiceCollection services, Action<EsfClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddEsfClient((_, options) => configure(options));
    }

    /// <inheritdoc cref="AddEsfClient(IServiceCollection, Action{EsfClientOptions})"/>
    public static IServiceCollection AddEsfClient(this IServiceCollection services, Action<IServiceProvider, EsfClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new EsfClientOptions { LoggerFactory = provider.GetService<ILoggerFactory>() };
            configure(provider, options);
            return new EsfClient(options);
        });
        return services;
    }
}
