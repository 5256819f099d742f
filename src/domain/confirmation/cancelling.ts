import type { CancelOrder } from '../commands.ts';
import { isCaptureOpen } from '../asked-effects.ts';
import { closeCases } from '../cases/open-cases.ts';
import { meetDeadline, stopDeadlines } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { voidOpenDocuments } from '../shipments/documents.ts';
import { demand, DomainError } from '../errors.ts';
import { isOver } from '../guards.ts';
import type { Actor, Deadline, OrderRow, OrderStatus, Shipment } from '../order.ts';
import { voidAuthorization } from '../money/voiding.ts';
import { refundEverything } from '../money/owed-refunds.ts';
import { releaseAll } from '../stock/stock.ts';

/** Who may give which reason (design §5); support may give any of them. */
export const reasonsByRole: Record<string, readonly string[]> = {
  consumer: ['consumer_changed_mind', 'wrong_details', 'duplicate_order'],
  platform: ['consumer_changed_mind', 'wrong_details', 'duplicate_order', 'fraud_suspected'],
  seller: ['seller_out_of_stock', 'price_error', 'undeliverable', 'fraud_suspected'],
};
export const cancellationReasons = [
  'consumer_changed_mind',
  'wrong_details',
  'duplicate_order',
  'seller_out_of_stock',
  'price_error',
  'undeliverable',
  'fraud_suspected',
  'operator',
] as const;

/** The goods are with their seller: nothing has left yet. */
export const beforeHandover: readonly OrderStatus[] = [
  'awaiting_consumer',
  'awaiting_confirmation',
  'awaiting_payment',
  'awaiting_handover',
];

/** Cancels freely until the handover; after it the way is refusal or return (§2.1). */
export function cancelOrder(draft: Draft, command: CancelOrder): void {
  const { order, context } = draft;
  if (order.status === 'in_delivery' || order.status === 'delivered') {
    throw new DomainError('cancel_after_handover', otherWays[order.status], {
      currentStatus: order.status,
      allowedActions: context.actor.role === 'support' ? waysOfSupport(draft) : [],
    });
  }
  demand(
    beforeHandover.includes(order.status),
    'wrong_order_status',
    `the order is ${order.status} already`,
    { currentStatus: order.status },
  );
  demandReason(context.actor, command.reason);
  meetDeadline(draft, 'consumer_confirmation', order.id);
  const isPaid = isPaidOrHeld(order);
  record(draft, 'order_cancelled', { reason: command.reason, isPaid, note: command.note });
  cancelEverything(draft, command.reason);
}

/** Whoever ends an order, by cancelling it or declining, does so for a reason of its role's own. */
export function demandReason({ role }: Actor, reason: string): void {
  const allowed = reasonsByRole[role] ?? cancellationReasons;
  demand(
    allowed.includes(reason),
    'reason_not_allowed',
    `the reasons of a ${role} are ${allowed.join(', ')}`,
    { pointer: '/reason' },
  );
}

/** After the handover goods come back by interception, refusal or return (§2.1). */
const otherWays = {
  in_delivery:
    'the goods are with the courier: support may call them back by an interception, the ' +
    'recipient may refuse them at the inspection, and what was accepted may be returned',
  delivered: 'the goods were delivered: they may be returned, and support may refund them',
} as const;

function waysOfSupport({ order, shipments }: Draft): string[] {
  if (order.status === 'delivered') return [`POST /v1/orders/${order.id}/refunds`];
  return shipments
    .filter(({ direction, endedAt }) => direction === 'outbound' && endedAt === null)
    .map(({ id }) => `POST /v1/shipments/${id}/interception`);
}

/**
 * Ends the order and undoes what was done: holds are released, an authorization is voided, a
 * capture refunded; what is under way follows when its outcome is known (§2.1). The goods are
 * still with the seller. Each undoing is asked for under its own key, so twice is once.
 */
export function cancelEverything(draft: Draft, reason: string): void {
  if (isOver(draft)) return;
  setStatus(draft, 'cancelled', reason);
  record(draft, 'order_cancelled', { reason, isPaid: isPaidOrHeld(draft.order) });
  // A refund that was decided before is still owed in time (S0 6.8 d).
  stopDeadlines(draft, (deadline) => isAboutMoney(draft, deadline));
  withdrawAmendment(draft);
  voidOpenDocuments(draft);
  closeCases(draft, ({ kind }) => casesOfTheHandover.includes(kind), {
    outcome: 'order_cancelled',
  });
  for (const shipment of draft.shipments) {
    if (shipment.endedAt === null) dropShipment(draft, shipment, reason);
  }
  releaseAll(draft);
  giveMoneyBack(draft);
}

/** Whether there is money that goes back; also where nobody knows yet. */
function isPaidOrHeld(order: OrderRow): boolean {
  const { capturedMinor, refundedMinor, authorizedMinor, paymentStatus } = order;
  const isUnclear = paymentStatus === 'authorizing' || paymentStatus === 'unknown';
  return capturedMinor > refundedMinor || authorizedMinor > 0 || isUnclear;
}

/** A refund, or money that the provider tells of otherwise than asked: both outlive the order. */
function isAboutMoney({ cases }: Draft, { subjectType, subjectId }: Deadline): boolean {
  const found = cases.find(({ id }) => id === subjectId);
  return subjectType === 'refund' || found?.kind === 'payment_differs';
}

/** What the goods that stay with their seller leave nobody to decide. */
const casesOfTheHandover = [
  'document_discrepancy',
  'authorization_not_renewed',
  'courier_unavailable',
];

/** There is nothing left that the consumer could agree to. */
function withdrawAmendment({ order, context }: Draft): void {
  if (order.amendment?.status !== 'proposed') return;
  order.amendment = { ...order.amendment, status: 'withdrawn', decidedAt: context.at };
}

/** What was planned onto a shipment will not be sent. */
export function dropShipment(draft: Draft, shipment: Shipment, reason: string): void {
  shipment.status = 'cancelled';
  shipment.reason = reason;
  shipment.endedAt = draft.context.at;
}

function giveMoneyBack(draft: Draft): void {
  const { order } = draft;
  if (order.paymentTiming === 'on_delivery') {
    order.paymentStatus = 'none';
    return;
  }
  if (order.capturedMinor > 0) {
    refundEverything(draft, 'order_cancelled');
    return;
  }
  // Also one that could not be captured, or beside which another payment was being tried.
  if (order.authorizedMinor > 0 && !isCaptureOpen(draft)) voidAuthorization(draft);
}
