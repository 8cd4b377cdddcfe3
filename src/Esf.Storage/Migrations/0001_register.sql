-- The register: taxpayers, payments of VAT, the ledgers of documents, and the feed of what was appended to them.
--
-- One text for both engines. The migrator puts in what they spell differently:
--   $date$   date in PostgreSQL, text (yyyy-MM-dd, which sorts as the date does) in SQLite;
--   $bytes$  bytea, or blob;
--   $postgres$ and $end$  nothing, or the two ends of a comment around what only PostgreSQL has;
--   $c$      collate "C" in PostgreSQL; nothing in SQLite, whose default is bytewise already. Both engines order and compare alike.
--
-- Amounts are bigint tiyn (0.01 KZT): SQLite has no decimal and would drop the scale.
-- Instants are bigint microseconds since 1970-01-01T00:00:00Z: the same order and precision in both engines, and no driver or session
-- converts a time zone on the way.
--
-- Foreign keys to the ledger are checked at the commit: its rows are written last, behind the lock of the feed, so that this lock is
-- held shortly.
--
-- This file is never edited once it has been released: servers compare its SHA-256 with that of what was applied.

-- The register itself: one row, written when the database is opened for the first time.
create table register (
    one smallint not null primary key,
    epoch text $c$ not null,                        -- a UUID; another one after each restore, so that resume tokens from before are refused
    kind smallint not null,                         -- 1 real, 2 sandbox: with which clock it may be served
    token_key $bytes$ not null,                     -- seals page and resume tokens (HMAC-SHA256); shared by all servers
    create_time_us bigint not null,
    constraint register_one_row check (one = 1),
    constraint register_kind check (kind in (1, 2))
);

-- A VAT payer, and the end of its ledger. Whoever appends holds this row's lock: it protects everything that belongs to the taxpayer
-- (sequence and chain, numbers, families, balances of payments, request ids).
create table taxpayers (
    bin text $c$ not null primary key,
    legal_name text $c$ not null,
    address text $c$ not null,
    certificate_series text $c$ not null,
    certificate_number text $c$ not null,
    registered_on $date$ not null,
    deregistered_on $date$ null,
    version bigint not null,                        -- 1, one more at each replacement
    create_time_us bigint not null,
    update_time_us bigint not null,
    head_sequence bigint not null default 0,        -- of the last document; 0: there is none
    head_hash text $c$ not null,                    -- of the last document; 64 zeros: there is none
    head_issue_time_us bigint not null default 0,   -- of the last document; time never goes back along a ledger
    gross_tiyn bigint not null default 0            -- sum of the totals of its invoices without their signs; bounded, so that no sum overflows
);

-- VAT that reached the budget, and how much of it invoices have taken.
create table vat_payments (
    bin text $c$ not null references taxpayers (bin),
    payment_id text $c$ not null,                   -- a function of the natural key as it was known when the payment was recorded
    document_number text $c$ not null,
    comparable_number text $c$ not null,            -- the number without leading zeros and in upper case: what copies of one order share
    paid_on $date$ not null,
    amount_tiyn bigint not null,
    budget_code text $c$ not null,
    kind smallint not null,                         -- 1 bank payment, 2 overpayment set off
    allocated_tiyn bigint not null default 0,       -- the sum of its movements
    create_time_us bigint not null,
    payer_account text $c$ not null,                -- empty: not known; becomes known by the first copy that names it
    primary key (bin, payment_id),
    constraint vat_payments_natural_key unique (bin, document_number, paid_on, budget_code, payer_account),
    -- The last line of defence against an overdraft, and against freeing what was never taken; the balance is checked under the
    -- taxpayer's lock before.
    constraint vat_payments_balance check (allocated_tiyn between 0 and amount_tiyn)
);

-- In the order of lists: of one taxpayer, and across taxpayers.
create index vat_payments_of_taxpayer_by_day on vat_payments (bin, paid_on, payment_id);
create index vat_payments_by_day on vat_payments (paid_on, bin, payment_id);

-- What may be copies of one bank operation.
create index vat_payments_of_number on vat_payments (bin, comparable_number, paid_on);

-- The end of the feed: one row. The last thing that an append does is to lock and raise it, so places follow the order of the commits,
-- without a gap and over all servers, and commit times never go back.
create table feed (
    one smallint not null primary key,
    position bigint not null,                       -- of the last event; 0: there is none
    commit_time_us bigint not null,                 -- of the last event
    settled_us bigint not null,                     -- an answer was given as of this instant: what commits later has a later commit time
    constraint feed_one_row check (one = 1)
);

insert into feed (one, position, commit_time_us, settled_us) values (1, 0, 0, 0);

-- The ledgers: every document, of whatever kind, each an event of the feed. The document is the truth and its hash is of exactly these
-- bytes; the other columns are for queries. Rows are only ever added.
--
-- The offset of a day is the sum of offset_tiyn - withdrawn_tiyn over the documents of that day, and what it was at an instant is the
-- same sum over those with a commit_time_us until then. The offset of a quarter by the law's attribution is the sum of offset_tiyn by
-- offset_period, less that of offset_ends by period.
create table ledger (
    bin text $c$ not null references taxpayers (bin),
    sequence bigint not null,                       -- 1, 2, 3 … within the taxpayer, without a gap
    registration_number text $c$ not null,
    kind smallint not null,                         -- 1 invoice, 2 revocation
    position bigint not null,                       -- 1, 2, 3 … along the feed, without a gap
    commit_time_us bigint not null,                 -- never goes back along the feed
    issue_date $date$ not null,                     -- civil date of Kazakhstan, and the date of the effect on the offset
    issue_time_us bigint not null,
    offset_tiyn bigint not null,                    -- offset of the document itself, signed
    offset_period text $c$ not null,                -- the quarter to which the law attributes it, like 2026-Q2
    withdrawn_tiyn bigint not null,                 -- offsets of earlier invoices that end with this document: the sum of its offset_ends
    hash text $c$ not null,
    previous_hash text $c$ not null,
    document $bytes$ not null,
    primary key (bin, sequence),
    constraint ledger_registration_number unique (registration_number),
    constraint ledger_position unique (position),
    constraint ledger_sequence_positive check (sequence > 0)
);

-- One taxpayer's part of the feed; offsets by day; the register as of an instant.
create index ledger_of_taxpayer_by_position on ledger (bin, position);
create index ledger_of_taxpayer_by_day on ledger (bin, issue_date);
create index ledger_by_day on ledger (issue_date);
create index ledger_by_commit_time on ledger (commit_time_us);

-- Which earlier offsets a document ends: of the invoice that it revokes, or of the one that it replaces and of the additional ones that it
-- annuls with it. From an invoice to the document that ended its offset there is one at most.
create table offset_ends (
    bin text $c$ not null,
    ended_sequence bigint not null,                 -- the invoice
    sequence bigint not null,                       -- the document that ends its offset
    withdrawn_tiyn bigint not null,                 -- its whole offset, signed
    period text $c$ not null,                       -- the quarter to which it was attributed, and which it leaves
    primary key (bin, ended_sequence),
    foreign key (bin, ended_sequence) references ledger (bin, sequence),
    foreign key (bin, sequence) references ledger (bin, sequence) deferrable initially deferred
);

-- From a document to what it ends.
create index offset_ends_of_document on offset_ends (bin, sequence);

-- The invoices among the documents. All columns are for queries; what changes is only the state, with the document that explains it, and
-- the head of a family.
create table invoices (
    bin text $c$ not null,
    sequence bigint not null,                       -- place in the ledger
    number text $c$ not null,                       -- in the taxpayer's own books
    issue_date $date$ not null,                     -- civil date of Kazakhstan
    turnover_date $date$ not null,
    type smallint not null,                         -- 1 ordinary, 2 corrected, 3 additional
    state smallint not null,                        -- 1 issued, 2 corrected, 3 revoked
    state_changed_by text $c$ null,                 -- registration number of the document that changed the state
    family bigint not null,                         -- sequence of the first issue; an ordinary invoice begins a family
    family_head bigint null,                        -- of a first issue only: the last document that touched the family
    supplier_name text $c$ not null,
    supplier_country_code text $c$ not null,
    turnover_tiyn bigint not null,                  -- signed, as the other two: an additional invoice may be a difference downwards
    vat_tiyn bigint not null,
    total_tiyn bigint not null,
    vat_paid_on $date$ not null,
    primary key (bin, sequence),
    foreign key (bin, sequence) references ledger (bin, sequence) deferrable initially deferred,
    foreign key (bin, family) references invoices (bin, sequence),
    constraint invoices_number_of_day unique (bin, number, issue_date),
    constraint invoices_state_explained check ((state = 1) = (state_changed_by is null)),
    constraint invoices_family_head check ((family = sequence) = (family_head is not null))
);

-- By day of issue: of one taxpayer, and across taxpayers. Lists by taxpayer and sequence run along the primary key.
create index invoices_of_taxpayer_by_day on invoices (bin, issue_date, sequence);
create index invoices_by_day on invoices (issue_date, bin, sequence);

-- From a family to its members.
create index invoices_of_family on invoices (bin, family, sequence);

-- By how much a document changes what is taken of a payment: positive takes, negative frees. The sum per payment is its allocated_tiyn.
create table payment_movements (
    bin text $c$ not null,
    sequence bigint not null,
    payment_id text $c$ not null,
    amount_tiyn bigint not null,
    primary key (bin, sequence, payment_id),
    foreign key (bin, sequence) references ledger (bin, sequence) deferrable initially deferred,
    foreign key (bin, payment_id) references vat_payments (bin, payment_id),
    constraint payment_movements_not_nothing check (amount_tiyn <> 0)
);

-- From a payment to the documents that moved it.
create index payment_movements_of_payment on payment_movements (bin, payment_id, sequence);

-- Empty. After a write has found the disk full, a row is added and deleted here to learn whether there is space again.
create table space_probe (
    bytes $bytes$ not null
);

-- What a request id has done, for ever: a repeated request is answered with its document, another one under the same id is refused.
create table requests (
    bin text $c$ not null,
    request_id text $c$ not null,                   -- a UUID, lower case, with hyphens
    request_hash text $c$ not null,                 -- SHA-256 of the request
    sequence bigint not null,
    primary key (bin, request_id),
    -- A document has one request. SQLite looks here, too, when a row of the ledger comes after the rows that refer to it.
    constraint requests_document unique (bin, sequence),
    foreign key (bin, sequence) references ledger (bin, sequence) deferrable initially deferred
);

$postgres$
-- Raises the feed for a number of events. In a real register the server's clock is compared with the database's, and the time of the commit
-- is the database's, taken when the row of the feed is locked; a sandbox (its tolerance is null) has the time of its own clock.
-- No delay makes a right clock look wrong: what is said to be ahead was read before the database's clock was, what is said to be behind
-- was read after the transaction had begun. The message of an error is both times.
create function raise_feed(added bigint, server_us bigint, latest_issue_us bigint, tolerance_us bigint) returns void language plpgsql as '
declare
    begun_us bigint := floor(extract(epoch from transaction_timestamp()) * 1000000);
    database_us bigint := floor(extract(epoch from clock_timestamp()) * 1000000);
begin
    if greatest(server_us, latest_issue_us) - database_us > tolerance_us then
        raise exception using errcode = ''ESFCA'', message = greatest(server_us, latest_issue_us) || '' '' || database_us;
    end if;
    if begun_us - server_us > tolerance_us then
        raise exception using errcode = ''ESFCB'', message = server_us || '' '' || begun_us;
    end if;

    -- A statement of its own: an update that finds the row locked has computed its new values before it waits.
    perform 1 from feed for no key update;
    update feed
    set position = position + added,
        commit_time_us = greatest(commit_time_us, settled_us + 1,
            case when tolerance_us is null then server_us else floor(extract(epoch from clock_timestamp()) * 1000000) end);
end';
$end$
