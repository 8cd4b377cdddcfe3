namespace Esf.Domain.Errors;

/// <summary>What became of a call: its answer, or why it is refused.</summary>
public abstract record Outcome<T>
{
    private Outcome()
    {
    }

    /// <summary>The answer.</summary>
    public sealed record Done(T Answer) : Outcome<T>;

    /// <summary>Why there is none.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome<T>;

    public static implicit operator Outcome<T>(T answer) => new Done(answer);

    public static implicit operator Outcome<T>(Refusal refusal) => new Refused(refusal);

    /// <summary>The answer of a single call.</summary>
    /// <exception cref="EsfException">The call is refused.</exception>
    public T OrThrow() => this switch
    {
        Done done => done.Answer,
        Refused refused => throw new EsfException(refused.Refusal),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
