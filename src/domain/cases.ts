import { claimCash } from './cash.ts';
import type { FreezeOrder, ResolveCase } from './commands.ts';
import { completeDelivery } from './delivery.ts';
import {
  type Draft,
  isCaptureOpen,
  meetDeadline,
  openCase,
  record,
  startDeadline,
} from './draft.ts';
import { demand } from './errors.ts';
import { demandShipment } from './guards.ts';
import type { Case } from './order.ts';
import { clocksOfCases } from './policy-rules.ts';
import { createRefund, deliveryFeeBack, type RefundLine, refundWhatIsOwed } from './refunding.ts';
import { advanceOrder, markLost } from './returning.ts';
import { settleIfDone } from './settling.ts';

/**
 * Support decides a case: a refund of what it is about, rejected with the evidence at hand, or
 * noted as settled between the parties (S0 7.7.3 b). The order goes on by itself.
 */
export function resolveCase(draft: Draft, command: ResolveCase): void {
  const found = draft.cases.find((candidate) => candidate.id === command.caseId);
  demand(found !== undefined, 'not_found', `there is no case ${command.caseId}`);
  demand(found.status === 'open', 'wrong_case_status', 'the case is resolved already', {
    currentStatus: found.status,
  });
  found.status = 'resolved';
  found.resolvedAt = draft.context.at;
  found.resolution = { outcome: command.outcome, note: command.note };
  record(
    draft,
    'case_resolved',
    { caseId: found.id, kind: found.kind, outcome: command.outcome },
    { type: 'case', id: found.id },
  );
  draft.answer = { type: 'case', id: found.id };
  for (const clock of clocksOfCases) meetDeadline(draft, clock, found.id);
  if (found.kind === 'acceptance_undecided') decideAcceptance(draft, found, command);
  else if (command.outcome === 'refund') refundCase(draft, found, command.refundId);
  else closeWithoutRefund(draft, found);
  if (found.kind === 'constraint_violated') draft.order.frozen = false;
  advanceOrder(draft);
  settleIfDone(draft);
}

/**
 * The recipient has not signed and nothing proves the receipt. Refunded, the goods count as lost by
 * the courier; else, as inspected, they are accepted. Goods that nobody inspected must still be
 * delivered, or are presumed lost (S0 7.7.2).
 */
function decideAcceptance(draft: Draft, found: Case, command: ResolveCase): void {
  const shipment = demandShipment(draft, found.subjectId);
  if (shipment.endedAt !== null) return;
  if (command.outcome === 'refund') markLost(draft, shipment);
  else if (shipment.inspection) completeDelivery(draft, shipment, 'auto');
  else startDeadline(draft, 'presumed_lost', { type: 'shipment', id: shipment.id });
}

/** Money that is owed stays owed: it is sent again, or becomes a claim; never just forgotten. */
function closeWithoutRefund(draft: Draft, found: Case): void {
  demand(
    found.kind !== 'refund_failed',
    'reason_not_allowed',
    'the consumer is owed this refund: resolve the case by sending it again',
    { pointer: '/outcome' },
  );
  if (found.kind === 'remittance_overdue') claimCash(draft, found.subjectId);
}

function refundCase(draft: Draft, found: Case, refundId: string): void {
  if (found.kind === 'refund_failed' || found.kind === 'refund_overdue') {
    retryRefund(draft, found);
    return;
  }
  demand(
    found.kind === 'missing_goods',
    'reason_not_allowed',
    `a case of ${found.kind} is resolved as rejected or noted; refund by POST …/refunds`,
    { pointer: '/outcome' },
  );
  demand(
    !isCaptureOpen(draft),
    'payment_unresolved',
    'the provider has not said yet whether the money was taken; resolve the case after that',
  );
  demand(
    draft.order.paymentTiming !== 'on_delivery',
    'reason_not_allowed',
    'nothing was collected for what is missing; resolve the case as rejected or noted',
    { pointer: '/outcome' },
  );
  const refund = createRefund(draft, {
    id: refundId,
    lines: found.details.lines as RefundLine[],
    deliveryFeeMinor: deliveryFeeBack(draft, 'missing'),
    reason: 'missing',
    bearer: found.respondentRole === 'courier' ? 'courier' : 'seller',
  });
  found.resolution = { ...found.resolution, refundId: refund?.id ?? null };
}

/** Sends a failed refund off once more, from its first try. */
function retryRefund(draft: Draft, found: Case): void {
  const refund = draft.refunds.find((candidate) => candidate.id === found.subjectId);
  if (!refund || refund.status !== 'failed') {
    refundWhatIsOwed(draft);
    return;
  }
  refund.status = 'requested';
  draft.startRequests.push({
    workflowId: `refund:${refund.id}`,
    workflowType: 'issueRefund',
    input: { orderId: draft.order.id, refundId: refund.id },
  });
}

/** A constraint refused what a rule allowed: a bug. Nothing moves until support has looked (D3). */
export function freezeOrder(draft: Draft, step: FreezeOrder): void {
  draft.order.frozen = true;
  draft.order.escalated = true;
  record(draft, 'order_frozen', { constraint: step.constraint, step: step.step });
  openCase(draft, {
    id: step.caseId,
    kind: 'constraint_violated',
    subject: { type: 'order', id: draft.order.id },
    respondentRole: 'platform',
    respondentPartyId: draft.order.platformId,
    details: { constraint: step.constraint, step: step.step },
  });
}
