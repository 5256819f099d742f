import type { Connection } from '../queries.ts';

/** A shipment as its carrier knows it. */
export interface WaybillShipment {
  shipmentId: string;
  orderId: string;
  courierId: string | null;
}

/**
 * The shipment that travels under a waybill number; of several couriers' the one that has not
 * ended, then the newest. Null for a number that nobody has given.
 */
export async function findShipmentByWaybill(
  sql: Connection,
  waybillNo: string,
): Promise<WaybillShipment | null> {
  const [found] = await sql<WaybillShipment[]>`
    select id as "shipmentId", order_id as "orderId", courier_id as "courierId"
    from shipments where waybill_no = ${waybillNo}
    order by ended_at is not null, id desc
    limit 1`;
  return found ?? null;
}
