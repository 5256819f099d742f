import type { EffectOutcome, RecordRefund, StartRefund } from '../commands.ts';
import { closeCases, openCase } from '../cases/open-cases.ts';
import { meetDeadline, stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { post, recordMovement } from './posting.ts';
import { demand } from '../errors.ts';
import type { OrderState, Refund } from '../order.ts';
import {
  type Asked,
  closeDifference,
  isAsAsked,
  isDisputed,
  openDifference,
} from './payment-difference.ts';
import { advanceOrder } from '../shipments/returning.ts';
import { settleIfDone } from './settling.ts';

/** The refund's own workflow takes it up. */
export function startRefund(draft: Draft, step: StartRefund): void {
  const refund = demandRefund(draft, step.refundId);
  demand(
    refund.status === 'requested' || refund.status === 'failed',
    'wrong_refund_status',
    `the refund is ${refund.status}`,
  );
  refund.status = 'processing';
  refund.tries += 1;
  record(draft, 'refund_started', { refundId: refund.id, tries: refund.tries });
}

function demandRefund(draft: Draft, refundId: string): Refund {
  const refund = draft.refunds.find((candidate) => candidate.id === refundId);
  demand(refund !== undefined, 'not_found', `there is no refund ${refundId}`);
  return refund;
}

/**
 * Whether the refund must wait for support: of a frozen order only what is on its way is followed to
 * its end and recorded, unless just that is what cannot be recorded (D3).
 */
export function isHeldUp({ order, cases }: OrderState, { status }: Refund): boolean {
  if (!order.frozen) return false;
  const isOnItsWay = status === 'processing' || status === 'unknown';
  const isUnrecordable = cases.some(
    (found) =>
      found.kind === 'constraint_violated' &&
      found.status === 'open' &&
      found.details.step === 'recordRefund',
  );
  return !isOnItsWay || isUnrecordable;
}

/** A refund the provider refuses is tried so often, each try under its own key, then a case. */
export const refundTriesMax = 3;

/** What became of a refund at the provider. Never lost, never twice (S0 8.2 c, d). */
export function recordRefund(draft: Draft, step: RecordRefund): void {
  const refund = demandRefund(draft, step.refundId);
  demand(refund.status !== 'succeeded', 'wrong_refund_status', 'the refund has succeeded already', {
    currentStatus: refund.status,
  });
  draft.answer = { type: 'refund', id: refund.id };
  const asked = askedOfRefund(refund);
  // Once the provider has told of money under this key, only support or that money itself ends it.
  if (isDisputed(draft, asked.key) && step.outcome.status !== 'succeeded') {
    record(draft, 'refund_outcome_unknown', { refundId: refund.id });
    return;
  }
  switch (step.outcome.status) {
    case 'succeeded':
      if (isAsAsked(draft, asked, step.outcome)) bookRefund(draft, refund, step.outcome);
      else dispute(draft, refund, step.outcome);
      return;
    case 'declined':
      refundRefused(draft, refund, step.outcome);
      return;
    case 'not_found':
      // Never carried out: the workflow asks again under the same key.
      refund.status = 'processing';
      record(draft, 'refund_not_carried_out', { refundId: refund.id });
      return;
    default:
      refund.status = 'unknown';
      record(draft, 'refund_outcome_unknown', { refundId: refund.id });
      noteRefund(draft, refund, 'unknown');
  }
}

/** What was last asked for: all of it, or what an earlier try has left (see `giveRest`). */
export function askedOfRefund(refund: Refund): Asked {
  return {
    key: `refund:${refund.id}:${refund.tries}`,
    what: 'refund',
    subject: { type: 'refund', id: refund.id },
    amountMinor: unpaidOf(refund),
  };
}

export function unpaidOf({ amountMinor, paidMinor }: Refund): number {
  return amountMinor - (paidMinor ?? 0);
}

/** Another amount than asked: nothing is booked, the provider is asked again, support looks. */
function dispute(draft: Draft, refund: Refund, outcome: EffectOutcome): void {
  refund.status = 'unknown';
  record(draft, 'refund_differs', { refundId: refund.id });
  noteRefund(draft, refund, 'unknown');
  openDifference(draft, askedOfRefund(refund), outcome);
}

/** The rest of it is with the consumer. */
export function bookRefund(draft: Draft, refund: Refund, outcome: EffectOutcome): void {
  const { order } = draft;
  const amountMinor = unpaidOf(refund);
  closeDifference(draft, askedOfRefund(refund).key, 'refund_succeeded');
  refund.status = 'succeeded';
  refund.providerReference = outcome.reference ?? null;
  refund.failure = null;
  refund.finishedAt = draft.context.at;
  // A compensation gives nothing back of what was paid.
  if (refund.kind === 'refund') {
    order.refundedMinor += amountMinor;
    order.paymentStatus =
      order.refundedMinor >= order.capturedMinor + order.collectedMinor
        ? 'refunded'
        : 'partly_refunded';
  }
  record(draft, 'refund_succeeded', { refundId: refund.id, amountMinor });
  post(draft, 'refund_succeeded', refund.id, {
    refund_due: amountMinor,
    provider: -amountMinor,
  });
  noteRefund(draft, refund, 'succeeded', amountMinor);
  meetDeadline(draft, 'refund', refund.id);
  const settled = ['refund_overdue', 'refund_failed'];
  closeCases(draft, (found) => settled.includes(found.kind) && found.subjectId === refund.id, {
    outcome: 'refund_succeeded',
    refundId: refund.id,
  });
  // A frozen order is told, and does not move (D3).
  if (order.frozen) return;
  advanceOrder(draft);
  settleIfDone(draft);
}

function refundRefused(draft: Draft, refund: Refund, outcome: EffectOutcome): void {
  refund.status = 'failed';
  refund.failure = outcome.failure ?? null;
  record(draft, 'refund_refused', { refundId: refund.id, failure: refund.failure });
  noteRefund(draft, refund, 'failed');
  const known = draft.cases.some(
    (candidate) => candidate.subjectId === refund.id && candidate.status === 'open',
  );
  if (refund.tries < refundTriesMax || known) return;
  // Its own workflow has ended, and nothing goes on until somebody has looked.
  stopDeadline(draft, 'refund', refund.id);
  draft.order.escalated = true;
  openCase(draft, {
    kind: 'refund_failed',
    subject: { type: 'refund', id: refund.id },
    respondentRole: 'payment_provider',
    respondentPartyId: draft.order.paymentProviderId,
    details: { failure: refund.failure, amountMinor: refund.amountMinor },
  });
}

export function noteRefund(
  draft: Draft,
  refund: Refund,
  status: 'succeeded' | 'failed' | 'unknown',
  amountMinor = unpaidOf(refund),
): void {
  recordMovement(draft, {
    id: refund.id.replace(/^rfd/, 'pay'),
    kind: refund.kind === 'compensation' ? 'compensation' : 'refund',
    method: draft.order.paymentMethod,
    status,
    amountMinor,
    providerReference: refund.providerReference,
    failure: refund.failure,
  });
}
