-- The provider tells of another amount than it was asked for (S0 8.2 d, e): what it gave back in part,
-- and what it took too much, which goes back beside what the order is worth.
alter table refunds
  add column paid_minor bigint,
  add constraint refunds_paid_check check (paid_minor between 0 and amount_minor),
  drop constraint refunds_kind_check,
  add constraint refunds_kind_check check (kind in ('refund', 'compensation', 'surplus'));

-- What is owed of a refund that was given back in part is the rest.
create or replace function close_ledger() returns trigger language plpgsql as $$
declare
  owed bigint;
begin
  if new.status not in ('completed', 'cancelled', 'returned') then
    return null;
  end if;
  if exists (select 1 from postings where order_id = new.id and account in ('escrow', 'cash_in_transit')
             group by account having sum(amount_minor) <> 0) then
    raise exception 'order % is final with money undecided', new.id using errcode = 'check_violation',
      constraint = 'orders_ledger_closed';
  end if;
  select coalesce(sum(amount_minor - coalesce(paid_minor, 0)), 0) into owed
    from refunds where order_id = new.id and status <> 'succeeded';
  if owed <> (select coalesce(-sum(amount_minor), 0) from postings where order_id = new.id and account = 'refund_due') then
    raise exception 'order %: what is due is not the open refunds', new.id using errcode = 'check_violation',
      constraint = 'orders_refund_due';
  end if;
  return null;
end $$;
