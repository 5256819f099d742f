-- Notes are numbered by who issues them (S0 6.7.2, 7.7.1): without gaps per issuing party, kind and
-- year, so that no party's notes wait for another's.
alter table documents add column issuer_id text references parties;
update documents d set issuer_id = case when d.kind = 'handover_note' then o.seller_id else s.courier_id end
  from orders o, shipments s where o.id = d.order_id and s.id = d.shipment_id;
alter table documents
  alter column issuer_id set not null,
  drop constraint documents_kind_number_version_key,
  add constraint documents_number_once unique (issuer_id, kind, number, version);

drop table document_series;
create table document_series (
  issuer_id text not null references parties,
  kind text not null,
  year integer not null,
  last_number bigint not null check (last_number >= 0),
  primary key (issuer_id, kind, year)
);
-- Each party goes on after its highest number.
insert into document_series (issuer_id, kind, year, last_number)
  select issuer_id, kind, split_part(number, '-', 2)::integer, max(split_part(number, '-', 3)::bigint)
  from documents group by 1, 2, 3;

create or replace function keep_document() returns trigger language plpgsql as $$
begin
  if (new.id, new.order_id, new.shipment_id, new.kind, new.issuer_id, new.number, new.version, new.digest, new.content, new.sealed, new.issued_at)
     is distinct from
     (old.id, old.order_id, old.shipment_id, old.kind, old.issuer_id, old.number, old.version, old.digest, old.content, old.sealed, old.issued_at)
     or (old.status in ('signed', 'void') and new.status <> old.status) then
    raise exception 'document % is immutable', old.id using errcode = 'restrict_violation',
      constraint = 'documents_immutable';
  end if;
  return new;
end $$;
