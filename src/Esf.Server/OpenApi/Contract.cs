using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Esf.Server.OpenApi;

/// <summary>The protos with their comments, which generated code has lost: the descriptor set that protoc wrote when Esf.Protocol was built.</summary>
internal sealed partial class Contract
{
    private readonly Dictionary<string, IDescriptor> _elements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _jsonNames = new(StringComparer.Ordinal);

    private Contract(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files)
        {
            foreach (var service in file.Services)
            {
                _elements[service.FullName] = service;
                foreach (var method in service.Methods)
                {
                    _elements[method.FullName] = method;
                }
            }

            foreach (var message in file.MessageTypes)
            {
                Add(message);
            }
        }
    }

    /// <summary>Reads the descriptor set that is part of this program.</summary>
    public static Contract Load()
    {
        using var stream = typeof(Contract).Assembly.GetManifestResourceStream("esf.binpb")
            ?? throw new InvalidOperationException("The descriptor set is not part of this program.");
        var options = new ExtensionRegistry { AnnotationsExtensions.Http, FieldBehaviorExtensions.FieldBehavior };
        var set = FileDescriptorSet.Parser.WithExtensionRegistry(options).ParseFrom(stream);
        return new(FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString()), options));
    }

    /// <summary>The same method, with its comment.</summary>
    public MethodDescriptor Method(MethodDescriptor method) => (MethodDescriptor)_elements[method.FullName];

    /// <summary>The same message, with its comments.</summary>
    public MessageDescriptor Message(MessageDescriptor message) => (MessageDescriptor)_elements[message.FullName];

    /// <summary>
    /// The comment of an element as Markdown: paragraphs in one line each, and names of fields as JSON writes them. Paths of fields stay
    /// as they are, since violations carry them so.
    /// </summary>
    public string Comment(DescriptorDeclaration? declaration)
    {
        var paragraphs = Blank().Split((declaration?.LeadingComments ?? string.Empty).Trim())
            .Select(paragraph => LineBreak().Replace(paragraph.Trim(), " "));
        return FieldName().Replace(string.Join("\n\n", paragraphs), match => _jsonNames.GetValueOrDefault(match.Value, match.Value));
    }

    /// <summary>The first sentence of a text.</summary>
    public static string FirstSentence(string text) => SentenceEnd().Split(text.Split("\n\n")[0], 2)[0].TrimEnd('.');

    private void Add(MessageDescriptor message)
    {
        _elements[message.FullName] = message;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            _jsonNames[field.Name] = field.JsonName;
        }

        foreach (var nested in message.NestedTypes)
        {
            Add(nested);
        }
    }

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"[ \t]*\n[ \t]*")]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"(?<![\w.\]{/])[a-z]+(?:_[a-z0-9]+)+(?![\w}]|\.\w|\[)")]
    private static partial Regex FieldName();

    // "art. 493 p. 9" goes on: a sentence begins with a capital letter or a name.
    [GeneratedRegex(@"(?<=[\p{L}\p{Nd}`)])\.\s+(?=[\p{Lu}`])|:\s+(?=each\b)")]
    private static partial Regex SentenceEnd();
}
