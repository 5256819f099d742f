-- Terms between platform, seller, courier and payment provider (S0 6.5 a, 6.7.1 d, 7.5.1 c, 7.5.3 g).
create table agreements (
  id text not null,
  version integer not null,
  kind text not null check (kind in ('carriage', 'payment')),
  parties text[] not null check (cardinality(parties) between 2 and 4),
  content jsonb not null,
  digest text not null,
  valid_from date not null,
  valid_to date,
  stored_at timestamptz not null,
  primary key (id, version),
  check (valid_to is null or valid_to >= valid_from)
);
create index on agreements using gin (parties);
create trigger agreements_kept before update or delete on agreements
  for each row execute function refuse_change();
