import type { DecideAsConsumer, DecideAsSeller } from './commands.ts';
import { cancelEverything } from './cancelling.ts';
import { type Draft, meetDeadline, record, setStatus, startDeadline } from './draft.ts';
import { DomainError, demand } from './errors.ts';
import { demandInTime, demandOrderStatus } from './guards.ts';
import { planShipment } from './handover.ts';
import { enterPayment } from './paying.ts';

/** The consumer accepts or declines the offer; it takes effect only then (S0 9.4 a). */
export function decideAsConsumer(draft: Draft, command: DecideAsConsumer): void {
  const { order } = draft;
  demandInTime(draft, 'consumer_confirmation', order.id);
  demandOrderStatus(draft, ['awaiting_consumer']);
  meetDeadline(draft, 'consumer_confirmation', order.id);
  record(draft, command.decision === 'accept' ? 'offer_accepted' : 'offer_declined', {
    reason: command.reason,
    note: command.note,
  });
  if (command.decision === 'decline') {
    cancelEverything(draft, 'consumer_declined');
    return;
  }
  order.consumerConfirmation = { at: draft.context.at, channel: 'app', offerDigest: null };
  enterConfirmation(draft);
}

/** The consumer has confirmed: next is the seller, or the payment that goes before (§2.1). */
export function enterConfirmation(draft: Draft): void {
  if (draft.order.paymentTiming === 'before_confirmation') enterPayment(draft);
  else awaitSeller(draft);
}

/** The seller has one working day from now (S0 6.6 c). */
export function awaitSeller(draft: Draft): void {
  setStatus(draft, 'awaiting_confirmation');
  startDeadline(draft, 'seller_confirmation', { type: 'order', id: draft.order.id });
}

/** The seller confirms the order or declines it with a reason (S0 6.6 c). */
export function decideAsSeller(draft: Draft, command: DecideAsSeller): void {
  const { order } = draft;
  demandInTime(draft, 'seller_confirmation', order.id);
  demandOrderStatus(draft, ['awaiting_confirmation']);
  if (command.decision === 'decline') {
    demand(command.reason !== null, 'reason_missing', 'a declining seller says why', {
      pointer: '/reason',
    });
    meetDeadline(draft, 'seller_confirmation', order.id);
    record(draft, 'order_declined', { reason: command.reason, note: command.note });
    cancelEverything(draft, 'seller_declined');
    return;
  }
  confirmLines(draft, command);
  meetDeadline(draft, 'seller_confirmation', order.id);
  record(draft, 'order_confirmed', { note: command.note });
  if (order.paymentTiming === 'after_confirmation') enterPayment(draft);
  else enterHandover(draft);
}

function confirmLines(draft: Draft, command: DecideAsSeller): void {
  for (const asked of command.lines ?? []) {
    const line = draft.lines.find((candidate) => candidate.lineNo === asked.lineNo);
    demand(line !== undefined, 'line_not_found', `the order has no line ${asked.lineNo}`);
    demand(
      asked.quantity <= line.quantity,
      'quantity_exceeded',
      `line ${asked.lineNo} has ${line.quantity}`,
    );
    if (asked.quantity < line.quantity) {
      throw new DomainError(
        'partial_confirmation_not_available',
        'confirm all that was ordered, or decline the order',
      );
    }
  }
  for (const line of draft.lines) line.confirmed = line.quantity;
}

/** Paid as far as it must be: everything confirmed is planned onto one shipment. */
export function enterHandover(draft: Draft): void {
  setStatus(draft, 'awaiting_handover');
  planShipment(draft);
}
