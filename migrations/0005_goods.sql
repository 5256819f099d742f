-- What sellers have registered about their goods (S0 6.4.2–6.4.6, 7.4.1), version by version.
create table goods (
  seller_id text not null references parties,
  sku text not null,
  version integer not null,
  supplier_id text references parties,
  content jsonb not null,
  stored_at timestamptz not null,
  primary key (seller_id, sku, version)
);
create index on goods (supplier_id);
create trigger goods_kept before update or delete on goods
  for each row execute function refuse_change();

-- The goods record as it was when the order was placed; null for goods nobody has registered.
alter table order_lines add column goods jsonb;
