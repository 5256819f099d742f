import { amendedUnits, offeredUnits } from './amended-offer.ts';
import { confirmedLines, proposeAmendment } from './amending.ts';
import type { DecideAsConsumer, DecideAsSeller } from '../commands.ts';
import { cancelEverything, demandReason } from './cancelling.ts';
import { meetDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandOrderStatus } from '../guards.ts';
import { planShipment } from '../shipments/planning.ts';
import type { AmendedLine, OrderLine } from '../order.ts';
import { confirmOffer, demandCurrentOffer } from './offering.ts';
import { enterPayment } from '../money/paying.ts';

/** The consumer accepts or declines the offer; it takes effect only then (S0 9.4 a). */
export function decideAsConsumer(draft: Draft, command: DecideAsConsumer): void {
  const { order } = draft;
  demandInTime(draft, 'consumer_confirmation', order.id);
  demandOrderStatus(draft, ['awaiting_consumer']);
  demand(
    order.statusReason !== 'amendment',
    'wrong_order_status',
    'the order waits for the consumer’s decision on an amendment of the offer',
    { currentStatus: order.status },
  );
  demandCurrentOffer(draft, command.offerDigest);
  meetDeadline(draft, 'consumer_confirmation', order.id);
  record(draft, command.decision === 'accept' ? 'offer_accepted' : 'offer_declined', {
    reason: command.reason,
    totalMinor: draft.order.totalMinor,
    note: command.note,
  });
  if (command.decision === 'decline') {
    if (command.reason !== null) demandReason(draft.context.actor, command.reason);
    cancelEverything(draft, 'consumer_declined');
    return;
  }
  order.consumerConfirmation = { at: draft.context.at, channel: 'app', ...confirmOffer(draft) };
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
    demandReason(draft.context.actor, command.reason);
    meetDeadline(draft, 'seller_confirmation', order.id);
    record(draft, 'order_declined', { reason: command.reason, note: command.note });
    cancelEverything(draft, 'seller_declined');
    return;
  }
  const lines = confirmedLines(draft, command);
  if (draft.lines.some((line) => isLess(line, lines))) {
    proposeAmendment(draft, lines, command.note);
    meetDeadline(draft, 'seller_confirmation', order.id);
    return;
  }
  for (const line of draft.lines) line.confirmed = offeredUnits(line);
  meetDeadline(draft, 'seller_confirmation', order.id);
  record(draft, 'order_confirmed', { totalMinor: draft.order.totalMinor, note: command.note });
  if (order.paymentTiming === 'after_confirmation') enterPayment(draft);
  else enterHandover(draft);
}

function isLess(line: OrderLine, lines: AmendedLine[]): boolean {
  return amendedUnits(lines, line) < offeredUnits(line);
}

/** Paid as far as it must be: everything confirmed is planned onto one shipment. */
export function enterHandover(draft: Draft): void {
  setStatus(draft, 'awaiting_handover');
  planShipment(draft);
}
