using Esf.Domain.Law;

namespace Esf.Server.Hosting;

/// <summary>The readings of open law that the settings <c>Law:*</c> choose.</summary>
internal static class LawConfiguration
{
    /// <summary>Reads the settings; what is not set has its default.</summary>
    /// <exception cref="StartupException">A value is none of those that the setting has.</exception>
    public static LawBook Read(IConfiguration configuration)
    {
        var defaults = new LawSettings();
        return LawBook.With(new()
        {
            LateIssue = Choice(configuration, "Law:LateIssue", defaults.LateIssue),
            PaymentDayCounts = Flag(configuration, "Law:PaymentDayCounts"),
            AdditionalTerm = Choice(configuration, "Law:AdditionalTerm", defaults.AdditionalTerm),
            CorrectedPeriod = Choice(configuration, "Law:CorrectedPeriod", defaults.CorrectedPeriod),
        });
    }

    private static T Choice<T>(IConfiguration configuration, string setting, T byDefault)
        where T : struct, Enum
    {
        var value = configuration[setting];
        if (string.IsNullOrWhiteSpace(value))
        {
            return byDefault;
        }

        // A number would be parsed too, but nobody could read what it means.
        return Enum.GetNames<T>().FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse<T>(known)
            : throw new StartupException($"{setting} is '{value}'; it is {string.Join(" or ", Enum.GetNames<T>())}.");
    }

    private static bool Flag(IConfiguration configuration, string setting)
    {
        var value = configuration[setting];
        var flag = false;
        return string.IsNullOrWhiteSpace(value) || bool.TryParse(value, out flag)
            ? flag
            : throw new StartupException($"{setting} is '{value}'; it is true or false.");
    }
}
