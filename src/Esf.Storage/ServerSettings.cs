namespace Esf.Storage;

/// <summary>Settings of a PostgreSQL server, as a session of ours sees them.</summary>
/// <param name="SynchronousCommit">synchronous_commit.</param>
/// <param name="StandbyNames">synchronous_standby_names; empty: commits wait for no standby.</param>
/// <param name="Fsync">fsync.</param>
/// <param name="Encoding">server_encoding.</param>
/// <param name="Version">server_version.</param>
/// <param name="Database">Name of the database.</param>
/// <param name="IsBounded">Whether transactions and waits for locks have a bound.</param>
internal sealed record ServerSettings(
    string SynchronousCommit, string StandbyNames, string Fsync, string Encoding, string Version, string Database, bool IsBounded)
{
    /// <summary>Refuses settings under which something acknowledged could be lost, or one server could hold up the others.</summary>
    /// <param name="durability">What the operator asks for; null: nothing more than the database is set to.</param>
    /// <exception cref="StoreRefusedException">What is wrong, and what to set.</exception>
    public void Require(StoreDurability? durability)
    {
        if (SynchronousCommit == "off")
        {
            throw new StoreRefusedException(
                "PostgreSQL acknowledges commits before they are on the disk (synchronous_commit=off). Set synchronous_commit=on for this database or role.");
        }

        if (StandbyNames.Length > 0 && SynchronousCommit == "local")
        {
            throw new StoreRefusedException(
                $"PostgreSQL names synchronous standbys ({StandbyNames}) but does not wait for them (synchronous_commit=local). Set synchronous_commit=on for this database or role.");
        }

        if (durability == StoreDurability.Replicated && StandbyNames.Length == 0)
        {
            throw new StoreRefusedException(
                "Storage:Durability is Replicated, but PostgreSQL waits for no standby (synchronous_standby_names is empty). Name one there, or set Storage:Durability=Local.");
        }

        if (durability == StoreDurability.Replicated && SynchronousCommit is not ("on" or "remote_apply"))
        {
            throw new StoreRefusedException(
                $"Storage:Durability is Replicated, but PostgreSQL does not wait for the standby's disk (synchronous_commit={SynchronousCommit}). Set it to on or remote_apply.");
        }

        if (Encoding != "UTF8")
        {
            throw new StoreRefusedException($"The database's encoding is {Encoding}; names in Kazakh need UTF8.");
        }

        if (!IsBounded)
        {
            throw new StoreRefusedException(
                "PostgreSQL, or a pooler before it, sets no bound to open transactions and to waits for locks: a server that stops would hold up all others. "
                + "Let the options of a connection pass, or set idle_in_transaction_session_timeout and lock_timeout for the role.");
        }
    }
}
