import type { AnswerCase } from '../commands.ts';
import { meetDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import type { Case, OrderState } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';

/** Who is asked for an answer to its case; anybody else is support's to ask. */
export const answeringRoles = ['seller', 'courier'] as const;

/** The clocks that an answer meets. */
const answerClocks: readonly DeadlineName[] = ['discrepancy_answer', 'complaint_answer'];

/**
 * The respondent says what it makes of the case against it, once, with its evidence (S0 7.7.3 b).
 * That meets its deadline; the decision stays with support. Late is better than never.
 */
export function answerCase(draft: Draft, command: AnswerCase): void {
  const found = demandOwnCase(draft, command.caseId);
  demand(
    found.status === 'open',
    'wrong_case_status',
    'the case is resolved already: no answer is taken any more',
    {
      currentStatus: found.status,
    },
  );
  demand(
    found.answer === null,
    'already_answered',
    'the case was answered already: its respondent answers once',
    {
      currentStatus: found.status,
    },
  );
  demand(
    command.position === 'contest' || command.proposal !== 'reject',
    'outcome_not_allowed',
    'who accepts a case does not reject it: propose something else, or contest it',
    { pointer: '/proposal' },
  );
  const { position, proposal, text, evidence } = command;
  found.answer = { position, proposal, text, evidence, at: draft.context.at };
  const subject = { type: 'case' as const, id: found.id };
  record(
    draft,
    'case_answered',
    { caseId: found.id, kind: found.kind, position, proposal, role: found.respondentRole },
    subject,
  );
  for (const clock of answerClocks) meetDeadline(draft, clock, found.id);
  startDecisionClock(draft, found);
  draft.answer = subject;
}

/** A case against somebody else does not exist for a party. */
function demandOwnCase(draft: Draft, caseId: string): Case {
  const { role, id } = draft.context.actor;
  const found = draft.cases.find((candidate) => candidate.id === caseId);
  const isOwn = found?.respondentRole === role && found.respondentPartyId === id;
  demand(found !== undefined && isOwn, 'not_found', `there is no case ${caseId} against you`);
  return found;
}

/** The respondent has half a working day; its silence escalates to the platform (S0 7.7.3 b). */
export function startAnswerClock(draft: Draft, opened: Case): void {
  startDeadline(
    draft,
    'discrepancy_answer',
    { type: 'case', id: opened.id },
    { responsibleRole: opened.respondentRole, responsiblePartyId: opened.respondentPartyId },
  );
}

/**
 * Nobody but support moves the case on any more: by then it has decided, or it is taken further
 * (S0 5.6 c).
 */
export function startDecisionClock(draft: Draft, found: Case): void {
  if (found.status !== 'open') return;
  startDeadline(draft, 'case_decision', { type: 'case', id: found.id });
}

/** Cases about whether the consumer has the goods; the end of the delivery answers them. */
export const casesOfReceipt: readonly string[] = [
  'delivered_without_signature',
  'acceptance_undecided',
  'not_received',
];

/** Whether somebody can be asked for an answer to the case. */
export function hasRespondent({ respondentRole }: Case): boolean {
  return answeringRoles.some((role) => role === respondentRole);
}

/** Whether the case waits for its respondent and not yet for support: its silence has a clock. */
export function awaitsAnswer(state: OrderState, found: Case): boolean {
  if (found.answer !== null || !hasRespondent(found)) return false;
  return state.deadlines.some(
    ({ name, subjectId, state: run }) =>
      subjectId === found.id && run === 'running' && answerClocks.includes(name),
  );
}
