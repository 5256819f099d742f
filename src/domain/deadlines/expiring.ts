import { isCaptureOpen } from '../asked-effects.ts';
import { openCase } from '../cases/open-cases.ts';
import type { ExpireDeadline } from '../commands.ts';
import { acceptSilently, expireAmendment } from '../confirmation/amending.ts';
import { cancelEverything } from '../confirmation/cancelling.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandShipment } from '../guards.ts';
import { claimCash, openRemittanceCase } from '../money/cash.ts';
import { expirePayment } from '../money/paying.ts';
import { refundWhatIsOwed } from '../money/owed-refunds.ts';
import { settleIfDone } from '../money/settling.ts';
import type { Deadline } from '../order.ts';
import { askNextCourier, giveUpCarriage } from '../shipments/courier-decision.ts';
import { cancelShipmentAlone } from '../shipments/calling-off.ts';
import { compensateLateness } from '../shipments/compensating.ts';
import { advanceOrder, markLost, receiveReturn } from '../shipments/returning.ts';
import { escalationAt, isTicking } from './deadline-acts.ts';
import { isRefundPlan, startDeadline } from './deadlines.ts';
import {
  acceptSilence,
  decideWithoutAnswer,
  failBySilence,
  openAcceptanceCase,
} from './silence.ts';

/**
 * A deadline has passed, by the order's own time. It is missed and escalates; where it has no
 * grace, or the grace has passed too, it acts. One that was met meanwhile does nothing (D7).
 */
export function expireDeadline(draft: Draft, step: ExpireDeadline): void {
  const deadline = draft.deadlines.find((candidate) => candidate.id === step.deadlineId);
  demand(
    deadline !== undefined && isTicking(deadline) && isPast(draft, deadline),
    'deadline_not_running',
    'the deadline was met, or has not passed yet',
  );
  const keptAt = deliveredAt(draft, deadline);
  if (keptAt !== null) {
    awaitCourier(draft, deadline, keptAt);
    return;
  }
  if (deadline.state === 'running') {
    deadline.state = isKeptByPassing(draft, deadline) ? 'met' : 'missed';
    deadline.endedAt = deadline.dueAt;
    if (escalates(deadline)) draft.order.escalated = true;
    record(
      draft,
      passingOf(draft, deadline),
      { name: deadline.name, dueAt: deadline.dueAt, responsibleRole: deadline.responsibleRole },
      { type: deadline.subjectType, id: deadline.subjectId },
    );
    if (deadline.graceEndsAt !== null && draft.context.at < deadline.graceEndsAt) {
      deadline.grace = 'running';
      deadline.escalateAt = escalationAt(draft, deadline);
      return;
    }
  } else {
    record(
      draft,
      'grace_ended',
      { name: deadline.name, graceEndsAt: deadline.graceEndsAt },
      { type: deadline.subjectType, id: deadline.subjectId },
    );
  }
  if (deadline.graceEndsAt !== null) deadline.grace = 'acted';
  actOn(draft, deadline);
}

/** What its passing means: where time was only to be waited for, nobody has failed anybody. */
function passingOf(draft: Draft, deadline: Deadline): string {
  if (!isKeptByPassing(draft, deadline)) return 'deadline_missed';
  return deadline.name === 'after_sale' ? 'after_sale_ended' : 'refund_fell_due';
}

/**
 * Whether all that the deadline asked for is there when it passes: a window that has stood open to
 * its end was given in full, and money that goes back on its day goes back in time, though what
 * kept the goods may be late by a deadline of its own (`return_to_seller`, `return_receipt`). Money
 * of which nobody knows yet whether it was taken does not go back that day.
 */
function isKeptByPassing(draft: Draft, deadline: Deadline): boolean {
  if (deadline.name === 'after_sale') return true;
  return isRefundPlan(deadline) && !isCaptureOpen(draft);
}

/** Somebody must look: the policy says so, or nothing else happens until the grace has passed. */
function escalates({ onExpiry, graceEndsAt }: Deadline): boolean {
  return graceEndsAt !== null || needsSomebody.some((start) => onExpiry.startsWith(start));
}

/** How the expiry actions begin that leave something for people to do. */
const needsSomebody = ['escalate', 'open_case', 'mark_lost', 'next_courier', 'platform_rules'];

/** When the goods were inspected or reported in time, though the courier has not signed for it. */
function deliveredAt(draft: Draft, deadline: Deadline): string | null {
  if (deadline.name !== 'delivery') return null;
  const { inspection, reportedDeliveredAt } = demandShipment(draft, deadline.subjectId);
  const at = reportedDeliveredAt ?? inspection?.at ?? null;
  return at !== null && at < deadline.dueAt ? at : null;
}

/** The promise was kept, but without the courier's signature somebody must find out what came of it. */
function awaitCourier(draft: Draft, deadline: Deadline, keptAt: string): void {
  const subject = { type: deadline.subjectType, id: deadline.subjectId };
  deadline.state = 'met';
  deadline.endedAt = keptAt;
  draft.order.escalated = true;
  record(draft, 'delivery_note_unsigned', { deliveredAt: keptAt }, subject);
  const shipment = demandShipment(draft, deadline.subjectId);
  openAcceptanceCase(draft, shipment, shipment.inspection?.documentId ?? null);
}

function isPast(draft: Draft, deadline: Deadline): boolean {
  const instant = deadline.state === 'running' ? deadline.dueAt : deadline.graceEndsAt;
  return instant !== null && draft.context.at >= instant;
}

const cancelReasons: Partial<Record<Deadline['name'], string>> = {
  consumer_confirmation: 'consumer_confirmation_expired',
  seller_confirmation: 'confirmation_expired',
};

/** What the policy wants when it is too late. Escalating alone changes nothing more. */
function actOn(draft: Draft, deadline: Deadline): void {
  switch (deadline.onExpiry) {
    case 'cancel':
    case 'escalate_then_cancel':
      if (deadline.name === 'payment') expirePayment(draft);
      else if (deadline.name === 'amendment') expireAmendment(draft);
      else if (deadline.name === 'dispatch') expireDispatch(draft, deadline);
      else cancelEverything(draft, cancelReasons[deadline.name] ?? 'operator');
      return;
    case 'next_courier_or_case':
      askNextCourier(draft, demandShipment(draft, deadline.subjectId), 'no_answer');
      return;
    case 'accept':
      acceptSilently(draft);
      return;
    case 'count_failed_attempt':
      failBySilence(draft, deadline);
      return;
    case 'accept_with_proof_or_case':
      acceptSilence(draft, deadline);
      return;
    case 'mark_lost':
      markLost(draft, demandShipment(draft, deadline.subjectId), 'presumed');
      return;
    case 'receive':
      receiveReturn(draft, demandShipment(draft, deadline.subjectId), 'auto');
      return;
    case 'settle':
      draft.order.afterSaleEnded = true;
      settleIfDone(draft);
      return;
    case 'refund_now':
      refundWhatIsOwed(draft);
      advanceOrder(draft);
      settleIfDone(draft);
      return;
    case 'escalate_and_open_case':
      openRefundCase(draft, deadline);
      return;
    case 'open_case':
      if (deadline.name === 'courier_confirmation') {
        giveUpCarriage(draft, demandShipment(draft, deadline.subjectId));
        return;
      }
      openAcceptanceCase(draft, demandShipment(draft, deadline.subjectId), null);
      return;
    case 'escalate_then_claim':
      claimCash(draft, deadline.subjectId);
      settleIfDone(draft);
      return;
    default:
      escalated(draft, deadline);
  }
}

/** Goods that were not handed over in time: theirs alone are called off (S0 6.7.2 a). */
function expireDispatch(draft: Draft, deadline: Deadline): void {
  cancelShipmentAlone(draft, demandShipment(draft, deadline.subjectId), 'dispatch_expired');
}

/**
 * What follows a deadline that only escalates: goods long overdue are presumed lost (§2.5), cash
 * that a courier keeps is taken up by support (S0 6.7.1 f).
 */
function escalated(draft: Draft, deadline: Deadline): void {
  if (deadline.onExpiry === 'escalate_and_compensate') {
    compensateLateness(draft, demandShipment(draft, deadline.subjectId));
  }
  if (deadline.name === 'cod_remittance') openRemittanceCase(draft, deadline);
  if (deadline.name === 'discrepancy_answer') decideWithoutAnswer(draft, deadline);
  if (deadline.name !== 'delivery' && deadline.name !== 'return_to_seller') return;
  startDeadline(draft, 'presumed_lost', { type: 'shipment', id: deadline.subjectId });
}

/** The money is late: support takes it up with the provider (S0 6.8 d). */
function openRefundCase(draft: Draft, deadline: Deadline): void {
  if (draft.cases.some((c) => c.subjectId === deadline.subjectId && c.status === 'open')) return;
  openCase(draft, {
    kind: 'refund_overdue',
    subject: { type: deadline.subjectType, id: deadline.subjectId },
    respondentRole: 'payment_provider',
    respondentPartyId: draft.order.paymentProviderId,
    details: { dueAt: deadline.dueAt },
  });
}
