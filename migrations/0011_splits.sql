-- An order travels in several shipments, each with a courier that may have to confirm (S0 6.7.2, 7.5.1 a).
alter table order_lines
  -- Of what was planned, the units that were called off before they were handed over.
  add column cancelled bigint not null default 0,
  add constraint order_lines_cancelled_check check (cancelled >= 0 and planned + cancelled <= confirmed);

alter table shipments
  -- Couriers that declined or kept silent: [{courierId, at, reason}].
  add column declines jsonb not null default '[]';

-- Of a line that was split off whole nothing is left on the planned shipment.
alter table shipment_lines
  drop constraint shipment_lines_quantity_check,
  add constraint shipment_lines_quantity_check check (quantity >= 0);

-- Outbound shipments never carry more of a line than was confirmed, whoever splits.
create function bound_planned() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from shipment_lines sl
      join shipments s on s.id = sl.shipment_id
      join order_lines l on l.order_id = sl.order_id and l.line_no = sl.line_no
    where sl.order_id = new.order_id and sl.line_no = new.line_no and s.direction = 'outbound'
    group by l.confirmed
    having sum(sl.quantity) > l.confirmed
  ) then
    raise exception 'line % of order % is planned more than once', new.line_no, new.order_id
      using errcode = 'check_violation', constraint = 'shipment_lines_planned_once';
  end if;
  return null;
end $$;
create constraint trigger shipment_lines_planned_once after insert or update of quantity on shipment_lines
  deferrable initially deferred for each row execute function bound_planned();

-- How punctually a courier has delivered lately.
create index deadlines_delivery on deadlines (responsible_party_id, started_at desc)
  where name = 'delivery' and state in ('met', 'missed');
