-- Consumers that want what is personal about them erased (S0 9.2.3). What the law has kept is
-- erased, by destroying the order's data key, when it may be.

create table erasure_requests (
  platform_id text not null,
  consumer_ref text not null,
  requested_at timestamptz not null,
  requested_by jsonb not null,
  primary key (platform_id, consumer_ref)
);

alter table order_personal add column erased_at timestamptz;
alter table order_personal add check (erased_at is null or wrapped_key is null);
