using Esf.OneC.Results;

namespace Esf.OneC.Tables;

/// <summary>A file in which there is no table that can be read. The text names the file, and the row where there is one.</summary>
internal sealed class TableException(Wording text) : Exception(text.En)
{
    public Wording Text { get; } = text;
}
