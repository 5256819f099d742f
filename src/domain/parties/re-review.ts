import { addDays, dateAt, epochMsOf } from '../calendars/calendar.ts';
import { cn5x8 } from '../calendars/cn.ts';
import { dueTime } from '../calendars/deadline-times.ts';
import type { Policy, QualifiedRole } from '../policies/policy.ts';
import { type Qualification, qualifiedUntil, unqualifiedOn } from './qualifications.ts';

/** An approved party as the nightly re-review sees it. */
export interface PartyUnderReview {
  id: string;
  role: string;
  /** When its newest review ends; null for one that was approved without an end. */
  nextReviewAt: string | null;
  qualifications: Qualification[];
}

export interface Reminder {
  reason: 're_review_due' | 'qualification_expires';
  /** The party for its review, the kind for a qualification. */
  subjectId: string;
  dueOn: string;
}

export type ReReview =
  | { outcome: 'suspend'; note: string }
  | { outcome: 'keep'; reminders: Reminder[] };

/** When a party let in now is looked at again, unless its reviewer says when (S0 5.4). */
export function nextReReviewAt(policy: Policy, at: string): string {
  return dueTime({ name: 're_review', policy, calendar: cn5x8, from: at }).dueAt;
}

/** Days before the end from which a party is reminded. */
export const remindedDaysBefore = 30;

/**
 * What becomes of an approved party tonight (S0 5.4): suspended when its review is overdue or a
 * needed qualification is not in force any more, reminded when that is near, else left alone.
 */
export function reReview(party: PartyUnderReview, policy: Policy, at: string): ReReview {
  const day = dateAt(epochMsOf(at), policy.zone);
  const needed = policy.qualifications?.[party.role as QualifiedRole] ?? [];
  const suspends = policy.deadlines.re_review.onExpiry === 'suspend';
  if (suspends && party.nextReviewAt !== null && party.nextReviewAt <= at) {
    return { outcome: 'suspend', note: `the re-review was due at ${party.nextReviewAt}` };
  }
  const [gap] = unqualifiedOn(day, needed, party.qualifications);
  if (gap) {
    const is = gap.gap.replaceAll('_', ' ');
    return { outcome: 'suspend', note: `${gap.kind} is ${is} on ${day}` };
  }
  const horizon = addDays(day, remindedDaysBefore);
  return { outcome: 'keep', reminders: remindersUntil(horizon, { party, policy, day }) };
}

function remindersUntil(
  horizon: string,
  { party, policy, day }: { party: PartyUnderReview; policy: Policy; day: string },
): Reminder[] {
  const reminders: Reminder[] = [];
  if (party.nextReviewAt !== null) {
    const dueOn = dateAt(epochMsOf(party.nextReviewAt), policy.zone);
    if (dueOn <= horizon) reminders.push({ reason: 're_review_due', subjectId: party.id, dueOn });
  }
  const needed = policy.qualifications?.[party.role as QualifiedRole] ?? [];
  for (const kind of needed) {
    const dueOn = qualifiedUntil(day, [kind], party.qualifications);
    if (dueOn === null || dueOn > horizon) continue;
    reminders.push({ reason: 'qualification_expires', subjectId: kind, dueOn });
  }
  return reminders;
}
