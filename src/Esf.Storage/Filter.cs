namespace Esf.Storage;

/// <summary>A <c>where</c> of the conditions that are asked for, so that the engine plans for these alone.</summary>
internal sealed class Filter
{
    private readonly List<string> _conditions = [];
    private readonly List<(string, object?)> _parameters = [];

    public IEnumerable<(string Name, object? Value)> Parameters => _parameters;

    /// <summary>A value that the statement uses outside of the conditions.</summary>
    public void Bind(string name, object? value) => _parameters.Add((name, value));

    public void Where(string condition, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _conditions.Add(condition);
        _parameters.AddRange(parameters);
    }

    public void Where(object? value, string condition, string name)
    {
        if (value is not null)
        {
            Where(condition, (name, value));
        }
    }

    public override string ToString() => _conditions.Count == 0 ? "" : $" where {string.Join(" and ", _conditions)}";
}
