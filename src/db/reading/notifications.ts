import type { Sql, TransactionSql } from 'postgres';
import type { NoticeEvent, NoticePurpose } from '../../domain/notices/notice-events.ts';
import type { NoticeParams } from '../../domain/notices/notices.ts';
import type { Actor, Subject } from '../../domain/order.ts';
import { asJson } from '../values.ts';

export type NotificationChannel = 'mail' | 'sms';

/**
 * `planned`: to be sent · `sending`: being sent, or its sender has died · `unknown`: the notifier has
 * not answered and is asked · `skipped`: there was a reason not to send it.
 */
export type NotificationStatus = 'planned' | 'sending' | 'unknown' | 'sent' | 'failed' | 'skipped';

/** One message to one party by one channel, without its text and its address. */
export interface PlannedNotification {
  id: string;
  orderId: string;
  /** Of the journal entry that it tells. */
  sequence: number;
  channel: NotificationChannel;
  recipientRole: string;
  partyId: string | null;
  event: NoticeEvent;
  purpose: NoticePurpose;
  params: NoticeParams;
  happenedAt: string;
  /** Why it will not be sent. */
  skipped: string | null;
}

/** A journal entry as the planning reads it. */
export interface PlannableEntry {
  orderId: string;
  sequence: number;
  at: string;
  type: string;
  status: string;
  actor: Actor;
  subject: Subject;
  data: Record<string, unknown>;
}

interface CursorRow {
  transactionId: string;
  position: string;
}

/**
 * Looks through the journal from where it was left, in commit order (see events.ts), and stores what
 * parties are to be told, with how far it got: once, whatever crashes and however many look. Returns
 * how many entries it has read.
 */
export async function planNext(
  sql: Sql,
  {
    limit,
    at,
    plan,
  }: {
    limit: number;
    at: string;
    plan: (tx: TransactionSql, entries: PlannableEntry[]) => Promise<PlannedNotification[]>;
  },
): Promise<number> {
  return sql.begin(async (tx) => {
    const [cursor] = await tx<CursorRow[]>`
      select transaction_id::text as "transactionId", position::text from notification_cursor
      for update skip locked`;
    if (!cursor) return 0;
    const rows = await tx<(PlannableEntry & CursorRow)[]>`
      select order_id as "orderId", sequence, at, type, status, actor, subject, data,
        transaction_id::text as "transactionId", position::text
      from journal
      where transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        and (transaction_id, position) > (${cursor.transactionId}::text::xid8,
          ${cursor.position}::text::bigint)
      order by transaction_id, position
      limit ${limit}`;
    const last = rows.at(-1);
    if (!last) return 0;
    for (const planned of await plan(tx, rows)) await insertPlanned(tx, planned, at);
    await tx`
      update notification_cursor set transaction_id = ${last.transactionId}::text::xid8,
        position = ${last.position}::text::bigint`;
    return rows.length;
  });
}

async function insertPlanned(
  tx: TransactionSql,
  planned: PlannedNotification,
  at: string,
): Promise<void> {
  const { skipped } = planned;
  await tx`
    insert into notifications (id, order_id, sequence, channel, recipient_role, party_id, event,
      purpose, params, happened_at, status, failure, planned_at, next_at, finished_at)
    values (${planned.id}, ${planned.orderId}, ${planned.sequence}, ${planned.channel},
      ${planned.recipientRole}, ${planned.partyId}, ${planned.event}, ${planned.purpose},
      ${asJson(tx, planned.params)}, ${planned.happenedAt}, ${skipped ? 'skipped' : 'planned'},
      ${skipped}, ${at}, ${skipped ? null : at}, ${skipped ? at : null})
    on conflict (order_id, sequence, channel, recipient_role, party_id) do nothing`;
}

/** A notification that somebody works on now. */
export interface TakenNotification extends Omit<PlannedNotification, 'skipped'> {
  plannedAt: string;
  tries: number;
}

const takenColumns = `id, order_id as "orderId", sequence, channel, recipient_role as "recipientRole",
  party_id as "partyId", event, purpose, params, happened_at as "happenedAt",
  planned_at as "plannedAt", tries`;

interface Taking {
  now: string;
  /** When it counts as forgotten by whoever took it. */
  until: string;
  limit: number;
}

/** Takes what is to be sent, each by one taker only. */
export async function takePlanned(
  sql: Sql,
  { now, until, limit }: Taking,
): Promise<TakenNotification[]> {
  return sql<TakenNotification[]>`
    update notifications set status = 'sending', tries = tries + 1, next_at = ${until}
    where id in (select id from notifications where status = 'planned' and next_at <= ${now}
      order by next_at, order_id, sequence limit ${limit} for update skip locked)
    returning ${sql.unsafe(takenColumns)}`;
}

/** Takes those whose outcome nobody knows: the answer was lost, or their sender has died. */
export async function takeDoubtful(
  sql: Sql,
  { now, until, limit }: Taking,
): Promise<TakenNotification[]> {
  return sql<TakenNotification[]>`
    update notifications set status = 'unknown', tries = tries + 1, next_at = ${until}
    where id in (select id from notifications where status in ('sending', 'unknown')
      and next_at <= ${now} order by next_at limit ${limit} for update skip locked)
    returning ${sql.unsafe(takenColumns)}`;
}

/** What became of a notification, or when to go on with it. The address is sealed. */
export type NotificationOutcome =
  | { status: 'sent'; reference: string; at: string; address?: string }
  | { status: 'failed' | 'skipped'; failure: string; at: string; address?: string }
  | { status: 'planned' | 'unknown'; nextAt: string; address?: string };

export async function recordOutcome(
  sql: Sql,
  id: string,
  outcome: NotificationOutcome,
): Promise<void> {
  const { status, address = null } = outcome;
  await sql`
    update notifications set status = ${status},
      address = coalesce(${address}, address),
      reference = ${'reference' in outcome ? outcome.reference : null},
      failure = ${'failure' in outcome ? outcome.failure : null},
      next_at = ${'nextAt' in outcome ? outcome.nextAt : null},
      finished_at = ${'at' in outcome ? outcome.at : null}
    where id = ${id} and next_at is not null`;
}

/** As it is read; the address is sealed under the order's data key. */
export interface NotificationView {
  id: string;
  event: NoticeEvent;
  sequence: number;
  happenedAt: string;
  channel: NotificationChannel;
  recipient: { role: string; partyId: string | null };
  purpose: NoticePurpose;
  status: NotificationStatus;
  failure: string | null;
  address: string | null;
  reference: string | null;
  tries: number;
  finishedAt: string | null;
}

/** What was told of an order, to whom, the oldest first; to one role only where one is given. */
export async function listNotifications(
  sql: Sql,
  { orderId, role }: { orderId: string; role: string | null },
): Promise<NotificationView[]> {
  return sql<NotificationView[]>`
    select id, event, sequence, happened_at as "happenedAt", channel,
      jsonb_build_object('role', recipient_role, 'partyId', party_id) as recipient, purpose, status,
      failure, address, reference, tries, finished_at as "finishedAt"
    from notifications
    where order_id = ${orderId} and (${role}::text is null or recipient_role = ${role})
    order by sequence, channel, recipient_role`;
}
