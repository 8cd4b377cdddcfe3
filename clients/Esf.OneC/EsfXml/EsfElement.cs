using System.Globalization;
using System.Text;
using System.Xml;
using Esf.OneC.Results;

namespace Esf.OneC.EsfXml;

/// <summary>One element of an invoice: its local name, its text, its children in any order. Bounded in depth, number and text.</summary>
internal sealed class EsfElement(string name, int line)
{
    private readonly List<EsfElement> _children = [];
    private readonly StringBuilder _text = new();

    /// <summary>The name without prefix or namespace: 1C versions differ in both.</summary>
    public string Name { get; } = name;

    public int Line { get; } = line;

    public string Text => _text.ToString().Trim();

    /// <summary>Reads the element that the reader stands on, and leaves the reader on its end.</summary>
    public static EsfElement Read(XmlReader reader)
    {
        var lines = (IXmlLineInfo)reader;
        var root = new EsfElement(reader.LocalName, lines.LineNumber);
        if (reader.IsEmptyElement)
        {
            return root;
        }

        var open = new Stack<EsfElement>([root]);
        var count = 1;
        while (open.Count > 0 && reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Bound(++count, Bounds.XmlElements, "invoice", lines);
                    Bound(reader.Depth, Bounds.XmlDepth, "depth", lines);
                    var child = new EsfElement(reader.LocalName, lines.LineNumber);
                    open.Peek()._children.Add(child);
                    if (!reader.IsEmptyElement)
                    {
                        open.Push(child);
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    Bound(open.Peek()._text.Append(reader.Value).Length, Bounds.XmlText, open.Peek().Name, lines);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        return root;
    }

    /// <summary>Throws BadFileException when a bound is passed.</summary>
    public static void Bound(int actual, int limit, string what, IXmlLineInfo where)
    {
        if (actual > limit)
        {
            throw BadFileException.Of(
                Reasons.XmlBoundExceeded,
                ("line", where.LineNumber.ToString(CultureInfo.InvariantCulture)),
                ("bound", what),
                ("limit", limit.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The child of that name; null when there is none. Of several the first: who cares asks for all.</summary>
    public EsfElement? Child(string name) => _children.Find(child => child.Name == name);

    public IReadOnlyList<EsfElement> Children(string name) => _children.FindAll(child => child.Name == name);

    /// <summary>The text at a path of local names; empty when there is none.</summary>
    public string At(params ReadOnlySpan<string> path)
    {
        var element = this;
        foreach (var name in path)
        {
            element = element?.Child(name);
        }

        return element?.Text ?? "";
    }
}
