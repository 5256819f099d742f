import { askEffect } from '../asked-effects.ts';
import { meetDeadline, runningDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { capture } from '../money/capturing.ts';
import { isMoneyThere, isPaidFor } from '../money/paid-for.ts';
import { leftMinor } from '../money/refundable.ts';
import type { Shipment } from '../order.ts';
import {
  commitStock,
  covers,
  currentHold,
  holdScope,
  isHoldAsked,
  stockLeft,
  stockLines,
} from '../stock/stock.ts';

/** Goods leave only against money that is there: captured, surely held, or due at the door. */
export function demandPaid(draft: Draft, shipment: Shipment): void {
  const { order } = draft;
  // What is sent again was paid for when it was sent first.
  if (shipment.direction === 'replacement') return;
  if (order.paymentTiming === 'on_delivery') return;
  demandStillPaid(draft, shipment);
  const { paymentStatus } = order;
  const hasFailed = paymentStatus === 'declined' || paymentStatus === 'capture_failed';
  demand(
    isMoneyThere(draft),
    'payment_unresolved',
    `the payment is ${paymentStatus}; the goods leave once it is authorized`,
    {
      currentStatus: paymentStatus,
      ...(hasFailed ? { title: 'The payment has come to nothing' } : {}),
    },
  );
  if (order.capturedMinor > 0) return;
  const dispatch = runningDeadline(draft, 'dispatch', shipment.id);
  demand(
    order.authorizationExpiresAt === null || order.authorizationExpiresAt > draft.context.at,
    'authorization_expired',
    'the authorization has run out; it is being renewed',
    { dispatchBy: dispatch?.dueAt },
  );
}

/** Of what was captured so much may go back as is for goods that are not sent, and no more. */
export function demandStillPaid(draft: Draft, shipment: Shipment): void {
  const { order, context } = draft;
  if (shipment.direction === 'replacement') return;
  demand(
    isPaidFor(draft, shipment),
    'not_paid_for',
    'so much of the payment has gone back that these goods are not paid for any more: they are ' +
      'called off, or what is still paid for is sent on a shipment of its own',
    {
      currentStatus: order.paymentStatus,
      refundableMinor: leftMinor(draft),
      allowedActions:
        context.actor.role === 'support' && order.status === 'awaiting_handover'
          ? [`POST /v1/orders/${order.id}/cancellation`]
          : [],
    },
  );
}

/** Goods leave only from what is held for them: what is not is anybody's (S0 5.3). */
export function demandStockHeld(draft: Draft, shipment: Shipment): void {
  const scope = holdScope(shipment);
  demand(
    !isHoldAsked(draft, scope),
    'order_busy',
    'the stock keeper has not confirmed the goods yet; try again in a moment',
  );
  const hold = currentHold(draft, scope);
  const validUntil = hold?.result?.validUntil ?? null;
  demand(
    validUntil === null || draft.context.at < validUntil,
    'stock_not_held',
    'the time for which the goods were held is over; they are being held anew',
    { heldUntil: validUntil },
  );
  demand(
    hold !== undefined && covers(stockLeft(draft, hold), shippedStock(draft, shipment.id)),
    'stock_not_held',
    'the stock keeper does not hold all of these goods',
  );
}

/** Both have signed: the goods are the courier's now, and the money is taken (S0 6.7.2 b). */
export function completeHandover(draft: Draft, shipment: Shipment): void {
  const { order, context } = draft;
  // The note may be older than what has become of the payment since.
  demandPaid(draft, shipment);
  demandStockHeld(draft, shipment);
  shipment.status = 'handed_over';
  shipment.handedOverAt = context.at;
  for (const carried of draft.shipmentLines) {
    if (carried.shipmentId !== shipment.id) continue;
    carried.handedOver = carried.quantity;
    const line = draft.lines.find((candidate) => candidate.lineNo === carried.lineNo);
    if (line && shipment.direction === 'outbound') line.handedOver += carried.quantity;
  }
  meetDeadline(draft, 'dispatch', shipment.id);
  startDeadline(
    draft,
    'delivery',
    { type: 'shipment', id: shipment.id },
    { promise: shipment.direction === 'outbound' ? order.promisedDeliverBy : null },
  );
  const { courierId } = shipment;
  record(draft, 'goods_handed_over', { shipmentId: shipment.id, courierId });
  if (order.status === 'awaiting_handover') setStatus(draft, 'in_delivery');
  commitStock(draft, shipment, shippedStock(draft, shipment.id));
  if (order.paymentStatus === 'authorized') capture(draft);
  askEffect(draft, 'register_carriage', `register:${shipment.id}`, {
    shipmentId: shipment.id,
    waybillNo: shipment.waybillNo,
    service: shipment.courierService ?? 'manual',
    parcels: shipment.parcels.length,
    direction: shipment.direction,
  });
}

/** What a shipment takes out of stock. */
export function shippedStock(
  draft: Draft,
  shipmentId: string,
): { sku: string; quantity: number }[] {
  return stockLines(
    draft.shipmentLines
      .filter((carried) => carried.shipmentId === shipmentId && carried.quantity > 0)
      .map(({ lineNo, quantity }) => ({ sku: skuOf(draft, lineNo), quantity })),
  );
}

function skuOf(draft: Draft, lineNo: number): string {
  return must(
    draft.lines.find((candidate) => candidate.lineNo === lineNo),
    'line',
  ).sku;
}
