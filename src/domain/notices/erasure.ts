import { addDuration } from '../calendars/duration.ts';

/** Who traded, and with whom, is kept for three years from its end (E-Commerce Law of the PRC, 31). */
const retention = 'P3Y';
const zone = 'Asia/Shanghai';

/** Where an order stands, as far as it decides whether what is personal in it may go. */
export interface KeptOrder {
  orderId: string;
  platformOrderNo: string;
  status: string;
  placedAt: string;
  lastAt: string;
  /** Refunds under way, or cases that nobody has resolved. */
  isOpen: boolean;
}

/** From when on it may be erased; null while the order or something about it is still open. */
export function erasableFrom({ status, lastAt, isOpen }: KeptOrder): string | null {
  const hasEnded = ['completed', 'cancelled', 'returned'].includes(status);
  return hasEnded && !isOpen ? addDuration(lastAt, retention, zone) : null;
}

/** Whether nothing stands in the way at that time. */
export function isErasable(order: KeptOrder, at: string): boolean {
  const from = erasableFrom(order);
  return from !== null && from <= at;
}
