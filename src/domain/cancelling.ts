import type { CancelOrder } from './commands.ts';
import {
  askEffect,
  closeCases,
  type Draft,
  isCaptureOpen,
  meetDeadline,
  record,
  setStatus,
  stopDeadlines,
  voidOpenDocuments,
} from './draft.ts';
import { demand, DomainError } from './errors.ts';
import { isOver } from './guards.ts';
import type { OrderStatus, Shipment } from './order.ts';
import { voidAuthorization } from './capturing.ts';
import { refundEverything } from './refunding.ts';

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

const beforeHandover: readonly OrderStatus[] = [
  'awaiting_consumer',
  'awaiting_confirmation',
  'awaiting_payment',
  'awaiting_handover',
];

/** Cancels freely until the handover; after it the way is refusal or return (§2.1). */
export function cancelOrder(draft: Draft, command: CancelOrder): void {
  const { order, context } = draft;
  if (order.status === 'in_delivery' || order.status === 'delivered') {
    throw new DomainError(
      'cancel_after_handover',
      order.status === 'in_delivery'
        ? 'the goods are with the courier: the recipient may refuse them at the inspection'
        : 'the goods were accepted: a refund by support is open',
      {
        currentStatus: order.status,
        allowedActions: order.status === 'in_delivery' ? ['inspectDelivery'] : ['requestRefund'],
      },
    );
  }
  demand(
    beforeHandover.includes(order.status),
    'wrong_order_status',
    `the order is ${order.status} already`,
    { currentStatus: order.status },
  );
  const allowed = reasonsByRole[context.actor.role] ?? cancellationReasons;
  demand(
    allowed.includes(command.reason),
    'reason_not_allowed',
    `${context.actor.role} cancels with one of ${allowed.join(', ')}`,
    { pointer: '/reason' },
  );
  meetDeadline(draft, 'consumer_confirmation', order.id);
  record(draft, 'order_cancelled', { reason: command.reason, note: command.note });
  cancelEverything(draft, command.reason);
}

/**
 * Ends the order and undoes what was done: holds are released, an authorization is voided, a
 * capture refunded; what is under way follows when its outcome is known (§2.1). The goods are
 * still with the seller. Each undoing is asked for under its own key, so twice is once.
 */
export function cancelEverything(draft: Draft, reason: string): void {
  if (isOver(draft)) return;
  setStatus(draft, 'cancelled', reason);
  record(draft, 'order_cancelled', { reason });
  // A refund that was decided before is still owed in time (S0 6.8 d).
  stopDeadlines(draft, (deadline) => deadline.subjectType === 'refund');
  withdrawAmendment(draft);
  voidOpenDocuments(draft);
  closeCases(draft, ({ kind }) => casesOfTheHandover.includes(kind), {
    outcome: 'order_cancelled',
  });
  for (const shipment of draft.shipments) {
    if (shipment.endedAt === null) dropShipment(draft, shipment, reason);
  }
  releaseStock(draft);
  giveMoneyBack(draft);
}

/** What the goods that stay with their seller leave nobody to decide. */
const casesOfTheHandover = ['document_discrepancy', 'authorization_not_renewed'];

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

function releaseStock(draft: Draft): void {
  const hold = draft.effects.find((effect) => effect.kind === 'hold_stock');
  // A hold that was refused holds nothing; one under way is released under its key all the same.
  if (!hold || hold.status === 'failed') return;
  askEffect(draft, 'release_stock', `release:${draft.order.id}`, { holdKey: hold.id });
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
