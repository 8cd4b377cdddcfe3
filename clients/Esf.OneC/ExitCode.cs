namespace Esf.OneC;

/// <summary>What the exit code tells a script; the numbers mean what those of <c>esf</c> mean.</summary>
internal enum ExitCode
{
    /// <summary>Every file was taken, or waits for a payment or its window.</summary>
    Ok = 0,

    /// <summary>A defect of this program.</summary>
    Unexpected = 1,

    /// <summary>Wrong usage, or the folder cannot be used; nothing was sent.</summary>
    Usage = 2,

    /// <summary>At least one file went to failed/.</summary>
    Refused = 3,

    /// <summary>The service does nothing for this taxpayer: not registered, or no access.</summary>
    Access = 6,

    /// <summary>The service did not answer; what was not done waits, and running again is safe.</summary>
    Unavailable = 7,
}
