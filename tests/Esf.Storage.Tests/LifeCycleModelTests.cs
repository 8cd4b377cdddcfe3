using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Storage.Tests;

/// <summary>
/// The life cycle as a model: random sequences of paying, issuing, correcting, adding and revoking over the real registry, law and store.
/// After every step states, balances, offsets by day, offsets as of earlier steps, and the chain are those of <see cref="LifeModel"/>.
/// </summary>
/// <remarks>CsCheck prints the seed of a failure; <c>CsCheck_Seed</c> repeats it.</remarks>
public abstract class LifeCycleModelTests(StoreProvider provider, int runs) : StoreTests(provider)
{
    private const int StepsOfRun = 40;

    private static readonly Gen<Step[]> Steps = Gen.Select(
        Gen.Enum<Act>(), Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[-60, 60], Gen.Int[0, 2], (act, target, payment, vat, days) => new Step(act, target, payment, vat, days))
        .Array[StepsOfRun];

    private readonly FakeTimeProvider _clock = new(Given.Noon);
    private int _bins;

    private protected override RegisterKind Kind => RegisterKind.Sandbox;

    [Fact]
    public async Task The_register_is_the_model_after_every_step()
    {
        var store = await OpenStoreAsync(clock: _clock);
        var refused = 0;
        var done = 0;
        await Steps.SampleAsync(
            async steps =>
            {
                var run = new Run(store, Database, _clock, Given.Digits(200_000_000_000 + Interlocked.Increment(ref _bins)));
                await run.StartAsync();
                foreach (var step in steps)
                {
                    if (await run.TakeAsync(step))
                    {
                        done++;
                    }
                    else
                    {
                        refused++;
                    }

                    await run.CheckAsync();
                }
            },
            iter: runs,
            threads: 1);

        // A generator that is refused all the time, or never, would test nothing.
        Assert.True(done > runs * StepsOfRun / 4, $"{done} steps were accepted, {refused} refused.");
        Assert.True(refused > runs, $"{done} steps were accepted, {refused} refused.");
    }

    private enum Act
    {
        Pay,
        Issue,
        Correct,
        Add,
        Restore,
        Revoke,
        NextDay,
    }

    private sealed record Step(Act Act, int Target, int Payment, int Vat, int Days);

    /// <summary>One taxpayer's life, on the store and in the model at once.</summary>
    private sealed class Run(Store store, TestDatabase database, FakeTimeProvider clock, string bin)
    {
        private readonly InvoiceRegistry _registry = new(store.Register, store.Ledgers, new InvoiceLaw(LawBook.Default), clock);
        private readonly LifeModel _model = new();
        private readonly List<(long Commit, Dictionary<DateOnly, long> Offsets)> _moments = [];

        private static CancellationToken Cancel => TestContext.Current.CancellationToken;

        // The same for a whole family, and never older than an invoice may be: the clock goes on from run to run.
        private readonly DateOnly _turnoverDate = KazakhstanCalendar.DateOf(clock.GetUtcNow());

        private DateOnly Today => KazakhstanCalendar.DateOf(clock.GetUtcNow());

        public async Task StartAsync() => await store.Taxpayers.RegisterAsync(Given.Taxpayer(bin), clock.GetUtcNow(), Cancel);

        /// <summary>Takes a step; answers whether the service accepted it, which the model must foresee.</summary>
        public async Task<bool> TakeAsync(Step step)
        {
            switch (step.Act)
            {
                case Act.NextDay:
                    clock.Advance(TimeSpan.FromDays(step.Days));
                    return true;
                case Act.Pay:
                    var payment = new VatPayment(
                        bin, Given.Digits(_model.Payments.Count), Today, Amount.FromTiyn(100L * (Math.Abs(step.Vat) + 1)), "105104", VatPaymentKind.BankPayment);
                    await store.VatPayments.RecordAsync([new(payment, [])], clock.GetUtcNow(), Cancel);
                    _model.Payments[payment.Id] = new(payment.PaidOn, payment.Amount.Tiyn);
                    return true;
            }

            clock.Advance(TimeSpan.FromMilliseconds(1));
            var foreseen = Foresee(step);
            try
            {
                var number = await CallAsync(step);
                Assert.True(foreseen is not null, $"{step} was accepted, the model refuses it.");
                foreseen(number, Today);
                return true;
            }
            catch (EsfException refusal)
            {
                Assert.True(foreseen is null, $"{step} was refused with {refusal.Message}, the model accepts it.");
                return false;
            }
        }

        /// <summary>The register, asked in every way, is the model.</summary>
        public async Task CheckAsync()
        {
            var invoices = (await store.Register.ListInvoicesAsync(new(bin, null, null, null, null, 1000), Cancel)).Items;
            Assert.Equal(
                _model.Invoices.Select(invoice => (invoice.Number, invoice.State, invoice.Vat)),
                invoices.Select(invoice => (invoice.RegistrationNumber.ToString(), invoice.State, invoice.Content.Totals.VatAmount.Tiyn)));

            var payments = await store.Register.ListVatPaymentsAsync(new(bin, null, null, null, null, 1000), Cancel);
            Assert.Equal(_model.Payments.ToDictionary(p => p.Key, p => p.Value.Taken), payments.ToDictionary(p => p.Payment.Id, p => p.Allocated.Tiyn));

            var now = await OffsetsAsync(long.MaxValue);
            Assert.Equal(_model.Offsets, now);
            foreach (var (commit, offsets) in _moments.TakeLast(2))
            {
                Assert.Equal(offsets, await OffsetsAsync(commit));
            }

            var last = _model.Documents == 0 ? 0 : (await database.QueryAsync($"select max(commit_time_us) from ledger where bin = '{bin}'", row => row.GetInt64(0), Cancel))[0];
            if (_moments.Count == 0 || _moments[^1].Commit < last)
            {
                _moments.Add((last, now));
            }

            await CheckChainAsync();
        }

        // Each document is the SHA-256 of its bytes and holds that of the one before; the model knows how many there are.
        private async Task CheckChainAsync()
        {
            var links = (await store.Chains.ReadLedgerAsync(bin, 0, 1000, Cancel))!.Links;
            Assert.Equal(_model.Documents, links.Count);
            var previous = new string('0', 64);
            foreach (var link in links)
            {
                Assert.Equal(previous, link.PreviousHash);
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(link.Document.Span)), link.Hash);
                Assert.Contains($"\"previousHash\":\"{previous}\"", Encoding.UTF8.GetString(link.Document.Span), StringComparison.Ordinal);
                previous = link.Hash;
            }
        }

        // The plain query that an auditor would write: any sum by day, as the register stood at an instant.
        private async Task<Dictionary<DateOnly, long>> OffsetsAsync(long asOf) => (await database.QueryAsync(
            $"select issue_date, sum(offset_tiyn - withdrawn_tiyn) from ledger where bin = '{bin}' and commit_time_us <= {asOf} group by issue_date",
            row => (Day: row.GetFieldValue<DateOnly>(0), Sum: (long)row.GetDecimal(1)),
            Cancel)).ToDictionary(row => row.Day, row => row.Sum);

        private async Task<string> CallAsync(Step step)
        {
            var target = _model.Targets(step.Target);
            if (step.Act == Act.Revoke)
            {
                var revoke = new RevokeRequest(Number(target), Guid.NewGuid(), null, "mistake");
                return (await _registry.RevokeAsync(revoke, Cancel)).OrThrow().Revocation.RegistrationNumber.ToString();
            }

            var restored = step.Act == Act.Restore ? _model.Annulled(target, step.Payment) : null;
            var payment = step.Act == Act.Restore ? null : _model.Payments.Keys.Order(StringComparer.Ordinal).ElementAtOrDefault(step.Payment);
            var vat = restored?.Vat ?? VatOf(step);
            var draft = new InvoiceDraft
            {
                TurnoverDate = _turnoverDate,
                Supplier = new("Nordlicht GmbH", "Berlin", "DE", null),
                Lines = [new("Consulting", null, null, null, Amount.FromTiyn(vat * 100 / 16), null, Amount.FromTiyn(vat), null)],
                PaymentAllocations = payment is null || vat < 0 ? [] : [new(payment, Amount.FromTiyn(vat))],
                ChangeReason = step.Act is Act.Add or Act.Restore ? ChangeReason.Other : null,

                // Nothing to restore: a number that no ledger has, which must be refused.
                Restores = step.Act == Act.Restore ? Number(restored) : null,
            };
            var outcome = step.Act == Act.Issue
                ? await _registry.IssueAsync(new(bin, Guid.NewGuid(), draft), Cancel)
                : await _registry.AmendAsync(
                    new(Number(target), Guid.NewGuid(), step.Act == Act.Correct ? LifeStep.Correct : LifeStep.Add, null, draft), Cancel);
            return outcome.OrThrow().RegistrationNumber.ToString();
        }

        private Action<string, DateOnly>? Foresee(Step step)
        {
            var target = _model.Targets(step.Target);
            var payment = _model.Payments.Keys.Order(StringComparer.Ordinal).ElementAtOrDefault(step.Payment);
            return step.Act switch
            {
                Act.Issue => _model.Issue(payment, VatOf(step), Today),
                Act.Correct => _model.Correct(target, payment, VatOf(step), Today),
                Act.Add => _model.Add(target, payment, VatOf(step), Today),
                Act.Restore => _model.Restore(target, _model.Annulled(target, step.Payment)),
                _ => _model.Revoke(target),
            };
        }

        // Multiples of 16 tiyn, so that 16 % of a whole number of tiyn is exact; only a difference may be negative.
        private static long VatOf(Step step) => (step.Act == Act.Add ? step.Vat : Math.Abs(step.Vat)) * 16L;

        // Nothing to amend yet: a number that no ledger has, which must be refused.
        private Domain.Ledger.RegistrationNumber Number(LifeModel.Entry? target) =>
            target is null ? new(bin, Today, 99_999_999) : Domain.Ledger.RegistrationNumber.TryParse(target.Number)!;
    }
}

public sealed class SqliteLifeCycleModelTests() : LifeCycleModelTests(StoreProvider.Sqlite, runs: 400);

public sealed class PostgresLifeCycleModelTests() : LifeCycleModelTests(StoreProvider.Postgres, runs: 120);
