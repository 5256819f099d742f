import type { TransactionSql } from 'postgres';
import { typeid } from 'typeid-js';
import { loadOrders } from '../db/orders/load-order.ts';
import type { PlannableEntry, PlannedNotification } from '../db/reading/notifications.ts';
import { type Notice, noticesOf } from '../domain/notices/notices.ts';
import { toldTypes } from '../domain/notices/tellings.ts';
import { happeningsOf } from '../domain/views/timeline.ts';
import {
  channelOfParty,
  channelsOfConsumer,
  type ConsumerContact,
  type PartyContact,
} from './contacts.ts';

/** Which messages follow from entries of the journal: one per recipient and channel, sent or not. */
export async function planMessages(
  tx: TransactionSql,
  entries: readonly PlannableEntry[],
): Promise<PlannedNotification[]> {
  const told = entries.filter((entry) =>
    happeningsOf(entry).some(({ type }) => toldTypes.has(type)),
  );
  if (told.length === 0) return [];
  const states = await loadOrders(tx, [...new Set(told.map(({ orderId }) => orderId))]);
  const byId = new Map(states.map((state) => [state.order.id, state]));
  const planned: PlannedNotification[] = [];
  for (const entry of told) {
    const state = byId.get(entry.orderId);
    for (const notice of state ? noticesOf(entry, state) : []) {
      planned.push(...(await messagesOf(tx, entry, notice)));
    }
  }
  return planned;
}

async function messagesOf(
  tx: TransactionSql,
  entry: PlannableEntry,
  notice: Notice,
): Promise<PlannedNotification[]> {
  const message = (
    channel: PlannedNotification['channel'],
    skipped: string | null = null,
  ): PlannedNotification => ({
    id: typeid('ntf').toString(),
    orderId: entry.orderId,
    sequence: entry.sequence,
    channel,
    recipientRole: notice.role,
    partyId: notice.partyId,
    event: notice.event,
    purpose: notice.purpose,
    params: notice.params,
    happenedAt: entry.at,
    skipped,
  });
  if (notice.partyId !== null) {
    const channel = channelOfParty(await contactsOf(tx, notice.partyId));
    return [channel === null ? message('mail', 'no_address') : message(channel)];
  }
  const consumer = await consumerOf(tx, entry.orderId);
  if (consumer.wrappedKey === null) return [message('sms', 'erased')];
  return channelsOfConsumer(consumer).map((channel) => message(channel));
}

async function contactsOf(tx: TransactionSql, partyId: string): Promise<PartyContact[]> {
  const [party] = await tx<{ contacts: PartyContact[] | null }[]>`
    select contacts from parties where id = ${partyId}`;
  return party?.contacts ?? [];
}

async function consumerOf(tx: TransactionSql, orderId: string): Promise<ConsumerContact> {
  const [personal] = await tx<ConsumerContact[]>`
    select wrapped_key as "wrappedKey", recipient from order_personal where order_id = ${orderId}`;
  return personal ?? { wrappedKey: null, recipient: null };
}
