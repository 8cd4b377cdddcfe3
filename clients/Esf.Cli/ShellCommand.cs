namespace Esf.Cli;

/// <summary>Command lines to paste into a POSIX shell.</summary>
internal static class ShellCommand
{
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend("esf").Select(Quote));

    /// <summary>The arguments without an option and its value.</summary>
    public static IEnumerable<string> Without(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == option)
            {
                i++;
            }
            else if (!arguments[i].StartsWith(option + "=", StringComparison.Ordinal)
                && !arguments[i].StartsWith(option + ":", StringComparison.Ordinal))
            {
                yield return arguments[i];
            }
        }
    }

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(IsPlain) ? argument : "'" + argument.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "-_./:=,@+".Contains(c, StringComparison.Ordinal);
}
