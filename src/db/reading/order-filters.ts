import { and, eq, exists, gte, lt, or, sql, type SQL } from 'drizzle-orm';
import type { OrderScope } from '../../domain/rights.ts';
import type { Connection } from '../queries.ts';
import { queriesOver } from '../queries.ts';
import { deadlines, orders, shipments } from '../schema/schema.ts';

/** The filters of `GET /v1/orders` (design §5); what is left out does not restrict. */
export interface OrderFilters {
  status?: string;
  sellerId?: string;
  /** Of the order or of one of its shipments. */
  courierId?: string;
  consumerRef?: string;
  platformOrderNo?: string;
  waybillNo?: string;
  escalated?: boolean;
  /** A deadline of the order runs and is due before this instant. */
  dueBefore?: string;
  /** Placed at or after this instant. */
  placedFrom?: string;
  /** Placed before this instant. */
  placedTo?: string;
}

/** The conditions of the filters on `orders`. */
export function matchesFilters(connection: Connection, filters: OrderFilters): SQL | undefined {
  const { status, sellerId, courierId, consumerRef, platformOrderNo } = filters;
  const { waybillNo, escalated, dueBefore, placedFrom, placedTo } = filters;
  return and(
    status === undefined ? undefined : eq(orders.status, status),
    sellerId === undefined ? undefined : eq(orders.sellerId, sellerId),
    courierId === undefined ? undefined : isCarriedBy(connection, courierId),
    consumerRef === undefined ? undefined : eq(orders.consumerRef, consumerRef),
    platformOrderNo === undefined ? undefined : eq(orders.platformOrderNo, platformOrderNo),
    waybillNo === undefined
      ? undefined
      : hasShipment(connection, eq(shipments.waybillNo, waybillNo)),
    escalated === undefined ? undefined : eq(orders.escalated, escalated),
    dueBefore === undefined
      ? undefined
      : hasDeadline(connection, eq(deadlines.orderId, orders.id), dueBefore),
    placedFrom === undefined ? undefined : gte(orders.placedAt, placedFrom),
    placedTo === undefined ? undefined : lt(orders.placedAt, placedTo),
  );
}

/** The conditions on `orders` under which they exist for a principal (`scopeOf`). */
export function isInScope(connection: Connection, scope: OrderScope): SQL | undefined {
  const { platformId, sellerId, courierId, consumerRef, paymentProviderId } = scope;
  return and(
    platformId === undefined ? undefined : eq(orders.platformId, platformId),
    sellerId === undefined ? undefined : eq(orders.sellerId, sellerId),
    courierId === undefined ? undefined : isCarriedBy(connection, courierId),
    consumerRef === undefined ? undefined : eq(orders.consumerRef, consumerRef),
    paymentProviderId === undefined ? undefined : eq(orders.paymentProviderId, paymentProviderId),
  );
}

function isCarriedBy(connection: Connection, courierId: string): SQL | undefined {
  return or(
    eq(orders.courierId, courierId),
    hasShipment(connection, eq(shipments.courierId, courierId)),
  );
}

function hasShipment(connection: Connection, condition: SQL): SQL {
  return exists(
    queriesOver(connection)
      .select({ one: sql`1` })
      .from(shipments)
      .where(and(eq(shipments.orderId, orders.id), condition)),
  );
}

/** Whether one of the deadlines that `belongs` describes runs and is due before the instant. */
export function hasDeadline(connection: Connection, belongs: SQL, dueBefore: string): SQL {
  return exists(
    queriesOver(connection)
      .select({ one: sql`1` })
      .from(deadlines)
      .where(and(belongs, eq(deadlines.state, 'running'), lt(deadlines.dueAt, dueBefore))),
  );
}
