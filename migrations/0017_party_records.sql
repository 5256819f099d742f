-- Sellers file and review their goods suppliers themselves (S0 6.4.1); whatever was told of a party
-- before is kept (5.4).
alter table parties
  add column seller_id text references parties,
  add constraint parties_suppliers_seller check (seller_id is null or role = 'supplier'),
  drop constraint parties_role_registration_number_key;
-- Two sellers may have the same supplier: each keeps a file of its own.
create unique index parties_registered_once
  on parties (role, registration_number, coalesce(seller_id, ''));
create index on parties (seller_id, created_at, id) where seller_id is not null;

-- What a patch put in the place of what. Contacts lie sealed in it.
create table party_changes (
  party_id text not null references parties,
  version integer not null,
  changed_at timestamptz not null,
  actor jsonb not null,
  before jsonb not null,
  after jsonb not null,
  primary key (party_id, version)
);
create trigger party_changes_append_only before update or delete on party_changes
  for each row execute function refuse_change();
