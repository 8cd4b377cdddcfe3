using Esf.Domain.Invoices;

namespace Esf.Storage.Tests;

/// <summary>What the life cycle means, in a hundred lines of dictionaries: written from the rules, not from the service.</summary>
/// <remarks>Every method foresees one request: null when it must be refused, else what to do once the service has accepted it.</remarks>
internal sealed class LifeModel
{
    private const int FirstDay = 1;
    private const int LastDay = 5;

    public List<Entry> Invoices { get; } = [];

    public Dictionary<string, Paid> Payments { get; } = [];

    /// <summary>Net offset of every day that has a document.</summary>
    public Dictionary<DateOnly, long> Offsets { get; } = [];

    public int Documents { get; private set; }

    public Entry? Targets(int choice) => Invoices.Count == 0 ? null : Invoices[Invoices.Count - 1 - (choice % Invoices.Count)];

    public Action<string, DateOnly>? Issue(string? payment, long vat, DateOnly today) =>
        vat > 0 && payment is not null && IsOpen(payment, today) && vat <= Left(payment)
            ? (number, day) => Put(new(number, InvoiceType.Ordinary, vat, new() { [payment] = vat }, null), vat, day)
            : null;

    public Action<string, DateOnly>? Correct(Entry? target, string? payment, long vat, DateOnly today)
    {
        if (target is not { State: InvoiceState.Issued, Type: not InvoiceType.Additional } || vat <= 0)
        {
            return null;
        }

        // The correction ends the additional invoices with the replaced one. No payment named: theirs are kept as far as they are needed.
        var ended = Additional(target.Family).Prepend(target).ToArray();
        var held = ended.SelectMany(entry => entry.Holds).GroupBy(part => part.Key).ToDictionary(part => part.Key, part => part.Sum(p => p.Value));
        var moved = ended.SelectMany(entry => entry.Holds).Where(part => part.Value > 0).GroupBy(part => part.Key)
            .ToDictionary(part => part.Key, part => part.Sum(p => p.Value));
        var after = payment is null
            ? Keep(held.Where(part => part.Value > 0).ToDictionary(), vat)
            : new Dictionary<string, long> { [payment] = vat };
        var isPaid = after.Values.Sum() == vat && after.All(part => part.Value <= Left(part.Key) + held.GetValueOrDefault(part.Key));
        var isOpen = after.All(part => part.Value <= moved.GetValueOrDefault(part.Key) || IsOpen(part.Key, today));
        return !isPaid || !isOpen ? null : (number, day) =>
        {
            foreach (var entry in ended)
            {
                End(entry, InvoiceState.Corrected);
            }

            Put(new(number, InvoiceType.Corrected, vat, after, target.Family), vat - ended.Sum(entry => entry.Vat), day);
        };
    }

    /// <summary>The annulled additional invoices of a family that nothing has restored.</summary>
    public Entry? Annulled(Entry? target, int choice)
    {
        var annulled = Invoices.Where(entry => entry.Family == target?.Family && entry is { State: InvoiceState.Corrected, Type: InvoiceType.Additional }
            && !Invoices.Any(other => other.Restores == entry.Number && other.State != InvoiceState.Revoked)).ToArray();
        return annulled.Length == 0 ? null : annulled[choice % annulled.Length];
    }

    /// <summary>An annulled additional invoice is issued anew, as it was: no window is asked, but its payments must be there.</summary>
    public Action<string, DateOnly>? Restore(Entry? target, Entry? annulled)
    {
        if (target is not { State: InvoiceState.Issued, Type: not InvoiceType.Additional } || annulled is null)
        {
            return null;
        }

        if (annulled.Vat < 0)
        {
            return Difference(target, annulled.Vat, annulled.Number);
        }

        return annulled.Holds.All(part => part.Value <= Left(part.Key))
            ? (number, day) => Put(new(number, InvoiceType.Additional, annulled.Vat, annulled.Holds, target.Family) { Restores = annulled.Number }, annulled.Vat, day)
            : null;
    }

    public Action<string, DateOnly>? Add(Entry? target, string? payment, long vat, DateOnly today)
    {
        if (target is not { State: InvoiceState.Issued, Type: not InvoiceType.Additional } || vat == 0)
        {
            return null;
        }

        if (vat > 0)
        {
            return payment is not null && IsOpen(payment, today) && vat <= Left(payment)
                ? (number, day) => Put(new(number, InvoiceType.Additional, vat, new() { [payment] = vat }, target.Family), vat, day)
                : null;
        }

        return Difference(target, vat, null);
    }

    private Action<string, DateOnly>? Difference(Entry target, long vat, string? restores)
    {
        var family = Additional(target.Family).Append(target).ToArray();
        if (family.Sum(entry => entry.Vat) + vat < 0)
        {
            return null;
        }

        // The last payments of the family are freed first.
        var holds = family.SelectMany(entry => entry.Holds).GroupBy(part => part.Key).Select(part => (Id: part.Key, Sum: part.Sum(p => p.Value)))
            .Where(part => part.Sum > 0).OrderByDescending(part => Payments[part.Id].On).ThenByDescending(part => part.Id, StringComparer.Ordinal);
        var freed = Keep(holds.ToDictionary(part => part.Id, part => part.Sum), -vat).ToDictionary(part => part.Key, part => -part.Value);
        return (number, day) => Put(new(number, InvoiceType.Additional, vat, freed, target.Family) { Restores = restores }, vat, day);
    }

    public Action<string, DateOnly>? Revoke(Entry? target)
    {
        if (target is not { State: InvoiceState.Issued })
        {
            return null;
        }

        var rest = Invoices.Where(entry => entry.Family == target.Family && entry.State == InvoiceState.Issued && entry != target).ToArray();
        var isFree = target.Type == InvoiceType.Additional ? rest.Sum(entry => entry.Vat) >= 0 : rest.Length == 0;
        var keepsFreed = rest.SelectMany(entry => entry.Holds).GroupBy(part => part.Key).All(part => part.Sum(p => p.Value) >= 0);
        var canTakeAgain = target.Holds.All(part => part.Value >= 0 || -part.Value <= Left(part.Key));
        return !isFree || !keepsFreed || !canTakeAgain ? null : (_, day) =>
        {
            End(target, InvoiceState.Revoked);
            Count(-target.Vat, day);
        };
    }

    private IEnumerable<Entry> Additional(int family) =>
        Invoices.Where(entry => entry.Family == family && entry is { State: InvoiceState.Issued, Type: InvoiceType.Additional });

    private long Left(string payment) => Payments[payment].Amount - Payments[payment].Taken;

    private bool IsOpen(string payment, DateOnly today) => today.DayNumber - Payments[payment].On.DayNumber is >= FirstDay and <= LastDay;

    // In the order given, until enough is taken.
    private static Dictionary<string, long> Keep(Dictionary<string, long> held, long needed)
    {
        var kept = new Dictionary<string, long>();
        foreach (var (id, amount) in held)
        {
            if (needed > 0)
            {
                kept[id] = Math.Min(amount, needed);
                needed -= kept[id];
            }
        }

        return kept;
    }

    private void Put(Entry entry, long net, DateOnly day)
    {
        entry.Family = entry.FamilyOf ?? Documents;
        Invoices.Add(entry);
        Take(entry, 1);
        Count(net, day);
    }

    private void End(Entry entry, InvoiceState state)
    {
        entry.State = state;
        Take(entry, -1);
    }

    private void Take(Entry entry, int sign)
    {
        foreach (var (id, amount) in entry.Holds)
        {
            Payments[id] = Payments[id] with { Taken = Payments[id].Taken + (sign * amount) };
        }
    }

    private void Count(long net, DateOnly day)
    {
        Documents++;
        Offsets[day] = Offsets.GetValueOrDefault(day) + net;
    }

    internal sealed record Paid(DateOnly On, long Amount, long Taken = 0);

    internal sealed class Entry(string number, InvoiceType type, long vat, Dictionary<string, long> holds, int? family)
    {
        public string Number => number;

        public InvoiceType Type => type;

        public long Vat => vat;

        public Dictionary<string, long> Holds => holds;

        public int? FamilyOf => family;

        public string? Restores { get; init; }

        public int Family { get; set; }

        public InvoiceState State { get; set; } = InvoiceState.Issued;
    }
}
