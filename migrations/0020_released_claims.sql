-- What of a refund that others bore its order's own money has paid after all; null is nothing.
alter table refunds
  add column released_minor bigint,
  add constraint refunds_released_check check (released_minor between 0 and amount_minor);
