using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Esf.Server.Hosting;

/// <summary>What gRPC reflection tells generic tools: the services with their messages, and the types that stand in error details.</summary>
/// <remarks>No message of the contract refers to <c>google.rpc</c>, and without those types a tool shows details as bytes.</remarks>
internal static class Reflection
{
    /// <summary>Takes the place of the library's own registry, which knows only what the services refer to.</summary>
    public static void AddWithErrorDetails(IServiceCollection services)
    {
        services.AddGrpcReflection();
        services.AddSingleton(provider => new ReflectionServiceImpl(NamesOf(ServicesOf(provider)), SymbolsOf(ServicesOf(provider))));
        services.AddSingleton(provider => new ReflectionV1ServiceImpl(NamesOf(ServicesOf(provider)), SymbolsOf(ServicesOf(provider))));
    }

    private static ServiceDescriptor[] ServicesOf(IServiceProvider provider) =>
    [
        .. provider.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .Distinct()
            .Select(DescriptorOf)
            .OfType<ServiceDescriptor>(),
    ];

    private static IEnumerable<string> NamesOf(ServiceDescriptor[] services) => services.Select(service => service.FullName);

    private static SymbolRegistry SymbolsOf(ServiceDescriptor[] services) => SymbolRegistry.FromFiles(
    [
        .. services.Select(service => service.File).Distinct(),
        Google.Rpc.ErrorDetailsReflection.Descriptor,
        Google.Rpc.StatusReflection.Descriptor,
    ]);

    // A service derives from InvoiceService.InvoiceServiceBase, and the generated InvoiceService has the descriptor.
    private static ServiceDescriptor? DescriptorOf(Type? service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.DeclaringType?.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is ServiceDescriptor descriptor)
            {
                return descriptor;
            }
        }

        return null;
    }
}
