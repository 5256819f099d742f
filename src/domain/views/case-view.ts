import { type DueView, dueView } from '../deadlines/due-view.ts';
import type { Case, Deadline, Evidence, Subject } from '../order.ts';

export interface CaseView {
  id: string;
  orderId: string;
  kind: string;
  subject: Subject;
  respondent: { role: string; partyId: string | null };
  status: string;
  details: Record<string, unknown>;
  openedAt: string;
  resolvedAt: string | null;
  resolution: Record<string, unknown> | null;
  answer: Case['answer'];
  /** What everybody has brought forward so far. */
  evidence: Evidence[];
  due: DueView[];
}

function evidenceIn(source: object | null | undefined): Evidence[] {
  return (source as { evidence?: Evidence[] } | null)?.evidence ?? [];
}

/** The case with its own deadlines out of those given. */
export function caseView(facts: Case, deadlines: readonly Deadline[] = []): CaseView {
  const { subjectType, subjectId, respondentRole, respondentPartyId, answer, ...shown } = facts;
  return {
    ...shown,
    answer: answer ?? null,
    due: dueView(deadlines.filter(({ subjectId: of }) => of === facts.id)),
    evidence: [facts.details, answer, facts.resolution].flatMap(evidenceIn),
    subject: { type: subjectType, id: subjectId },
    respondent: { role: respondentRole, partyId: respondentPartyId },
  };
}
