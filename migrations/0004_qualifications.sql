-- What parties have proven, and what the public registry said of them (S0 5.4, 6.4.1).

create table party_qualifications (
  id text primary key,
  party_id text not null references parties,
  kind text not null check (kind in ('business_licence', 'tax_registration', 'organisation_code',
    'operating_permit', 'special_permit', 'franchise_permit', 'product_permit', 'production_licence',
    'courier_licence', 'payment_licence', 'other')),
  number text not null,
  issuer text not null,
  valid_from date not null,
  -- Null: without an end.
  valid_to date,
  evidence_digest text not null,
  filed_at timestamptz not null,
  revoked_at timestamptz,
  revocation_note text,
  check (valid_to is null or valid_to >= valid_from)
);
create index on party_qualifications (party_id);
create unique index party_qualifications_once on party_qualifications (party_id, kind, number)
  where revoked_at is null;

create table registry_lookups (
  id text primary key,
  party_id text not null references parties,
  registration_number text not null,
  outcome text not null check (outcome in ('confirmed', 'not_found', 'dissolved', 'name_differs')),
  registered_name text,
  looked_up_at timestamptz not null
);
create index on registry_lookups (party_id, looked_up_at);

-- A reminder is given once for each date that it is about.
create table party_reminders (
  party_id text not null references parties,
  reason text not null check (reason in ('re_review_due', 'qualification_expires')),
  subject_id text not null,
  due_on date not null,
  reminded_at timestamptz not null,
  primary key (party_id, reason, subject_id, due_on)
);

-- What was filed stays filed; it is only ever revoked.
create function keep_qualification() returns trigger language plpgsql as $$
begin
  if (new.id, new.party_id, new.kind, new.number, new.issuer, new.valid_from, new.valid_to, new.evidence_digest, new.filed_at)
     is distinct from
     (old.id, old.party_id, old.kind, old.number, old.issuer, old.valid_from, old.valid_to, old.evidence_digest, old.filed_at)
     or old.revoked_at is not null then
    raise exception 'qualification % is kept as it was filed', old.id using errcode = 'restrict_violation',
      constraint = 'party_qualifications_kept';
  end if;
  return new;
end $$;
create trigger party_qualifications_kept before update on party_qualifications
  for each row execute function keep_qualification();
create trigger party_qualifications_not_deleted before delete on party_qualifications
  for each row execute function refuse_change();
create trigger registry_lookups_append_only before update or delete on registry_lookups
  for each row execute function refuse_change();
create trigger party_reviews_append_only before update or delete on party_reviews
  for each row execute function refuse_change();
