using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http.Features;

namespace Esf.Server.Intake;

/// <summary>Gives every call its share of the memory, and bounds the messages of a gRPC call beneath the library that reads them.</summary>
internal sealed class CallMemoryMiddleware(RequestDelegate next, MemoryBudget budget, BodyTime time, RefusedMessages refusals)
{
    private static readonly ConcurrentDictionary<GrpcMethodMetadata, MethodDescriptor?> Methods = new();

    public async Task InvokeAsync(HttpContext context)
    {
        using var memory = budget.Open();
        context.Features.Set(memory);
        if (MethodOf(context.GetEndpoint()) is not { } method)
        {
            await next(context);
            return;
        }

        using var messages = new GrpcMessages(context, memory, time, refusals, method);
        context.Features.Set<IRequestBodyPipeFeature>(messages);
        await next(context);
    }

    // The transcoder of the JSON face makes messages of its own.
    private static MethodDescriptor? MethodOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } called
        && endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null
            ? Methods.GetOrAdd(called, static method => DescriptorOf(method))
            : null;

    private static MethodDescriptor? DescriptorOf(GrpcMethodMetadata method) =>
        method.ServiceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)
            is Google.Protobuf.Reflection.ServiceDescriptor service
            ? service.FindMethodByName(method.Method.Name)
            : null;
}
