import { feeBorneByOthers, releaseForGoods } from './claim-release.ts';
import { isCaptureOpen } from '../asked-effects.ts';
import { voidAuthorization } from './voiding.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { post, recordMovement } from './posting.ts';
import { holdsOrder } from './invoicing.ts';
import { isSought } from '../shipments/losing.ts';
import { settlementShares } from './money.ts';
import type { OrderLine, OrderRow, OrderState } from '../order.ts';
import { unpaidUnits } from './refundable.ts';

/** What still keeps a delivered order open, in words for `/waiting` and the journal. */
export function whatIsOpen(state: OrderState): string[] {
  const open: string[] = [];
  if (state.cases.some(holdsOrder)) open.push('case');
  if (state.refunds.some((refund) => refund.status !== 'succeeded')) open.push('refund');
  if (state.shipments.some((one) => one.endedAt === null || isSought(state, one))) {
    open.push('shipment');
  }
  // Cash that support has turned into a claim on the courier keeps nobody waiting (§2.4).
  if ((state.balances.cash_in_transit ?? 0) !== 0) open.push('remittance');
  if (isCaptureOpen(state)) open.push('capture');
  return open;
}

/**
 * Completes a delivered order once its after-sale windows are over and nothing is open, and
 * settles it (§2.3, §2.4). Called by every transition that may close the last open thing.
 */
export function settleIfDone(draft: Draft): void {
  const { order } = draft;
  if (order.status !== 'delivered' || !order.afterSaleEnded) return;
  if (whatIsOpen(draft).length > 0) return;
  setStatus(draft, 'completed');
  // Kept, though the money could not be taken: nobody will take it any more.
  if (order.paymentStatus === 'capture_failed') voidAuthorization(draft);
  settle(draft);
  record(draft, 'order_completed');
}

/** Shares what is left in escrow between seller, courier and platform; then it is empty. */
export function settle(draft: Draft): void {
  const { order } = draft;
  releaseForGoods(draft);
  const escrowRest = -(draft.balances.escrow ?? 0);
  if (escrowRest === 0) return;
  const shares = settlementShares({ ...kept(draft, escrowRest), policy: draft.policy, escrowRest });
  post(draft, 'settlement', `settle:${order.id}`, {
    escrow: escrowRest,
    seller: -shares.sellerMinor,
    platform_fee: -shares.platformFeeMinor,
  });
  for (const [courierId, feeMinor] of feesOf(draft, shares.courierMinor)) {
    post(draft, 'settlement', `settle:${order.id}`, { courier: -feeMinor }, courierId);
  }
  recordMovement(draft, {
    id: order.id.replace(/^ord/, 'pay'),
    kind: 'settlement',
    method: order.paymentMethod,
    status: 'succeeded',
    amountMinor: Math.max(0, shares.sellerMinor),
    providerReference: null,
    failure: null,
  });
  record(draft, 'order_settled', { ...shares });
}

/**
 * The couriers' fee in equal parts for the shipments that they took over; what cannot be divided
 * goes to the first. An order that travelled in one has one courier.
 */
function feesOf({ order, shipments }: Draft, courierMinor: number): Map<string | null, number> {
  const carried = shipments
    .filter(({ direction, handedOverAt }) => direction === 'outbound' && handedOverAt !== null)
    .map(({ courierId }) => courierId);
  const couriers = carried.length === 0 ? [order.courierId] : carried;
  const part = Math.floor(courierMinor / couriers.length);
  const fees = new Map<string | null, number>();
  for (const courierId of couriers) fees.set(courierId, (fees.get(courierId) ?? 0) + part);
  const [first = order.courierId] = couriers;
  fees.set(first, (fees.get(first) ?? 0) + courierMinor - part * couriers.length);
  return fees;
}

/** Goods, tax and fee that the consumer kept and has paid for, never more than what is left. */
function kept(draft: Draft, escrowRest: number) {
  const { order } = draft;
  const deliveryFeeKeptMinor = Math.min(
    escrowRest,
    order.deliveryFeeMinor - order.deliveryFeeRefundedMinor + feeBorneByOthers(draft),
  );
  const goods = draft.lines.reduce((sum, line) => sum + keptOf(order, line, line.netMinor), 0);
  const tax = draft.lines.reduce((sum, line) => sum + keptOf(order, line, line.taxMinor), 0);
  return {
    deliveryFeeKeptMinor,
    keptGoodsMinor: Math.min(goods, escrowRest - deliveryFeeKeptMinor),
    taxKeptMinor: tax,
  };
}

function keptOf(order: OrderRow, line: OrderLine, amountMinor: number): number {
  const units = BigInt(unpaidUnits(order, line) + line.refundedQuantity);
  return amountMinor - Number((BigInt(amountMinor) * units) / BigInt(line.quantity));
}
