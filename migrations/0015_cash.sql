-- Whose an entry is: what stands between a party and the platform runs over orders (design §2.4), and
-- several couriers may carry one order.
alter table postings add column party_id text references parties;
alter table postings disable trigger postings_append_only;
update postings p set party_id = case
    when p.account = 'seller' then o.seller_id
    when p.account like 'claim:%' then substr(p.account, 7)
    else o.courier_id end
  from orders o
  where o.id = p.order_id and (p.account in ('seller', 'courier', 'cash_in_transit') or p.account like 'claim:%');
alter table postings enable trigger postings_append_only;
create index on postings (party_id, account) where party_id is not null;

-- The cash that a courier has collected with a shipment, until it is remitted; kept too long it has
-- become a claim on the courier (S0 6.7.1 f, 7.5.3 g).
alter table shipments
  add column cash_collected_minor bigint check (cash_collected_minor > 0),
  add column cash_remitted_at timestamptz,
  add column cash_claimed_at timestamptz,
  add constraint shipments_cash check (cash_collected_minor is not null
    or (cash_remitted_at is null and cash_claimed_at is null));
update shipments s set
    cash_collected_minor = o.collected_minor,
    cash_remitted_at = case when o.remittance = 'remitted' then o.last_at end,
    cash_claimed_at = (select max(p.at) from postings p where p.order_id = o.id and p.reason = 'cash_overdue')
  from orders o
  where o.id = s.order_id and o.collected_minor > 0 and s.inspection -> 'collection' <> 'null'
    and s.status in ('accepted', 'partly_accepted');
create index shipments_cash_owed on shipments (courier_id)
  where cash_collected_minor is not null and cash_remitted_at is null;

-- What the ledger says is in transit is what the shipments say, courier by courier.
create function match_cash() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (
      select party_id as courier, amount_minor as minor from postings
        where order_id = new.order_id and account = 'cash_in_transit'
      union all
      select courier_id, -cash_collected_minor from shipments
        where order_id = new.order_id and cash_collected_minor is not null
          and cash_remitted_at is null and cash_claimed_at is null) told
    group by courier having sum(minor) <> 0) then
    raise exception 'cash of order % is not what its shipments say', new.order_id
      using errcode = 'check_violation', constraint = 'cash_matched';
  end if;
  return null;
end $$;
create constraint trigger cash_matched after insert on postings deferrable initially deferred
  for each row when (new.account = 'cash_in_transit') execute function match_cash();
create constraint trigger shipments_cash_matched after update on shipments deferrable initially deferred
  for each row when (new.cash_collected_minor is distinct from old.cash_collected_minor
    or new.cash_remitted_at is distinct from old.cash_remitted_at
    or new.cash_claimed_at is distinct from old.cash_claimed_at) execute function match_cash();

-- A courier hands over cash of several orders under one reference: told once, taken order by order.
create table remittances (
  id text primary key,
  courier_id text not null references parties,
  reference text not null,
  items jsonb not null,
  recorded_at timestamptz not null,
  recorded_by jsonb not null,
  unique (courier_id, reference)
);
create index on remittances (courier_id, recorded_at, id);
