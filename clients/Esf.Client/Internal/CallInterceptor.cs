using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Esf.Client;

/// <summary>
/// What every call of a client has, whichever method makes it: the language and other headers, a span, and, for a unary call, a
/// deadline for each attempt, repeats, and an <see cref="EsfException"/> for a failure.
/// </summary>
/// <remarks>A stream fails with what gRPC throws: whoever reads it knows whether it can go on, and decodes it.</remarks>
internal sealed class CallInterceptor(EsfClientOptions options, Retry retry) : Interceptor
{
    private const string LanguageHeader = "accept-language";

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        // Without a timer it holds nothing that had to be disposed, and a call may be disposed long after its end.
        var over = new CancellationTokenSource();
        var response = RunAsync();

        // Headers and trailers are those of one attempt, and none of this client's methods shows them.
        return new AsyncUnaryCall<TResponse>(
            response, Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, over.Cancel);

        async Task<TResponse> RunAsync()
        {
            var cancellationToken = context.Options.CancellationToken;
            using var ending = cancellationToken.Register(static source => ((CancellationTokenSource)source!).Cancel(), over);
            using var span = CallSpan.Start(context.Method.FullName, options.Address);
            try
            {
                var answer = await retry.RunAsync(
                    attempt => continuation(request, WithHeaders(context, attempt)), CallTrait.Of(request), over.Token).ConfigureAwait(false);
                span.Succeed();
                return answer;
            }
            catch (EsfException failure)
            {
                span.Fail(failure);
                throw;
            }
            catch (OperationCanceledException)
            {
                span.Cancel();
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }
        }
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var span = CallSpan.Start(context.Method.FullName, options.Address);
        var call = continuation(request, WithHeaders(context, context.Options));
        span.Leave();
        return new AsyncServerStreamingCall<TResponse>(
            new SpannedStream<TResponse>(call.ResponseStream, span, retry),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => End(call, span));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var span = CallSpan.Start(context.Method.FullName, options.Address);
        var call = continuation(WithHeaders(context, context.Options));
        span.Leave();
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream,
            new SpannedStream<TResponse>(call.ResponseStream, span, retry),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () => End(call, span));
    }

    private static void End(IDisposable call, CallSpan span)
    {
        call.Dispose();
        span.Dispose();
    }

    private ClientInterceptorContext<TRequest, TResponse> WithHeaders<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, CallOptions call)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata { { LanguageHeader, options.Language } };
        foreach (var (name, value) in options.Headers)
        {
            headers.Add(name, value);
        }

        return new(context.Method, context.Host, call.WithHeaders(headers));
    }

    /// <summary>Ends the span where the stream ends.</summary>
    private sealed class SpannedStream<T>(IAsyncStreamReader<T> inner, CallSpan span, Retry retry) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                var more = await inner.MoveNext(cancellationToken).ConfigureAwait(false);
                retry.Reached();
                if (!more)
                {
                    span.Succeed();
                }

                return more;
            }
            catch (RpcException failure)
            {
                span.Fail(failure);
                throw;
            }
        }
    }
}
