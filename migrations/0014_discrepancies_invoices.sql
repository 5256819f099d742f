-- What the respondent of a case has said to it (S0 7.7.3 b); texts are sealed.
alter table cases add column answer jsonb;
create index on cases (respondent_party_id, opened_at, id);

-- Goods sent again because of a case: on a shipment of their own, one at a time for each case.
alter table shipments
  add column case_id text references cases,
  add constraint shipments_case_of_replacement check (case_id is null or direction = 'replacement');
create unique index shipments_one_replacement on shipments (case_id) where ended_at is null;

-- The invoice that was asked for when the order was placed: its kind in clear, to whom sealed.
alter table orders add column invoice_kind text;
alter table order_personal add column invoice jsonb;

create table invoices (
  id text primary key,
  order_id text not null references orders,
  seller_id text not null references parties,
  number text not null,
  kind text not null check (kind in ('blue', 'red')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  digest text not null,
  -- The blue one that a red one takes back, in whole or in part.
  red_of text references invoices,
  issued_at timestamptz not null,
  recorded_at timestamptz not null,
  constraint invoices_number unique (seller_id, number),
  check ((kind = 'red') = (red_of is not null))
);
create index on invoices (order_id);

create trigger invoices_append_only before update or delete on invoices
  for each row execute function refuse_change();

-- Nothing is invoiced that was not paid, and no more is taken back than was invoiced.
create function bound_invoices() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(case kind when 'blue' then amount_minor else -amount_minor end), 0)
      from invoices where order_id = new.order_id)
     > (select captured_minor + collected_minor from orders where id = new.order_id)
     or exists (select 1 from invoices blue join invoices red on red.red_of = blue.id
                where blue.order_id = new.order_id
                group by blue.id having sum(red.amount_minor) > blue.amount_minor
                  or bool_or(blue.kind <> 'blue' or blue.order_id <> red.order_id)) then
    raise exception 'invoices of order % exceed what was paid', new.order_id
      using errcode = 'check_violation', constraint = 'invoices_bounded';
  end if;
  return null;
end $$;
create constraint trigger invoices_bounded after insert on invoices
  deferrable initially deferred for each row execute function bound_invoices();
