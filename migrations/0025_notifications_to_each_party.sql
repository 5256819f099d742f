-- One entry may be told to two parties of one role: the courier that carries no more and the one that
-- carries now.
alter table notifications drop constraint notifications_order_id_sequence_channel_recipient_role_key;
alter table notifications add constraint notifications_once unique nulls not distinct
  (order_id, sequence, channel, recipient_role, party_id);
