import type { Sql } from 'postgres';
import type { OrderStatus, ShipmentDirection, ShipmentStatus } from '../../domain/order.ts';
import type { OrderParties } from '../../domain/rights.ts';

/** What the door asks before anything else: whose the order is, and who reads what of it. */
export interface OrderAccess extends OrderParties {
  orderId: string;
  status: OrderStatus;
  version: number;
  placedAt: string;
  lastAt: string;
  shipments: {
    id: string;
    courierId: string | null;
    status: ShipmentStatus;
    direction: ShipmentDirection;
    endedAt: string | null;
    /** Couriers that did not take it on. */
    declinedBy: string[];
  }[];
  documents: { id: string; shipmentId: string | null }[];
  /** The order's data key, wrapped; null once it was erased. */
  wrappedKey: string | null;
  /** Sealed. */
  recipient: Record<string, unknown> | null;
  /** Whom the invoice is made out to, sealed; null where none was asked for. */
  invoice: Record<string, unknown> | null;
  /** How far the order's clock is ahead of the host's: not 0 in the sandbox only (D8). */
  clockOffsetMs: number;
}

/** One query for any number of orders; those that do not exist are left out. */
export async function accessOfOrders(
  sql: Sql,
  orderIds: readonly string[],
): Promise<Map<string, OrderAccess>> {
  if (orderIds.length === 0) return new Map();
  const rows = await sql<OrderAccessRow[]>`
    select o.id as "orderId", o.platform_id as "platformId", o.seller_id as "sellerId",
      o.courier_id as "orderCourierId", o.consumer_ref as "consumerRef",
      o.payment_provider_id as "paymentProviderId", o.status, o.version,
      o.placed_at as "placedAt", o.last_at as "lastAt",
      p.wrapped_key as "wrappedKey", p.recipient, p.invoice,
      coalesce(c.offset_ms, 0) as "clockOffsetMs",
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'courierId', s.courier_id, 'status', s.status,
          'direction', s.direction, 'endedAt', s.ended_at,
          'declinedBy', jsonb_path_query_array(s.declines, '$[*].courierId')))
        from shipments s where s.order_id = o.id), '[]') as shipments,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'shipmentId', d.shipment_id))
        from documents d where d.order_id = o.id), '[]') as documents
    from orders o
    left join order_personal p on p.order_id = o.id
    left join sandbox_clocks c on c.order_id = o.id
    where o.id in ${sql([...orderIds])}`;
  return new Map(rows.map((row) => [row.orderId, accessOf(row)]));
}

/** One order's access; undefined if there is no such order. */
export async function accessOfOrder(sql: Sql, orderId: string): Promise<OrderAccess | undefined> {
  return (await accessOfOrders(sql, [orderId])).get(orderId);
}

type OrderAccessRow = Omit<OrderAccess, 'courierIds'> & { orderCourierId: string | null };

function accessOf({ orderCourierId, ...row }: OrderAccessRow): OrderAccess {
  const couriers = [orderCourierId, ...row.shipments.map((shipment) => shipment.courierId)];
  const courierIds = [...new Set(couriers.filter((id) => id !== null))];
  return { ...row, courierIds };
}
