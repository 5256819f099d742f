-- A seller that can deliver less than was ordered amends the offer (S0 9.4 a).
alter table orders
  add column amendment jsonb,
  -- What the order was worth when it was placed: an amendment lets the total fall below it.
  add column placed_total_minor bigint;
update orders set placed_total_minor = total_minor;
alter table orders
  alter column placed_total_minor set not null,
  drop constraint orders_check1,
  drop constraint orders_check2,
  add constraint orders_authorized_minor_check check (authorized_minor between 0 and placed_total_minor),
  add constraint orders_captured_minor_check check (captured_minor between 0 and placed_total_minor),
  add constraint orders_total_falls check (total_minor between 0 and placed_total_minor);

-- Units that the seller does not deliver and that were dropped before they were paid.
alter table order_lines
  add column dropped bigint not null default 0,
  add constraint order_lines_dropped_check
    check (dropped >= 0 and dropped + confirmed <= quantity
      and dropped + refunded_quantity <= quantity);
