import type postgres from 'postgres';
import type { Action } from '../../domain/commands.ts';
import type { OrderDocument } from '../../domain/order.ts';

interface Series {
  kind: OrderDocument['kind'];
  prefix: string;
  issuer: 'seller' | 'courier';
}

/** The series of what each action issues; who issues it is told again in `issuingRoles`. */
const series: Partial<Record<Action['name'], Series>> = {
  issueHandoverNote: { kind: 'handover_note', prefix: 'HN', issuer: 'seller' },
  inspectDelivery: { kind: 'delivery_note', prefix: 'DN', issuer: 'courier' },
  acceptGoods: { kind: 'delivery_note', prefix: 'DN', issuer: 'courier' },
  issueReturnNote: { kind: 'return_to_seller_note', prefix: 'RN', issuer: 'courier' },
};

/** A number of one party's series, drawn and not yet committed. */
export interface DrawnNumber {
  issuerId: string;
  kind: string;
  year: number;
  number: string;
}

/**
 * Draws the next number of the series of what the action issues: one series per issuing party, kind
 * and year, so that only notes of one party wait for each other (S0 6.7.2). Drawn in the
 * transaction that issues the note: whatever takes that back takes the number back. The year is the
 * one in the order's zone. Null if the action issues nothing, or nobody is there to issue it.
 */
export async function drawDocumentNumber(
  tx: postgres.TransactionSql,
  { orderId, action, at }: { orderId: string; action: Action; at: string },
): Promise<DrawnNumber | null> {
  const wanted = series[action.name];
  if (!wanted || !('shipmentId' in action)) return null;
  const { kind, prefix, issuer } = wanted;
  const [row] = await tx<{ issuer_id: string; year: number; last_number: number }[]>`
    insert into document_series (issuer_id, kind, year, last_number)
    select i.issuer_id, ${kind}, i.year, 1 from (
      select case ${issuer} when 'seller' then o.seller_id else s.courier_id end as issuer_id,
        extract(year from greatest(${at}::timestamptz, o.last_at)
          at time zone (p.content ->> 'zone'))::integer as year
      from orders o
        join shipments s on s.order_id = o.id and s.id = ${action.shipmentId}
        join policies p on p.name = o.policy_name and p.version = o.policy_version
      where o.id = ${orderId}) i
    where i.issuer_id is not null
    on conflict (issuer_id, kind, year) do update set last_number = document_series.last_number + 1
    returning issuer_id, year, last_number`;
  if (!row) return null;
  const { issuer_id: issuerId, year, last_number: last } = row;
  const number = `${prefix}-${year}-${String(last).padStart(8, '0')}`;
  return { issuerId, kind, year, number };
}

/** Puts back a number that was drawn and not used; the row is still locked, so nobody drew another. */
export async function returnDocumentNumber(
  tx: postgres.TransactionSql,
  drawn: DrawnNumber | null,
): Promise<void> {
  if (drawn === null) return;
  const { issuerId, kind, year } = drawn;
  await tx`update document_series set last_number = last_number - 1
    where issuer_id = ${issuerId} and kind = ${kind} and year = ${year}`;
}
