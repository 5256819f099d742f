-- Parties, their signing keys, policies and calendars. Changed by the API's own transactions.

create table parties (
  id text primary key,
  role text not null check (role in ('platform', 'seller', 'courier', 'payment_provider', 'supplier')),
  kind text not null check (kind in ('organisation', 'individual')),
  name text not null,
  registration_number text not null,
  address jsonb not null,
  calendar_id text not null,
  -- Contacts are persons' data: sealed under the party's own data key.
  contacts jsonb not null default '[]',
  wrapped_key text,
  capabilities jsonb not null default '[]',
  regions jsonb not null default '[]',
  return_to jsonb,
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected', 'suspended')),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (role, registration_number)
);

create table party_reviews (
  id text primary key,
  party_id text not null references parties,
  decision text not null check (decision in ('approve', 'reject', 'suspend', 'reinstate')),
  reviewer text not null,
  note text,
  next_review_at timestamptz,
  decided_at timestamptz not null
);
create index on party_reviews (party_id, decided_at);

create table signing_keys (
  key_id text primary key,
  owner_type text not null check (owner_type in ('party', 'consumer')),
  owner_id text not null,
  platform_id text,
  person_id text not null,
  person_name text,
  jwk jsonb not null,
  thumbprint text not null unique,
  registered_at timestamptz not null,
  revoked_at timestamptz
);
create index on signing_keys (owner_type, owner_id);

create table policies (
  name text not null,
  version integer not null,
  content jsonb not null,
  stored_at timestamptz not null,
  primary key (name, version)
);

create table calendars (
  id text not null,
  version integer not null,
  content jsonb not null,
  stored_at timestamptz not null,
  primary key (id, version)
);
