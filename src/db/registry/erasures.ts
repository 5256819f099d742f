import type { KeptOrder } from '../../domain/notices/erasure.ts';
import { isErasable } from '../../domain/notices/erasure.ts';
import type { Actor } from '../../domain/order.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';
import type { ConsumerId } from './consents.ts';

/** An order as its consumer may consult what is kept of it; what is personal is sealed. */
export interface ConsumerOrder extends KeptOrder {
  wrappedKey: string | null;
  recipient: unknown;
  invoice: unknown;
  erasedAt: string | null;
}

const facts = `o.id as "orderId", o.platform_order_no as "platformOrderNo", o.status,
  o.placed_at as "placedAt", o.last_at as "lastAt",
  exists (select from refunds r where r.order_id = o.id
      and r.status in ('requested', 'processing', 'unknown'))
    or exists (select from cases c where c.order_id = o.id and c.status = 'open') as "isOpen"`;

/** All orders of a consumer, the newest first. */
export async function ordersOfConsumer(
  sql: Connection,
  { platformId, consumerRef }: ConsumerId,
): Promise<ConsumerOrder[]> {
  return sql<ConsumerOrder[]>`
    select ${sql.unsafe(facts)}, p.wrapped_key as "wrappedKey", p.recipient, p.invoice,
      p.erased_at as "erasedAt"
    from orders o join order_personal p on p.order_id = o.id
    where o.platform_id = ${platformId} and o.consumer_ref = ${consumerRef}
    order by o.placed_at desc, o.id desc`;
}

/** Keeps the consumer's wish; asked again, it holds for the orders placed since as well. */
export async function requestErasure(
  sql: Connection,
  { platformId, consumerRef }: ConsumerId,
  { at, by }: { at: string; by: Actor & { channel: string } },
): Promise<void> {
  await sql`
    insert into erasure_requests (platform_id, consumer_ref, requested_at, requested_by)
    values (${platformId}, ${consumerRef}, ${at}, ${asJson(sql, by)})
    on conflict (platform_id, consumer_ref) do update
      set requested_at = excluded.requested_at, requested_by = excluded.requested_by`;
}

/** When a consumer has last asked for it; null if never. */
export async function erasureRequestedAt(
  sql: Connection,
  { platformId, consumerRef }: ConsumerId,
): Promise<string | null> {
  const [row] = await sql<{ requestedAt: string }[]>`
    select requested_at as "requestedAt" from erasure_requests
    where platform_id = ${platformId} and consumer_ref = ${consumerRef}`;
  return row?.requestedAt ?? null;
}

/** A page of the orders whose consumers wait for their erasure. */
export interface ErasedPage {
  erased: number;
  /** Where the next page begins; null after the last. */
  after: string | null;
}

/**
 * Erases what may be erased at that time, of the next orders: their data keys are destroyed, and
 * with them all that was ever sealed under them, in documents, histories and backups too (D6). Safe
 * to repeat.
 */
export async function eraseNext(
  sql: Connection,
  { after, limit, at }: { after: string; limit: number; at: string },
): Promise<ErasedPage> {
  const waiting = await sql<KeptOrder[]>`
    select ${sql.unsafe(facts)}
    from erasure_requests e
    join orders o on o.platform_id = e.platform_id and o.consumer_ref = e.consumer_ref
      and o.placed_at <= e.requested_at
    join order_personal p on p.order_id = o.id
    where p.wrapped_key is not null and o.id > ${after}
      and o.status in ('completed', 'cancelled', 'returned')
    order by o.id limit ${limit}`;
  const due = waiting.filter((order) => isErasable(order, at)).map(({ orderId }) => orderId);
  const erased = await eraseOrders(sql, due);
  const isLast = waiting.length < limit;
  if (isLast) await eraseSigners(sql);
  return { erased, after: isLast ? null : (waiting.at(-1)?.orderId ?? null) };
}

/** Destroys the data keys of these orders, now, whatever day was looked at. */
export async function eraseOrders(sql: Connection, orderIds: readonly string[]): Promise<number> {
  if (orderIds.length === 0) return 0;
  const erased = await sql`
    update order_personal set wrapped_key = null, erased_at = now()
    where order_id in ${sql([...orderIds])} and wrapped_key is not null
    returning order_id`;
  return erased.length;
}

/**
 * The names of those who sign for consumers of whom nothing else is kept any more. Their keys stay,
 * for what they have signed.
 */
export async function eraseSigners(sql: Connection): Promise<void> {
  await sql`
    update signing_keys k set person_name = null from erasure_requests e
    where k.owner_type = 'consumer' and k.platform_id = e.platform_id
      and k.owner_id = e.consumer_ref and k.registered_at <= e.requested_at
      and k.person_name is not null
      and not exists (select from orders o join order_personal p on p.order_id = o.id
        where o.platform_id = e.platform_id and o.consumer_ref = e.consumer_ref
          and p.wrapped_key is not null)`;
}
