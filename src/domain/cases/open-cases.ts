import { stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import type { Case, Subject } from '../order.ts';
import { clocksOfCases } from '../policies/policy-rules.ts';

export function openCase(
  draft: Draft,
  facts: Pick<Case, 'kind' | 'respondentRole' | 'respondentPartyId' | 'details'> & {
    id?: string;
    subject: Subject;
  },
): Case {
  const opened: Case = {
    id: facts.id ?? draft.context.newId('cas'),
    orderId: draft.order.id,
    kind: facts.kind,
    subjectType: facts.subject.type,
    subjectId: facts.subject.id,
    respondentRole: facts.respondentRole,
    respondentPartyId: facts.respondentPartyId,
    status: 'open',
    details: facts.details,
    openedAt: draft.context.at,
    resolvedAt: null,
    resolution: null,
    answer: null,
  };
  draft.cases.push(opened);
  const { amountMinor } = facts.details;
  const amount = typeof amountMinor === 'number' ? { amountMinor } : {};
  record(draft, 'case_opened', { caseId: opened.id, kind: opened.kind, ...amount });
  return opened;
}

/** Ends the cases that what just happened has settled, without support. */
export function closeCases(
  draft: Draft,
  isSettled: (found: Case) => boolean,
  resolution: Record<string, unknown>,
): void {
  for (const found of draft.cases) {
    if (found.status !== 'open' || !isSettled(found)) continue;
    found.status = 'resolved';
    found.resolvedAt = draft.context.at;
    found.resolution = resolution;
    for (const clock of clocksOfCases) stopDeadline(draft, clock, found.id);
  }
}
