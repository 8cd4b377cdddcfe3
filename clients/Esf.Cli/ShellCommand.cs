namespace Esf.Cli;

/// <summary>Command lines to paste into a POSIX shell.</summary>
internal static class ShellCommand
{
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend("esf").Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(IsPlain) ? argument : "'" + argument.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || "-_./:=,@+".Contains(c, StringComparison.Ordinal);
}
