using Esf.OneC.Results;

namespace Esf.OneC;

/// <summary>A file that cannot be used as a whole; the finding says why and what to do.</summary>
internal sealed class BadFileException(Finding finding) : Exception(finding.Reason)
{
    public Finding Finding { get; } = finding;

    public static BadFileException Of(ReasonRow row, params (string Name, string Value)[] values) => new(Finding.Of(row, "", values));
}
