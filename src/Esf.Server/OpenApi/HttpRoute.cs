using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Esf.Server.OpenApi;

/// <summary>One route of the JSON face: the template of a <c>google.api.http</c> rule with a parameter for every part that is free.</summary>
/// <remarks><c>/v1/{name=taxpayers/*/invoices/*}:correct</c> becomes <c>/v1/taxpayers/{taxpayer}/invoices/{invoice}:correct</c>.</remarks>
internal sealed partial record HttpRoute
{
    /// <summary>The method, as the descriptor set has it.</summary>
    public required MethodDescriptor Method { get; init; }

    public required HttpMethod Verb { get; init; }

    /// <summary>Path with one-segment parameters.</summary>
    public required string Path { get; init; }

    /// <summary>Names of the parameters in the path, each with the field of the request that it is a part of.</summary>
    public required IReadOnlyList<(string Name, FieldDescriptor Field)> Parameters { get; init; }

    /// <summary>The body: null, the whole request, or one field of it.</summary>
    public required bool HasBody { get; init; }

    /// <summary>The field that is the body; null when there is none or the body is the whole request.</summary>
    public FieldDescriptor? BodyField { get; init; }

    /// <summary>The field of the response that is the answer; null: the whole response.</summary>
    public FieldDescriptor? AnswerField { get; init; }

    /// <summary>Fields of the request that stand in the path.</summary>
    public IEnumerable<FieldDescriptor> PathFields => Parameters.Select(parameter => parameter.Field).Distinct();

    /// <summary>Fields of the request that are read from the query.</summary>
    public IEnumerable<FieldDescriptor> QueryFields =>
        HasBody && BodyField is null ? [] : Method.InputType.Fields.InDeclarationOrder().Where(candidate => candidate != BodyField && !PathFields.Contains(candidate));

    /// <summary>The route of one rule.</summary>
    /// <param name="method">The method, as the descriptor set has it.</param>
    /// <param name="rule">Its rule.</param>
    public static HttpRoute Of(MethodDescriptor method, HttpRule rule)
    {
        var (verb, template) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete),
            _ => (HttpMethod.Parse(rule.Custom.Kind), rule.Custom.Path),
        };
        var parameters = new List<(string, FieldDescriptor)>();
        var path = Variable().Replace(template, match => Expand(match, method.InputType, parameters));
        return new()
        {
            Method = method,
            Verb = verb,
            Path = path,
            Parameters = parameters,
            HasBody = rule.Body.Length > 0,
            BodyField = rule.Body is "" or "*" ? null : method.InputType.FindFieldByName(rule.Body),
            AnswerField = rule.ResponseBody.Length == 0 ? null : method.OutputType.FindFieldByName(rule.ResponseBody),
        };
    }

    // {name=taxpayers/*/invoices/*} is one field in four segments: a free one is named after the collection before it.
    private static string Expand(Match variable, MessageDescriptor request, List<(string, FieldDescriptor)> parameters)
    {
        var field = variable.Groups["field"].Value.Split('.')
            .Aggregate((Message: (MessageDescriptor?)request, Field: (FieldDescriptor?)null), (at, name) =>
            {
                var next = at.Message!.FindFieldByName(name);
                return (next.FieldType == FieldType.Message ? next.MessageType : null, next);
            }).Field!;
        if (!variable.Groups["pattern"].Success)
        {
            parameters.Add((field.JsonName, field));
            return $"{{{field.JsonName}}}";
        }

        var segments = variable.Groups["pattern"].Value.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is "*" && i > 0)
            {
                var name = segments[i - 1].TrimEnd('s');
                parameters.Add((name, field));
                segments[i] = $"{{{name}}}";
            }
            else if (segments[i].Contains('*', StringComparison.Ordinal))
            {
                throw new NotSupportedException($"The path {variable.Value} has no form in OpenAPI.");
            }
        }

        return string.Join('/', segments);
    }

    [GeneratedRegex(@"\{(?<field>[a-z0-9_.]+)(?:=(?<pattern>[^}]+))?\}")]
    private static partial Regex Variable();
}
