-- Goods that were lost or came back, of which all money had gone back before: decided once, since
-- each time it is asked again others' claims would be released again.
alter table shipments add column refund_waived_at timestamptz;
