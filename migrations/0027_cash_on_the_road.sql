-- What a courier is still to collect at doors is asked whenever it is to get another cash order.
create index shipments_cash_to_collect on shipments (courier_id)
  where cod_due_minor is not null and ended_at is null;
create index orders_cash_to_plan on orders (courier_id)
  where payment_timing = 'on_delivery'
    and status in ('awaiting_consumer', 'awaiting_confirmation', 'awaiting_payment', 'awaiting_handover');
