using Esf.OneC.Results;
using Esf.V1;

namespace Esf.OneC.EsfXml;

/// <summary>What the XML asks for.</summary>
internal enum EsfOperation
{
    /// <summary>ORDINARY_INVOICE: issue.</summary>
    Issue,

    /// <summary>FIXED_INVOICE (исправленный): replace the related invoice.</summary>
    Correct,

    /// <summary>ADDITIONAL_INVOICE (дополнительный): add to the related invoice.</summary>
    Add,
}

/// <summary>The invoice that a corrected or an additional one relates to, as the XML names it.</summary>
internal sealed record RelatedDocument(string Number, DateOnly? Date, string RegistrationNumber);

/// <summary>One invoice of a container, as it is to be sent; without its payments, which the XML does not carry.</summary>
internal sealed record EsfDocument
{
    /// <summary>Its place in the container, counted from 1.</summary>
    public required int Index { get; init; }

    /// <summary>The line on which it begins.</summary>
    public required int Line { get; init; }

    public required EsfOperation Operation { get; init; }

    /// <summary>The number in the taxpayer's books; may be empty in a document that has findings.</summary>
    public required string Number { get; init; }

    /// <summary>The accounting system's own date; not the date of issue. Null in a document that has findings.</summary>
    public required DateOnly? Date { get; init; }

    public required RelatedDocument? Related { get; init; }

    /// <summary>The invoice, amounts as they were written.</summary>
    public required Invoice Invoice { get; init; }

    /// <summary>Its VAT, KZT; signed in an additional one.</summary>
    public required decimal Vat { get; init; }

    /// <summary>The UUID that this very document always has.</summary>
    public required string RequestId { get; init; }

    /// <summary>What stands against sending it at all.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What makes it the same document in the books, whatever it holds.</summary>
    public string Key => $"{Operation}|{Number}|{(Date is { } date ? PlainValues.Iso(date) : "")}";
}
