using System.CommandLine;

namespace Esf.Cli.Commands;

/// <summary><c>esf completion</c>: prints what makes a shell complete commands, options and their values.</summary>
/// <remarks>The shell asks <c>esf [suggest:POSITION] "LINE"</c>, so what it offers is always what this program takes.</remarks>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # Put this into ~/.bashrc:  source <(esf completion bash)
            _esf_complete() {
                local IFS=$'\n'
                COMPREPLY=($(esf "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | grep -F -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _esf_complete esf
            """,
        ["zsh"] = """
            #compdef esf
            # Put this into ~/.zshrc, behind compinit:  source <(esf completion zsh)
            _esf() {
                local -a found
                found=("${(@f)$(esf "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a found || _files
            }
            compdef _esf esf
            """,
        ["fish"] = """
            # Put this into ~/.config/fish/completions/esf.fish:  esf completion fish > ~/.config/fish/completions/esf.fish
            complete -c esf -a '(esf "[suggest:"(commandline -C)"]" (commandline -p | string collect) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # Put this into $PROFILE:  esf completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName esf -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                esf "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Create(CommandRunner runner)
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints the script by which a shell completes esf; its first line says where to put it.") { shell };
        runner.Run(command, async (session, parsed, _) =>
        {
            await session.Host.Out.WriteLineAsync(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Ok;
        });
        return command;
    }
}
