using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Google.Protobuf.Collections;

namespace Esf.Server.Mapping;

/// <summary>Declarations as an auditor sends them, and findings as the contract shows them.</summary>
internal static class DeclarationMapping
{
    private const string WholeTenge = "decimal:15.0";

    /// <summary>Each taxpayer and quarter once, whole tenge.</summary>
    /// <param name="shape">Collects what is wrong.</param>
    /// <param name="parent">The only taxpayer that may be declared; null: any.</param>
    /// <param name="rows">The rows as sent.</param>
    public static IReadOnlyList<Declaration> Read(Shape shape, string? parent, RepeatedField<V1.Declaration> rows)
    {
        if (rows.Count == 0)
        {
            shape.IsNull("declarations");
        }
        else if (rows.Count > Limits.Declarations)
        {
            shape.Invalid("declarations", $"items:1..{Limits.Declarations}");
            return [];
        }

        var read = new List<Declaration>(rows.Count);
        var seen = new Dictionary<(string, TaxPeriod), int>();
        foreach (var (row, number) in rows.Select((row, index) => (row, index + 1)))
        {
            var path = $"declarations[{number}]";
            var before = shape.Violations.Count;
            var declaration = new Declaration(
                number,
                Taxpayer(shape, $"{path}.taxpayer", parent, row.Taxpayer),
                Period(shape, $"{path}.tax_period", row.TaxPeriod),
                row.TurnoverAmount is null ? null : Tenge(shape, $"{path}.turnover_amount", row.TurnoverAmount),
                Tenge(shape, $"{path}.vat_amount", row.VatAmount));
            read.Add(declaration);
            if (shape.Violations.Count == before && !seen.TryAdd((declaration.Bin, declaration.Period), number))
            {
                shape.Add(new(
                    ErrorCatalogue.DeclarationRepeated,
                    path,
                    string.Empty,
                    ("taxpayer", declaration.Bin),
                    ("period", declaration.Period.ToString()),
                    ("first", $"{seen[(declaration.Bin, declaration.Period)]}")));
            }
        }

        return read;
    }

    /// <summary>The quarters in which undeclared offsets are looked for: at least those that are declared.</summary>
    public static (TaxPeriod First, TaxPeriod Last) Scope(Shape shape, IReadOnlyList<Declaration> declarations, string from, string to)
    {
        var (first, last) = (shape.OptionalTaxPeriod("tax_period_from", from), shape.OptionalTaxPeriod("tax_period_to", to));
        if (shape.Violations.Count > 0)
        {
            return default;
        }

        var (earliest, latest) = (declarations.Min(row => row.Period), declarations.Max(row => row.Period));
        if (first > earliest)
        {
            shape.Invalid("tax_period_from", $"not_later_than:{earliest}");
        }

        if (last < latest)
        {
            shape.Invalid("tax_period_to", $"not_earlier_than:{latest}");
        }

        return (first ?? earliest, last ?? latest);
    }

    public static V1.ReconciliationFinding ToWire(this Finding finding, Language language) => new()
    {
        Row = finding.Declared?.Row ?? 0,
        Taxpayer = ResourceNames.Taxpayer(finding.Bin),
        TaxPeriod = finding.Period.ToString(),
        Kind = finding.Kind switch
        {
            FindingKind.Match => V1.FindingKind.Match,
            FindingKind.DeclaredMore => V1.FindingKind.DeclaredMore,
            FindingKind.DeclaredLess => V1.FindingKind.DeclaredLess,
            FindingKind.NotDeclared => V1.FindingKind.NotDeclared,
            FindingKind.NoInvoice => V1.FindingKind.NoInvoice,
            FindingKind.DeclaredInOtherPeriod => V1.FindingKind.DeclaredInOtherPeriod,
            FindingKind.DeclaredByDocumentDay => V1.FindingKind.DeclaredByDocumentDay,
            _ => throw new InvalidOperationException($"Unknown finding {finding.Kind}."),
        },
        DeclaredTurnoverAmount = finding.Declared?.Turnover is { } turnover ? Tenge(turnover) : null,
        DeclaredVatAmount = finding.Declared is { } declared ? Tenge(declared.Vat) : null,
        RegisteredTurnoverAmount = finding.Registered.NetTurnover.ToWire(),
        RegisteredVatAmount = finding.Registered.Net.ToWire(),
        TurnoverByDocumentDay = finding.RegisteredByDay.NetTurnover == finding.Registered.NetTurnover ? null : finding.RegisteredByDay.NetTurnover.ToWire(),
        VatByDocumentDay = finding.RegisteredByDay.Net == finding.Registered.Net ? null : finding.RegisteredByDay.Net.ToWire(),
        PeriodsToSend = { finding.PeriodsToSend.Select(period => period.ToString()) },
        TurnoverDifference = finding.TurnoverDifference is { } difference ? Tenge(difference) : null,
        VatDifference = Tenge(finding.VatDifference),
        OtherTaxPeriods = { finding.OtherPeriods.Select(period => period.ToString()) },
        RegistrationNumbers = { finding.Documents.Select(number => number.ToString()) },
        DocumentCount = finding.DocumentCount,
        Description = finding.Text(Language.En),
        LocalizedMessage = finding.Text(language),
    };

    private static string Taxpayer(Shape shape, string field, string? parent, string name)
    {
        if (name.Length == 0 && parent is not null)
        {
            return parent;
        }

        var bin = shape.Taxpayer(field, name);
        if (parent is not null && bin.Length > 0 && bin != parent)
        {
            shape.Invalid(field, "same_as:parent");
        }

        return bin;
    }

    private static TaxPeriod Period(Shape shape, string field, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            shape.IsNull(field);
        }

        return shape.OptionalTaxPeriod(field, text) ?? default;
    }

    private static Amount Tenge(Shape shape, string field, Google.Type.Decimal? value)
    {
        var amount = shape.Amount(field, value);
        if (decimal.Truncate(amount.Value) != amount.Value)
        {
            shape.Invalid(field, WholeTenge);
        }

        return amount;
    }

    private static Google.Type.Decimal Tenge(Amount amount) =>
        new() { Value = Rounding.ToTenge(amount).ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
