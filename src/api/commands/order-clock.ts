import type { OrderAccess } from '../../db/reading/order-access.ts';

/**
 * The order's own time for what the door does itself: the host's, in the sandbox as far ahead as
 * the order was forwarded, and never behind what the order has recorded (D8).
 */
export function orderTime(order: Pick<OrderAccess, 'clockOffsetMs' | 'lastAt'>): string {
  const at = new Date(Date.now() + order.clockOffsetMs).toISOString();
  return at < order.lastAt ? order.lastAt : at;
}
