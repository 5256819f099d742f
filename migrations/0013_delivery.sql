-- The door in full (S0 7.7): appointments are kept when others take their place, goods may be left
-- at an agreed place, and a delivery that was late by contract is compensated (7.5.1 c).
alter table shipments
  -- What was agreed before the appointment that stands now, and why it no longer does.
  add column earlier_appointments jsonb not null default '[]',
  -- Where the goods were left, until when, and when they were taken out.
  add column unattended jsonb,
  -- The courier or its carrier says so, and no note says who took the goods.
  add column reported_delivered_at timestamptz,
  -- The carriage reported damage.
  add column damaged_at timestamptz;

-- A payout to the consumer that gives nothing back of what was paid.
alter table refunds
  add column kind text not null default 'refund' check (kind in ('refund', 'compensation'));
create unique index refunds_one_compensation on refunds (shipment_id) where kind = 'compensation';

-- Compensation is no part of what was paid.
create or replace function bound_refunds() returns trigger language plpgsql as $$
declare
  owed bigint;
  paid bigint;
begin
  select coalesce(sum(amount_minor), 0) into owed from refunds
    where order_id = new.order_id and kind = 'refund';
  select captured_minor + collected_minor into paid from orders where id = new.order_id;
  if owed > paid then
    raise exception 'refunds of order % exceed what was paid', new.order_id using errcode = 'check_violation',
      constraint = 'refunds_bounded';
  end if;
  return null;
end $$;

-- Goods left at an agreed place wait for the consumer to take them out: policies stored before say
-- nothing about that.
update policies set content = jsonb_set(content, '{deadlines,collection}',
    '{"duration": {"iso": "P3D"}, "onExpiry": "count_failed_attempt", "responsible": "consumer", "clause": "S0 7.7.2"}')
  where not content -> 'deadlines' ? 'collection';
