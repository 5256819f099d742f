-- What a consumer agrees to be told, purpose by purpose: every word of it is kept (S0 9.2.2, 9.2.3).
create table consents (
  id bigint generated always as identity primary key,
  platform_id text not null references parties,
  consumer_ref text not null,
  purpose text not null check (purpose in ('order_service', 'reminders', 'marketing')),
  granted boolean not null,
  notice_version text not null,
  channel text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  recorded_by jsonb not null
);
create index on consents (platform_id, consumer_ref, purpose, at, id);
create trigger consents_append_only before update or delete on consents
  for each row execute function refuse_change();

-- How far the journal was looked through, in commit order, for what parties are to be told.
create table notification_cursor (
  id integer primary key default 1 check (id = 1),
  transaction_id xid8 not null,
  position bigint not null
);
-- Nobody is told now what happened before there were notifications.
insert into notification_cursor (transaction_id, position) values (pg_current_xact_id(), 0);
create index on journal (transaction_id, position);

-- What a party is told (S0 5.3): planned once per entry, channel and role, whatever crashes. Nothing
-- personal but the sealed address; erasing the order's data key erases it.
create table notifications (
  id text primary key,
  order_id text not null references orders,
  sequence integer not null,
  channel text not null check (channel in ('mail', 'sms')),
  recipient_role text not null,
  party_id text references parties,
  event text not null,
  purpose text not null,
  params jsonb not null,
  happened_at timestamptz not null,
  status text not null check (status in ('planned', 'sending', 'unknown', 'sent', 'failed', 'skipped')),
  failure text,
  address text,
  reference text,
  tries integer not null default 0,
  planned_at timestamptz not null,
  next_at timestamptz,
  finished_at timestamptz,
  unique (order_id, sequence, channel, recipient_role),
  check ((next_at is null) = (status in ('sent', 'failed', 'skipped'))),
  check ((finished_at is null) = (next_at is not null)),
  check ((status in ('failed', 'skipped')) = (failure is not null))
);
create index on notifications (next_at) where next_at is not null;
