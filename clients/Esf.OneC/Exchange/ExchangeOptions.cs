namespace Esf.OneC.Exchange;

/// <summary>How a folder is worked on.</summary>
internal sealed record ExchangeOptions
{
    /// <summary>IIN or BIN whose folder it is.</summary>
    public required string Taxpayer { get; init; }

    /// <summary>Language of the texts in results: kk, ru or en.</summary>
    public string Language { get; init; } = "ru";

    /// <summary>How long a file must stay unchanged before it is read.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between two passes of the service.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause while the service does not answer.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>True to read statements whose line Кодировка names another encoding than they have.</summary>
    public bool LenientEncoding { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
