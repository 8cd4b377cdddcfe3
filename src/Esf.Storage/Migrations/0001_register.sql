-- The register: taxpayers, payments of VAT, and the ledgers of invoices.
--
-- One text for both engines. The migrator puts in what they spell differently:
--   $date$   date in PostgreSQL, text (yyyy-MM-dd, which sorts as the date does) in SQLite;
--   $bytes$  bytea, or blob;
--   $c$      collate "C" in PostgreSQL; nothing in SQLite, whose default is bytewise already. Both engines order and compare alike.
--
-- Amounts are bigint tiyn (0.01 KZT): SQLite has no decimal and would drop the scale.
-- Instants are bigint microseconds since 1970-01-01T00:00:00Z: the same order and precision in both engines, and no driver or session
-- converts a time zone on the way.
--
-- This file is never edited once it has been released: servers compare its SHA-256 with that of what was applied.

-- A VAT payer, and the end of its ledger. Whoever appends holds this row's lock: it protects everything that belongs to the taxpayer
-- (sequence and chain, numbers, balances of payments, request ids).
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
    head_sequence bigint not null default 0,        -- of the last invoice; 0: there is none
    head_hash text $c$ not null,                    -- of the last invoice; 64 zeros: there is none
    head_issue_time_us bigint not null default 0    -- of the last invoice; time never goes back along a ledger
);

-- VAT that reached the budget, and how much of it invoices have taken.
create table vat_payments (
    bin text $c$ not null references taxpayers (bin),
    payment_id text $c$ not null,                   -- a function of the natural key
    document_number text $c$ not null,
    paid_on $date$ not null,
    amount_tiyn bigint not null,
    budget_code text $c$ not null,
    kind smallint not null,                         -- 1 bank payment, 2 overpayment set off
    allocated_tiyn bigint not null default 0,
    create_time_us bigint not null,
    primary key (bin, payment_id),
    constraint vat_payments_natural_key unique (bin, document_number, paid_on, budget_code),
    -- The last line of defence against an overdraft; the balance is checked under the taxpayer's lock before.
    constraint vat_payments_balance check (allocated_tiyn between 0 and amount_tiyn)
);

-- In the order of lists: of one taxpayer, and across taxpayers.
create index vat_payments_of_taxpayer_by_day on vat_payments (bin, paid_on, payment_id);
create index vat_payments_by_day on vat_payments (paid_on, bin, payment_id);

-- The ledgers. The document is the truth and its hash is of exactly these bytes; the columns before it are for queries.
-- Rows are only ever added; state alone changes.
create table invoices (
    bin text $c$ not null references taxpayers (bin),
    sequence bigint not null,                       -- 1, 2, 3 … within the taxpayer, without a gap
    registration_number text $c$ not null,
    number text $c$ not null,                       -- in the taxpayer's own books
    issue_date $date$ not null,                     -- civil date of Kazakhstan
    issue_time_us bigint not null,
    turnover_date $date$ not null,
    type smallint not null,                         -- 1 ordinary
    state smallint not null,                        -- 1 issued
    supplier_country_code text $c$ not null,
    turnover_tiyn bigint not null,
    vat_tiyn bigint not null,
    total_tiyn bigint not null,
    vat_paid_on $date$ not null,
    hash text $c$ not null,
    previous_hash text $c$ not null,
    document $bytes$ not null,
    primary key (bin, sequence),
    constraint invoices_registration_number unique (registration_number),
    constraint invoices_number_of_day unique (bin, number, issue_date),
    constraint invoices_sequence_positive check (sequence > 0)
);

-- By day of issue: of one taxpayer, and across taxpayers. Lists by taxpayer and sequence run along the primary key.
create index invoices_of_taxpayer_by_day on invoices (bin, issue_date, sequence);
create index invoices_by_day on invoices (issue_date, bin, sequence);

-- Which payments carry the VAT of an invoice. Their sum per payment is the payment's allocated_tiyn.
create table payment_allocations (
    bin text $c$ not null,
    sequence bigint not null,
    payment_id text $c$ not null,
    amount_tiyn bigint not null,
    primary key (bin, sequence, payment_id),
    foreign key (bin, sequence) references invoices (bin, sequence),
    foreign key (bin, payment_id) references vat_payments (bin, payment_id),
    constraint payment_allocations_positive check (amount_tiyn > 0)
);

-- From a payment to the invoices that it carries.
create index payment_allocations_of_payment on payment_allocations (bin, payment_id, sequence);

-- What a request id has done, for ever: a repeated request is answered with its invoice, another one under the same id is refused.
create table requests (
    bin text $c$ not null,
    request_id text $c$ not null,                   -- a UUID, lower case, with hyphens
    request_hash text $c$ not null,                 -- SHA-256 of the request
    sequence bigint not null,
    primary key (bin, request_id),
    foreign key (bin, sequence) references invoices (bin, sequence)
);
