-- What must never break, whatever code runs (D5).

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation',
    constraint = tg_table_name || '_append_only';
end $$;

create trigger journal_append_only before update or delete on journal
  for each row execute function refuse_change();
create trigger postings_append_only before update or delete on postings
  for each row execute function refuse_change();
create trigger signatures_append_only before update or delete on signatures
  for each row execute function refuse_change();
create trigger documents_kept before delete on documents
  for each row execute function refuse_change();

create function keep_document() returns trigger language plpgsql as $$
begin
  if (new.id, new.order_id, new.shipment_id, new.kind, new.number, new.version, new.digest, new.content, new.sealed, new.issued_at)
     is distinct from
     (old.id, old.order_id, old.shipment_id, old.kind, old.number, old.version, old.digest, old.content, old.sealed, old.issued_at)
     or (old.status in ('signed', 'void') and new.status <> old.status) then
    raise exception 'document % is immutable', old.id using errcode = 'restrict_violation',
      constraint = 'documents_immutable';
  end if;
  return new;
end $$;
create trigger documents_immutable before update on documents
  for each row execute function keep_document();

-- A signature covers the digest that the document has.
create function match_digest() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from documents d where d.id = new.document_id and d.digest = new.digest and d.order_id = new.order_id) then
    raise exception 'signature over another digest' using errcode = 'check_violation',
      constraint = 'signatures_digest';
  end if;
  return new;
end $$;
create trigger signatures_digest before insert on signatures
  for each row execute function match_digest();

-- Each transition's postings sum to zero per currency, and so does every order's ledger.
create function balance_postings() returns trigger language plpgsql as $$
begin
  if exists (select 1 from postings where order_id = new.order_id and transition = new.transition
             group by currency having sum(amount_minor) <> 0) then
    raise exception 'postings of order % do not sum to zero', new.order_id using errcode = 'check_violation',
      constraint = 'postings_balanced';
  end if;
  return null;
end $$;
create constraint trigger postings_balanced after insert on postings
  deferrable initially deferred for each row execute function balance_postings();

-- Never more refunded than captured and collected, what is under way included.
create function bound_refunds() returns trigger language plpgsql as $$
declare
  owed bigint;
  paid bigint;
begin
  select coalesce(sum(amount_minor), 0) into owed from refunds where order_id = new.order_id;
  select captured_minor + collected_minor into paid from orders where id = new.order_id;
  if owed > paid then
    raise exception 'refunds of order % exceed what was paid', new.order_id using errcode = 'check_violation',
      constraint = 'refunds_bounded';
  end if;
  return null;
end $$;
create constraint trigger refunds_bounded after insert or update on refunds
  deferrable initially deferred for each row execute function bound_refunds();

-- In a final state nothing is left in escrow or in transit, and what is owed is the open refunds.
create function close_ledger() returns trigger language plpgsql as $$
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
  select coalesce(sum(amount_minor), 0) into owed from refunds where order_id = new.id and status <> 'succeeded';
  if owed <> (select coalesce(-sum(amount_minor), 0) from postings where order_id = new.id and account = 'refund_due') then
    raise exception 'order %: what is due is not the open refunds', new.id using errcode = 'check_violation',
      constraint = 'orders_refund_due';
  end if;
  return null;
end $$;
create constraint trigger orders_ledger_closed after insert or update on orders
  deferrable initially deferred for each row execute function close_ledger();
