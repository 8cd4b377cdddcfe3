namespace Esf.Domain.Parties;

/// <summary>What a supplier's tax identifier was recognised as.</summary>
public enum TaxIdentifierKind
{
    /// <summary>A Kazakhstan IIN or BIN.</summary>
    KazakhstanIinBin,

    /// <summary>A Russian ИНН.</summary>
    RussiaInn,

    /// <summary>A Belarusian УНП.</summary>
    BelarusUnp,

    /// <summary>An Armenian taxpayer number.</summary>
    ArmeniaTin,

    /// <summary>A Kyrgyz ИНН.</summary>
    KyrgyzstanInn,

    /// <summary>A number of any other country, which is kept and not judged.</summary>
    Other,
}
