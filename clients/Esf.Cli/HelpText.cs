namespace Esf.Cli;

/// <summary>What <c>esf --help</c> says beyond the list of commands.</summary>
internal static class HelpText
{
    public const string Root = """
        Issues self-addressed VAT e-invoices (ESF) for the services of non-residents, and audits them.

        Environment: ESF_SERVER, ESF_TAXPAYER, ESF_LANGUAGE stand in for --server, --taxpayer, --language; NO_COLOR for --no-color.

        Exit codes:
          0    done
          1    unexpected failure
          2    wrong usage, a file that cannot be read, or an address that is not the gRPC port; nothing was sent
          3    refused: rules were not met (they are listed)
          4    not found
          5    conflict with what is stored
          6    access denied
          7    no answer, or asked to come later; safe to repeat with the same request id
          8    reconciled, and there are differences
          9    the ledger is not what it was, or its proof proves nothing
          130  interrupted
          141  nobody reads the output any more
        A batch answers 7 when anything is to be repeated, else the code of its first refusal.
        """;
}
