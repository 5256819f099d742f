import type { Sql, TransactionSql } from 'postgres';
import { demand, must } from '../../domain/errors.ts';
import type { Actor } from '../../domain/order.ts';
import { type Page, type PageRequest, pageOf, positionOf } from '../reading/pages.ts';
import { asJson } from '../values.ts';

export interface RemittanceItem {
  orderId: string;
  amountMinor: number;
}

/** Cash of several orders handed over in one go, under a reference of the courier's or its bank's. */
export interface Remittance {
  id: string;
  courierId: string;
  reference: string;
  items: RemittanceItem[];
  recordedAt: string;
  recordedBy: Actor;
}

/**
 * Stores what a courier tells to have handed over; the first call under a reference says for which
 * orders. A later one goes on with those of them that were not taken, with another amount where
 * the first was wrong. DomainError `remittance_reference_used` where it names other orders.
 */
export async function tellRemittance(tx: TransactionSql, told: Remittance): Promise<void> {
  const { id, courierId, reference, items, recordedAt, recordedBy } = told;
  const inserted = await tx`
    insert into remittances (id, courier_id, reference, items, recorded_at, recorded_by)
    values (${id}, ${courierId}, ${reference}, ${asJson(tx, items)}, ${recordedAt},
      ${asJson(tx, recordedBy)})
    on conflict (courier_id, reference) do nothing
    returning id`;
  if (inserted.length > 0) return;
  const [found] = await tx<Pick<Remittance, 'id' | 'items'>[]>`
    select id, items from remittances where courier_id = ${courierId} and reference = ${reference} for update`;
  const stored = must(found, 'remittance');
  const isNew = (item: RemittanceItem) => !stored.items.some(isOf(item.orderId));
  demand(
    !items.some(isNew),
    'remittance_reference_used',
    `${reference} was told for ${stored.items.length} other orders: take a reference of its own`,
    { pointer: `/items/${items.findIndex(isNew)}/orderId`, existingId: stored.id },
  );
  const corrected = stored.items.map((item) => items.find(isOf(item.orderId)) ?? item);
  await tx`update remittances set items = ${asJson(tx, corrected)} where id = ${stored.id}`;
}

function isOf(orderId: string) {
  return (item: RemittanceItem): boolean => item.orderId === orderId;
}

/** As it is read: what of it was taken, and when. */
export interface RemittanceView extends Omit<Remittance, 'items'> {
  items: (RemittanceItem & {
    currency: string | null;
    takenAt: string | null;
    /** Why it was not taken, by the code of the refusal. */
    refusedWith: string | null;
  })[];
}

/** Keeps why an item was not taken, until it is told anew. */
export async function noteRefusal(
  sql: Sql,
  refused: { courierId: string; reference: string; orderId: string; code: string },
): Promise<void> {
  const { courierId, reference, orderId, code } = refused;
  await sql`
    update remittances set items = (
      select jsonb_agg(case when item ->> 'orderId' = ${orderId}
        then item || jsonb_build_object('refusedWith', ${code}::text) else item end order by nr)
      from jsonb_array_elements(items) with ordinality as listed (item, nr))
    where courier_id = ${courierId} and reference = ${reference}`;
}

/** What a courier has told to have handed over, the newest first; of one platform's orders. */
export async function listRemittances(
  sql: Sql,
  {
    courierId,
    platformId,
    page,
  }: { courierId: string; platformId: string | null; page: PageRequest },
): Promise<Page<RemittanceView>> {
  const after = page.cursor === null ? null : positionOf('remittances', page.cursor);
  const rows = await sql<RemittanceView[]>`
    select r.id, r.courier_id as "courierId", r.reference, r.recorded_at as "recordedAt",
      r.recorded_by as "recordedBy", told.items
    from remittances r cross join lateral (
      select jsonb_agg(jsonb_build_object('orderId', item ->> 'orderId', 'amountMinor',
          coalesce(m.minor, (item ->> 'amountMinor')::bigint), 'currency', o.currency,
          'takenAt', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'refusedWith', case when m.at is null then item ->> 'refusedWith' end) order by nr)
        as items
      from jsonb_array_elements(r.items) with ordinality as listed (item, nr)
      left join orders o on o.id = item ->> 'orderId'
      left join lateral (select sum(amount_minor)::bigint as minor, min(at) as at
        from payment_movements where order_id = o.id and kind = 'remittance'
          and provider_reference = r.reference) m on true
      where ${platformId}::text is null or o.platform_id = ${platformId}) told
    where r.courier_id = ${courierId} and told.items is not null
      and (${after === null} or (r.recorded_at, r.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? ''}))
    order by r.recorded_at desc, r.id desc
    limit ${page.limit + 1}`;
  return pageOf(
    'remittances',
    page.limit,
    rows.map((item) => ({ at: item.recordedAt, id: item.id, item })),
  );
}
