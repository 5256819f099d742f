-- The offer is a document of the order itself, not of a shipment; nobody signs it: it takes effect
-- with the consumer's confirmation (S0 9.4 a), and one version of it at a time is in effect.
alter table documents
  alter column shipment_id drop not null,
  drop constraint documents_status_check,
  add constraint documents_status_check
    check (status in ('issued', 'partly_signed', 'signed', 'confirmed', 'void')),
  add constraint documents_of_shipment check ((shipment_id is null) = (kind = 'offer')),
  add constraint documents_confirmed_is_offer check (status <> 'confirmed' or kind = 'offer');
create unique index documents_one_offer on documents (order_id)
  where kind = 'offer' and status = 'confirmed';

-- What a neighbour told beside its yes: from which warehouse how much is held, and until when.
alter table effects add column result jsonb;

-- Units that amendments took out of the offer, whether they were paid by then or not.
alter table order_lines add column withdrawn bigint not null default 0;
update order_lines l set withdrawn = l.quantity - l.confirmed from orders o
  where o.id = l.order_id and o.amendment ->> 'status' = 'accepted';
alter table order_lines
  add constraint order_lines_withdrawn_check
    check (withdrawn >= dropped and withdrawn + confirmed <= quantity);
