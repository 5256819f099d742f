import { and, desc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Case, Deadline, OrderState, Refund } from '../../domain/order.ts';
import type { OrderScope } from '../../domain/rights.ts';
import { loadOrders } from '../orders/load-order.ts';
import { hasDeadline, isInScope, matchesFilters, type OrderFilters } from './order-filters.ts';
import { afterCursor, type Page, type PageRequest, pageOf } from './pages.ts';
import { type Connection, queriesOver } from '../queries.ts';
import { cases, deadlines, orders, refunds, shipments } from '../schema/schema.ts';

/** What is listed, for whom, and which part of it. Lists go from new to old. */
export interface ListRequest<Filters> {
  filters: Filters;
  scope: OrderScope;
  page: PageRequest;
}

/** Orders that match and exist for the reader, each in full, in the order of their placing. */
export async function listOrders(
  sql: Connection,
  { filters, scope, page }: ListRequest<OrderFilters>,
): Promise<Page<OrderState>> {
  const rows = await queriesOver(sql)
    .select({ at: orders.placedAt, id: orders.id, item: orders.id })
    .from(orders)
    .where(
      and(
        matchesFilters(sql, filters),
        isInScope(sql, scope),
        afterCursor('orders', page.cursor, { at: orders.placedAt, id: orders.id }),
      ),
    )
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(page.limit + 1);
  const { items, nextCursor } = pageOf('orders', page.limit, rows);
  return { items: await loadOrders(sql, items), nextCursor };
}

/** The filters of `GET /v1/shipments` (design §5). */
export interface ShipmentFilters {
  status?: string;
  courierId?: string;
  sellerId?: string;
  waybillNo?: string;
  /** A deadline of the shipment runs and is due before this instant. */
  dueBefore?: string;
}

/** A shipment of a list, with the order that it belongs to. */
export interface ListedShipment {
  shipmentId: string;
  state: OrderState;
}

/** Shipments that match; a courier has its own legs only. */
export async function listShipments(
  sql: Connection,
  { filters, scope, page }: ListRequest<ShipmentFilters>,
): Promise<Page<ListedShipment>> {
  const rows = await queriesOver(sql)
    .select({
      at: orders.placedAt,
      id: shipments.id,
      item: { shipmentId: shipments.id, orderId: shipments.orderId },
    })
    .from(shipments)
    .innerJoin(orders, eq(orders.id, shipments.orderId))
    .where(
      and(
        matchesShipment(sql, filters),
        isInScope(sql, scope),
        scope.courierId === undefined ? undefined : eq(shipments.courierId, scope.courierId),
        afterCursor('shipments', page.cursor, { at: orders.placedAt, id: shipments.id }),
      ),
    )
    .orderBy(desc(orders.placedAt), desc(shipments.id))
    .limit(page.limit + 1);
  const { items, nextCursor } = pageOf('shipments', page.limit, rows);
  return { items: await withOrders(sql, items), nextCursor };
}

function matchesShipment(sql: Connection, filters: ShipmentFilters): SQL | undefined {
  const { status, courierId, sellerId, waybillNo, dueBefore } = filters;
  return and(
    status === undefined ? undefined : eq(shipments.status, status),
    courierId === undefined ? undefined : eq(shipments.courierId, courierId),
    sellerId === undefined ? undefined : eq(orders.sellerId, sellerId),
    waybillNo === undefined ? undefined : eq(shipments.waybillNo, waybillNo),
    dueBefore === undefined
      ? undefined
      : hasDeadline(sql, eq(deadlines.subjectId, shipments.id), dueBefore),
  );
}

async function withOrders(
  sql: Connection,
  items: readonly { shipmentId: string; orderId: string }[],
): Promise<ListedShipment[]> {
  const states = await loadOrders(sql, [...new Set(items.map(({ orderId }) => orderId))]);
  const byId = new Map(states.map((state) => [state.order.id, state]));
  return items.flatMap(({ shipmentId, orderId }) => {
    const state = byId.get(orderId);
    return state ? [{ shipmentId, state }] : [];
  });
}

export interface RefundFilters {
  status?: Refund['status'];
  orderId?: string;
}

/** Refunds that match, the newest request first. */
export async function listRefunds(
  sql: Connection,
  { filters, scope, page }: ListRequest<RefundFilters>,
): Promise<Page<Refund>> {
  const rows = await queriesOver(sql)
    .select({ at: refunds.requestedAt, id: refunds.id, item: refunds })
    .from(refunds)
    .innerJoin(orders, eq(orders.id, refunds.orderId))
    .where(
      and(
        filters.status === undefined ? undefined : eq(refunds.status, filters.status),
        filters.orderId === undefined ? undefined : eq(refunds.orderId, filters.orderId),
        isInScope(sql, scope),
        afterCursor('refunds', page.cursor, { at: refunds.requestedAt, id: refunds.id }),
      ),
    )
    .orderBy(desc(refunds.requestedAt), desc(refunds.id))
    .limit(page.limit + 1);
  return pageOf('refunds', page.limit, rows);
}

export interface CaseFilters {
  status?: Case['status'];
  kind?: string;
  respondentId?: string;
  orderId?: string;
  /** Only those against this party, whatever else is asked for. */
  ownOf?: string;
}

/** Cases of orders that match, the newest first. */
export async function listCases(
  sql: Connection,
  { filters, scope, page }: ListRequest<CaseFilters>,
): Promise<Page<Case>> {
  const rows = await queriesOver(sql)
    .select({ at: cases.openedAt, id: cases.id, item: cases, orderId: orders.id })
    .from(cases)
    .innerJoin(orders, eq(orders.id, cases.orderId))
    .where(
      and(
        filters.status === undefined ? undefined : eq(cases.status, filters.status),
        filters.kind === undefined ? undefined : eq(cases.kind, filters.kind),
        filters.orderId === undefined ? undefined : eq(cases.orderId, filters.orderId),
        isAgainst(filters.respondentId),
        isAgainst(filters.ownOf),
        isInScope(sql, scope),
        afterCursor('cases', page.cursor, { at: cases.openedAt, id: cases.id }),
      ),
    )
    .orderBy(desc(cases.openedAt), desc(cases.id))
    .limit(page.limit + 1);
  return pageOf(
    'cases',
    page.limit,
    rows.map(({ at, id, item, orderId }) => ({ at, id, item: { ...item, orderId } })),
  );
}

function isAgainst(partyId: string | undefined): SQL | undefined {
  return partyId === undefined ? undefined : eq(cases.respondentPartyId, partyId);
}

/** The deadlines of several cases, whatever became of them. */
export async function deadlinesOfSubjects(
  sql: Connection,
  subjectIds: readonly string[],
): Promise<Deadline[]> {
  if (subjectIds.length === 0) return [];
  const rows = await queriesOver(sql)
    .select()
    .from(deadlines)
    .where(inArray(deadlines.subjectId, [...subjectIds]));
  return rows as Deadline[];
}
