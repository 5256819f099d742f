-- The order and all that lives with it. Changed only by transitions: one transaction each.

create table orders (
  id text primary key,
  platform_id text not null references parties,
  platform_order_no text not null,
  seller_id text not null references parties,
  courier_id text references parties,
  courier_service text,
  payment_provider_id text references parties,
  consumer_ref text not null,
  policy_name text not null,
  policy_version integer not null,
  status text not null check (status in ('awaiting_consumer', 'awaiting_confirmation', 'awaiting_payment',
    'awaiting_handover', 'in_delivery', 'delivered', 'completed', 'cancelled', 'returned')),
  status_reason text,
  version integer not null,
  placed_at timestamptz not null,
  last_at timestamptz not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  goods_minor bigint not null check (goods_minor >= 0),
  discount_minor bigint not null check (discount_minor >= 0),
  delivery_fee_minor bigint not null check (delivery_fee_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  total_minor bigint not null check (total_minor = goods_minor - discount_minor + delivery_fee_minor + tax_minor),
  payment_timing text not null check (payment_timing in ('after_confirmation', 'before_confirmation', 'on_delivery')),
  payment_method text not null,
  payment_status text not null,
  payment_token text,
  payment_attempt integer not null default 0,
  attempts_left integer not null check (attempts_left >= 0),
  next_action jsonb,
  authorized_minor bigint not null default 0 check (authorized_minor between 0 and total_minor),
  authorization_reference text,
  authorization_expires_at timestamptz,
  captured_minor bigint not null default 0 check (captured_minor between 0 and total_minor),
  capture_reference text,
  collected_minor bigint not null default 0 check (collected_minor between 0 and total_minor),
  remittance text not null default 'none' check (remittance in ('none', 'due', 'remitted')),
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  delivery_fee_refunded_minor bigint not null default 0
    check (delivery_fee_refunded_minor between 0 and delivery_fee_minor),
  escalated boolean not null default false,
  frozen boolean not null default false,
  promised_dispatch_by timestamptz,
  promised_deliver_by timestamptz,
  consumer_confirmation jsonb,
  delivery_preference jsonb,
  after_sale_ended boolean not null default false,
  unique (platform_id, platform_order_no)
);
create index on orders (placed_at, id);
create index on orders (seller_id, placed_at, id);
create index on orders (courier_id, placed_at, id);
create index on orders (platform_id, consumer_ref);
create index on orders (status) where status not in ('completed', 'cancelled', 'returned');

-- Sealed under the order's data key. Erasing a person's data is deleting the key (D6).
create table order_personal (
  order_id text primary key references orders,
  wrapped_key text,
  recipient jsonb not null
);

create table order_lines (
  order_id text not null references orders,
  line_no integer not null check (line_no > 0),
  sku text not null,
  name text not null,
  quantity bigint not null check (quantity > 0),
  unit text not null check (unit in ('piece', 'g', 'ml', 'mm')),
  unit_price_minor bigint not null check (unit_price_minor >= 0),
  price_per bigint not null check (price_per > 0),
  discount_minor bigint not null check (discount_minor >= 0),
  handling jsonb not null,
  no_reason_return jsonb not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  confirmed bigint not null default 0 check (confirmed between 0 and quantity),
  planned bigint not null default 0 check (planned between 0 and quantity),
  handed_over bigint not null default 0 check (handed_over between 0 and quantity),
  accepted bigint not null default 0 check (accepted >= 0),
  refused bigint not null default 0 check (refused >= 0),
  missing bigint not null default 0 check (missing >= 0),
  refused_back bigint not null default 0 check (refused_back between 0 and quantity),
  returned_after_sale bigint not null default 0 check (returned_after_sale between 0 and accepted),
  refunded_quantity bigint not null default 0 check (refunded_quantity between 0 and quantity),
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and net_minor + tax_minor),
  primary key (order_id, line_no),
  check (accepted + refused + missing <= handed_over)
);

create table shipments (
  id text primary key,
  order_id text not null references orders,
  direction text not null check (direction in ('outbound', 'return', 'replacement')),
  origin_shipment_id text references shipments,
  status text not null,
  courier_id text references parties,
  courier_service text,
  waybill_no text,
  reason text,
  cod_due_minor bigint,
  parcels jsonb not null default '[]',
  appointment jsonb,
  attempts jsonb not null default '[]',
  inspection jsonb,
  tracking_rank integer not null default 0,
  handed_over_at timestamptz,
  ended_at timestamptz
);
create index on shipments (order_id);
create index on shipments (courier_id, status);
create unique index shipments_waybill_no on shipments (courier_id, waybill_no) where waybill_no is not null;

create table shipment_lines (
  order_id text not null references orders,
  shipment_id text not null references shipments,
  line_no integer not null,
  quantity bigint not null check (quantity > 0),
  handed_over bigint not null default 0 check (handed_over between 0 and quantity),
  accepted bigint not null default 0 check (accepted >= 0),
  refused bigint not null default 0 check (refused >= 0),
  missing bigint not null default 0 check (missing >= 0),
  primary key (shipment_id, line_no),
  foreign key (order_id, line_no) references order_lines,
  check (accepted + refused + missing <= handed_over)
);
create index on shipment_lines (order_id);

create table document_series (
  kind text not null,
  year integer not null,
  last_number bigint not null,
  primary key (kind, year)
);

create table documents (
  id text primary key,
  order_id text not null references orders,
  shipment_id text not null references shipments,
  kind text not null check (kind in ('handover_note', 'delivery_note', 'return_to_seller_note',
    'return_collection_note', 'return_check_note', 'offer')),
  number text not null,
  version integer not null,
  status text not null check (status in ('issued', 'partly_signed', 'signed', 'void')),
  digest text not null,
  content jsonb not null,
  sealed jsonb,
  issued_at timestamptz not null,
  unique (kind, number, version)
);
create index on documents (order_id);
create unique index documents_one_live on documents (shipment_id, kind) where status <> 'void';

create table signatures (
  id text primary key,
  order_id text not null references orders,
  document_id text not null references documents,
  role text not null,
  method text not null check (method in ('jws', 'one_time_code', 'handwritten', 'attested')),
  signer jsonb not null,
  key_id text,
  digest text not null,
  jws text,
  evidence_digest text,
  signed_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (document_id, role)
);
create index on signatures (order_id);
create unique index signatures_two_persons on signatures (document_id, (signer ->> 'personId'))
  where signer ->> 'personId' is not null;

create table payment_movements (
  id text primary key,
  order_id text not null references orders,
  kind text not null,
  method text not null,
  status text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  provider_reference text,
  failure text,
  at timestamptz not null
);
create index on payment_movements (order_id);

create table refunds (
  id text primary key,
  order_id text not null references orders,
  status text not null check (status in ('requested', 'processing', 'succeeded', 'failed', 'unknown')),
  amount_minor bigint not null check (amount_minor > 0),
  delivery_fee_minor bigint not null check (delivery_fee_minor between 0 and amount_minor),
  currency text not null,
  reason text not null,
  bearer text not null,
  channel text not null,
  lines jsonb not null,
  shipment_id text references shipments,
  tries integer not null default 0,
  provider_reference text,
  failure text,
  requested_at timestamptz not null,
  finished_at timestamptz
);
create index on refunds (order_id);

create table deadlines (
  id text primary key,
  order_id text not null references orders,
  name text not null,
  subject_type text not null,
  subject_id text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  grace_ends_at timestamptz,
  responsible_role text not null,
  responsible_party_id text,
  clause text not null,
  provisional boolean not null,
  state text not null check (state in ('running', 'met', 'missed', 'stopped')),
  grace text not null check (grace in ('none', 'running', 'acted', 'stopped')),
  ended_at timestamptz,
  on_expiry text not null
);
create index on deadlines (order_id);
create index on deadlines (due_at) where state = 'running';

create table effects (
  id text primary key,
  order_id text not null references orders,
  kind text not null,
  status text not null check (status in ('pending', 'unknown', 'done', 'failed')),
  request jsonb not null,
  tries integer not null,
  failure text,
  requested_at timestamptz not null,
  finished_at timestamptz
);
create index on effects (order_id);
create index on effects (status) where status in ('pending', 'unknown');

create table cases (
  id text primary key,
  order_id text references orders,
  kind text not null,
  subject_type text not null,
  subject_id text not null,
  respondent_role text not null,
  respondent_party_id text,
  status text not null check (status in ('open', 'resolved')),
  details jsonb not null,
  opened_at timestamptz not null,
  resolved_at timestamptz,
  resolution jsonb
);
create index on cases (order_id);
create index on cases (status, opened_at, id);

create table postings (
  id bigint generated always as identity primary key,
  order_id text not null references orders,
  transition integer not null,
  account text not null,
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null,
  reason text not null,
  reference text not null,
  at timestamptz not null
);
create index on postings (order_id);
create index on postings (account);

create table journal (
  position bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  order_id text not null references orders,
  sequence integer not null,
  at timestamptz not null,
  type text not null,
  actor jsonb not null,
  subject jsonb not null,
  data jsonb not null,
  status text not null,
  previous_hash text not null,
  hash text not null unique,
  unique (order_id, sequence),
  unique (order_id, previous_hash)
);

-- The first answer to a key is the answer for ever (D2). `answer` carries sealed strings only.
create table idempotency_keys (
  id text primary key,
  body_hash text not null,
  order_id text,
  status integer not null,
  subject_type text not null,
  subject_id text not null,
  answer json,
  created_at timestamptz not null
);

-- Facts from outside, stored before anything else happens with them (D2).
create table inbox (
  source text not null,
  event_id text not null,
  order_id text,
  received_at timestamptz not null,
  payload jsonb not null,
  outcome text not null default 'stored' check (outcome in ('stored', 'sent', 'recorded')),
  primary key (source, event_id)
);
create index on inbox (order_id);
create index on inbox (received_at) where outcome = 'stored';

-- Workflows that an accepted order, refund, return or complaint asks for (D10).
create table start_requests (
  workflow_id text primary key,
  workflow_type text not null,
  input jsonb not null,
  order_id text not null references orders,
  requested_at timestamptz not null,
  started_at timestamptz
);
create index on start_requests (requested_at) where started_at is null;

-- How far an order's clock is ahead of the host's: sandbox only (D8).
create table sandbox_clocks (
  order_id text primary key references orders,
  offset_ms bigint not null
);
