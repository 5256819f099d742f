import { cancelShipmentAlone } from '../shipments/calling-off.ts';
import { demandOutcome } from './case-outcomes.ts';
import { claimCash } from '../money/cash.ts';
import type { FreezeOrder, ResolveCase } from '../commands.ts';
import { refundDiscrepancy } from './discrepancy-refunds.ts';
import { openCase } from './open-cases.ts';
import { meetDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import { decideDifference } from '../money/deciding-differences.ts';
import { demandShipment } from '../guards.ts';
import { believeReturn } from './short-returns.ts';
import { decideDamage } from '../shipments/losing.ts';
import type { Case, Refund } from '../order.ts';
import { clocksOfCases } from '../policies/policy-rules.ts';
import { casesOfReceipt } from './answering.ts';
import { decideReceipt } from '../shipments/receiving.ts';
import { refundWhatIsOwed } from '../money/owed-refunds.ts';
import { refundChannel } from '../money/refunding.ts';
import { reship } from '../shipments/replacing.ts';
import { advanceOrder } from '../shipments/returning.ts';
import { settleIfDone } from '../money/settling.ts';

/**
 * Support decides a case: a refund of what it is about or of a part, rejected on evidence, or noted
 * where nothing is at stake any more (S0 7.7.3 b). The order goes on by itself.
 */
export function resolveCase(draft: Draft, command: ResolveCase): void {
  const found = draft.cases.find((candidate) => candidate.id === command.caseId);
  demand(found !== undefined, 'not_found', `there is no case ${command.caseId}`);
  demand(
    found.status === 'open',
    'wrong_case_status',
    'the case is resolved already, and is resolved once',
    {
      currentStatus: found.status,
    },
  );
  const isOfFreeze = found.kind === 'constraint_violated';
  demand(
    !draft.order.frozen || isOfFreeze,
    'order_frozen',
    'the order is frozen: resolve the case of kind constraint_violated first',
  );
  demandOutcome(draft, found, command);
  found.status = 'resolved';
  found.resolvedAt = draft.context.at;
  const { outcome, note, evidence = [] } = command;
  found.resolution = { outcome, note, ...(evidence.length > 0 ? { evidence } : {}) };
  record(
    draft,
    'case_resolved',
    { caseId: found.id, kind: found.kind, outcome },
    { type: 'case', id: found.id },
  );
  draft.answer = { type: 'case', id: found.id };
  for (const clock of clocksOfCases) meetDeadline(draft, clock, found.id);
  if (casesOfReceipt.includes(found.kind)) decideReceipt(draft, found, command);
  else if (found.kind === 'damaged_in_transit') decideDamage(draft, found, command);
  else if (found.kind === 'courier_unavailable') endUncarried(draft, found);
  else if (found.kind === 'payment_differs') decideDifference(draft, found, command);
  else if (outcome === 'reship') reship(draft, found, command);
  else if (outcome === 'refund' || outcome === 'part_refund') refundCase(draft, found, command);
  else if (found.kind === 'missing_on_return' && outcome === 'rejected')
    believeReturn(draft, found);
  else if (found.kind === 'remittance_overdue') claimCash(draft, found.subjectId);
  if (isOfFreeze) draft.order.frozen = false;
  advanceOrder(draft);
  settleIfDone(draft);
}

/** Support has found no courier either: what nobody carries is called off (S0 7.5.1 a). */
function endUncarried(draft: Draft, found: Case): void {
  const shipment = demandShipment(draft, found.subjectId);
  if (shipment.endedAt === null) cancelShipmentAlone(draft, shipment, 'courier_unavailable');
}

function refundCase(draft: Draft, found: Case, command: ResolveCase): void {
  if (found.kind === 'refund_failed' || found.kind === 'refund_overdue') {
    retryRefund(draft, found, command.channel ?? null);
  } else refundDiscrepancy(draft, found, command);
}

/** Sends a failed refund off once more; paid out otherwise where the first way is closed. */
function retryRefund(draft: Draft, found: Case, channel: Refund['channel'] | null): void {
  const refund = draft.refunds.find((candidate) => candidate.id === found.subjectId);
  if (!refund || refund.status !== 'failed') {
    refundWhatIsOwed(draft);
    return;
  }
  refund.status = 'requested';
  refund.channel = refundChannel(draft.order, channel ?? refund.channel);
  draft.startRequests.push({
    workflowId: `refund:${refund.id}`,
    workflowType: 'issueRefund',
    input: { orderId: draft.order.id, refundId: refund.id },
  });
}

/**
 * A constraint refused what a rule allowed, or a rule broke: a bug. Nothing moves until support has
 * looked (D3); if it happens again then, that is a case of its own.
 */
export function freezeOrder(draft: Draft, step: FreezeOrder): void {
  draft.order.frozen = true;
  draft.order.escalated = true;
  record(draft, 'order_frozen', { constraint: step.constraint, step: step.step });
  const isAnother = draft.cases.some(({ id }) => id === step.caseId);
  openCase(draft, {
    ...(isAnother ? {} : { id: step.caseId }),
    kind: 'constraint_violated',
    subject: { type: 'order', id: draft.order.id },
    respondentRole: 'platform',
    respondentPartyId: draft.order.platformId,
    details: { constraint: step.constraint, step: step.step },
  });
}
