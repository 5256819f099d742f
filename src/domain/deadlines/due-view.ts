import { isArmed, nextInstant } from './deadlines.ts';
import type { Deadline, Subject } from '../order.ts';

/** A deadline as it is read: who must act until when, by which clause, and how it ended. */
export interface DueView {
  name: string;
  subject: Subject;
  startedAt: string;
  dueAt: string;
  graceEndsAt: string | null;
  /** `running`: missed, and still to be done until the grace has passed. */
  grace: Deadline['grace'];
  responsible: { role: string; partyId: string | null };
  clause: string;
  provisional: boolean;
  state: Deadline['state'];
  endedAt: string | null;
  onExpiry: string;
  /** Whose word the due time is. */
  source: Deadline['source'];
  remindAt: string | null;
  /** Since when a case holds it up. */
  pausedAt: string | null;
}

/**
 * Every deadline that ever ran: first those that run or are in their grace, the next to end first;
 * then the history.
 */
export function dueView(deadlines: readonly Deadline[]): DueView[] {
  const running = deadlines.filter(isArmed);
  const ended = deadlines.filter((deadline) => !isArmed(deadline));
  return [
    ...running.toSorted((left, right) => compare(dueKey(left), dueKey(right))),
    ...ended.toSorted((left, right) => compare(endKey(left), endKey(right))),
  ].map((deadline) => ({
    name: deadline.name,
    subject: { type: deadline.subjectType, id: deadline.subjectId },
    startedAt: deadline.startedAt,
    dueAt: deadline.dueAt,
    graceEndsAt: deadline.graceEndsAt,
    grace: deadline.grace,
    responsible: { role: deadline.responsibleRole, partyId: deadline.responsiblePartyId },
    clause: deadline.clause,
    provisional: deadline.provisional,
    state: deadline.state,
    endedAt: deadline.endedAt,
    onExpiry: deadline.onExpiry,
    source: deadline.source ?? null,
    remindAt: deadline.remindAt ?? null,
    pausedAt: deadline.pausedAt ?? null,
  }));
}

// Ids make the order of equal instants the same on every reading.
const dueKey = (deadline: Deadline): string[] => [nextInstant(deadline), deadline.id];
const endKey = (deadline: Deadline): string[] => [
  deadline.endedAt ?? '',
  deadline.startedAt,
  deadline.id,
];

function compare(left: readonly string[], right: readonly string[]): number {
  const index = left.findIndex((part, position) => part !== right[position]);
  if (index === -1) return 0;
  return (left[index] ?? '') < (right[index] ?? '') ? -1 : 1;
}
