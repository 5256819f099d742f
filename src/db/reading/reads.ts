import { asc, eq, getTableColumns } from 'drizzle-orm';
import { type PaymentView, paymentView } from '../../domain/views/money-views.ts';
import { type DocumentView, documentView } from '../../domain/views/document-view.ts';
import type { OrderScope } from '../../domain/rights.ts';
import type { JournalRow } from '../../domain/views/timeline.ts';
import { type Connection, queriesOver } from '../queries.ts';
import {
  cases,
  documents,
  invoices,
  journal,
  orders,
  paymentMovements,
  refunds,
  shipments,
  signatures,
} from '../schema/schema.ts';

/** The documents of an order with their signatures, in the order in which they were issued. */
export async function listDocuments(sql: Connection, orderId: string): Promise<DocumentView[]> {
  const queries = queriesOver(sql);
  const [issued, signed] = await Promise.all([
    queries
      .select()
      .from(documents)
      .where(eq(documents.orderId, orderId))
      .orderBy(asc(documents.issuedAt), asc(documents.id)),
    queries
      .select()
      .from(signatures)
      .where(eq(signatures.orderId, orderId))
      .orderBy(asc(signatures.recordedAt), asc(signatures.id)),
  ]);
  const state = { documents: issued, signatures: signed };
  return issued.flatMap(({ id }) => documentView(state, id) ?? []);
}

/** The orders within a scope that have a document of that number, the newest first. */
export async function ordersWithDocument(
  sql: Connection,
  { number, scope, limit }: { number: string; scope: OrderScope; limit: number },
): Promise<string[]> {
  const { platformId = null, sellerId = null, courierId = null, consumerRef = null } = scope;
  const rows = await sql<{ orderId: string }[]>`
    select distinct on (d.order_id) d.order_id as "orderId" from documents d
      join orders o on o.id = d.order_id
    where d.number = ${number}
      and (${platformId}::text is null or o.platform_id = ${platformId})
      and (${sellerId}::text is null or o.seller_id = ${sellerId})
      and (${consumerRef}::text is null or o.consumer_ref = ${consumerRef})
      and (${courierId}::text is null or exists (select 1 from shipments s
        where s.id = d.shipment_id and s.courier_id = ${courierId}))
    order by d.order_id desc limit ${limit}`;
  return rows.map(({ orderId }) => orderId);
}

/** Every movement of an order's money (8.2 c), in the order of their last news. */
export async function listMovements(sql: Connection, orderId: string): Promise<PaymentView[]> {
  const rows = await queriesOver(sql)
    .select()
    .from(paymentMovements)
    .where(eq(paymentMovements.orderId, orderId))
    .orderBy(asc(paymentMovements.at), asc(paymentMovements.id));
  return rows.map(paymentView);
}

/** A journal entry as it was chained (S0 10.4): what `verifyChain` and `timelineOf` read. */
export interface JournalEntryRow extends JournalRow {
  orderId: string;
  sequence: number;
  status: string;
  previousHash: string;
  hash: string;
}

/** An order's whole journal from its first entry on. */
export async function journalOf(sql: Connection, orderId: string): Promise<JournalEntryRow[]> {
  const { position: _, transactionId: __, ...columns } = getTableColumns(journal);
  return queriesOver(sql)
    .select(columns)
    .from(journal)
    .where(eq(journal.orderId, orderId))
    .orderBy(asc(journal.sequence));
}

/** What a path's id may name. */
export interface SubjectId {
  type: 'order' | 'shipment' | 'document' | 'refund' | 'case' | 'payment' | 'invoice';
  id: string;
}

/** The order that something belongs to; null if there is no such thing. */
export async function findOrderIdOf(
  sql: Connection,
  { type, id }: SubjectId,
): Promise<{ orderId: string } | null> {
  const table = tableOf[type];
  const [found] = await queriesOver(sql)
    .select({ orderId: table.orderId })
    .from(table.from)
    .where(eq(table.id, id))
    .limit(1);
  return found?.orderId ? { orderId: found.orderId } : null;
}

const tableOf = {
  order: { from: orders, id: orders.id, orderId: orders.id },
  shipment: { from: shipments, id: shipments.id, orderId: shipments.orderId },
  document: { from: documents, id: documents.id, orderId: documents.orderId },
  refund: { from: refunds, id: refunds.id, orderId: refunds.orderId },
  case: { from: cases, id: cases.id, orderId: cases.orderId },
  invoice: { from: invoices, id: invoices.id, orderId: invoices.orderId },
  payment: { from: paymentMovements, id: paymentMovements.id, orderId: paymentMovements.orderId },
} as const;
