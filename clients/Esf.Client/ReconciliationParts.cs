using Esf.V1;

namespace Esf.Client;

/// <summary>Which declarations go into which call: whole taxpayers, in the order in which they first appear.</summary>
internal static class ReconciliationParts
{
    /// <summary>How many declarations one call takes.</summary>
    public const int MaxRows = 10_000;

    /// <summary>Indexes into the declarations, call by call.</summary>
    /// <exception cref="ArgumentException">There are none, or more than a call takes of one taxpayer.</exception>
    public static IReadOnlyList<ArraySegment<int>> Of(string parent, IReadOnlyList<Declaration> declarations)
    {
        if (declarations.Count == 0)
        {
            throw new ArgumentException("There is nothing to reconcile.", nameof(declarations));
        }

        var (groups, counts) = Group(parent, declarations);
        var (starts, parts) = Divide(counts);
        var order = new int[declarations.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            order[starts[groups[i]]++] = i;
        }

        return [.. parts.Select(part => new ArraySegment<int>(order, part.Start, part.Count))];
    }

    /// <summary>The taxpayer of each declaration as a number, and how many declarations each has.</summary>
    private static (int[] Groups, List<int> Counts) Group(string parent, IReadOnlyList<Declaration> declarations)
    {
        var groups = new int[declarations.Count];
        var counts = new List<int>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < groups.Length; i++)
        {
            var taxpayer = declarations[i].Taxpayer is { Length: > 0 } named ? named : parent;
            if (!numbers.TryGetValue(taxpayer, out var number))
            {
                numbers.Add(taxpayer, number = counts.Count);
                counts.Add(0);
            }

            groups[i] = number;
            if (++counts[number] > MaxRows)
            {
                throw new ArgumentException($"{taxpayer} has more than {MaxRows} declarations.", nameof(declarations));
            }
        }

        return (groups, counts);
    }

    private static (int[] Starts, List<(int Start, int Count)> Parts) Divide(List<int> counts)
    {
        var starts = new int[counts.Count];
        var parts = new List<(int Start, int Count)>();
        var (start, count) = (0, 0);
        for (var i = 0; i < starts.Length; i++)
        {
            if (count > 0 && count + counts[i] > MaxRows)
            {
                parts.Add((start, count));
                (start, count) = (start + count, 0);
            }

            starts[i] = start + count;
            count += counts[i];
        }

        parts.Add((start, count));
        return (starts, parts);
    }
}
