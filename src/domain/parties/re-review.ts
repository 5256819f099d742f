import { addDays, dateAt, epochMsOf } from '../calendars/calendar.ts';
import { cn5x8 } from '../calendars/cn.ts';
import { dueTime } from '../calendars/deadline-times.ts';
import type { Policy } from '../policies/policy.ts';
import {
  type Qualification,
  type QualificationKind,
  qualifiedUntil,
  type Unqualified,
} from './qualifications.ts';
import { neededKinds, unqualifiedAt } from './qualified.ts';

/** An approved party as the nightly re-review sees it. */
export interface PartyUnderReview {
  id: string;
  role: string;
  /** When its newest review ends; null for one that was approved without an end. */
  nextReviewAt: string | null;
  qualifications: Qualification[];
}

export interface Reminder {
  reason: 're_review_due' | 'qualification_expires' | 'qualification_missing';
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
 * needed qualification is not in force any more, reminded when that is near, else left alone. What
 * it never had is no reason to suspend it: a policy may have come to ask for it only now. It gets
 * no orders without, and is reminded to show it by its next review.
 */
export function reReview(party: PartyUnderReview, policy: Policy, at: string): ReReview {
  const suspends = policy.deadlines.re_review.onExpiry === 'suspend';
  if (suspends && party.nextReviewAt !== null && party.nextReviewAt <= at) {
    return { outcome: 'suspend', note: `the re-review was due at ${party.nextReviewAt}` };
  }
  const day = dateAt(epochMsOf(at), policy.zone);
  const unqualified = unqualifiedAt(party, { policy, at });
  const gap = unqualified.find(hasEnded);
  if (gap) {
    const is = gap.gap.replaceAll('_', ' ');
    return { outcome: 'suspend', note: `${gap.kind} is ${is} on ${day}` };
  }
  return {
    outcome: 'keep',
    reminders: [
      ...reviewReminders(party, { zone: policy.zone, day, unqualified }),
      ...expiryReminders(party, { needed: neededKinds(policy, party.role), day }),
    ],
  };
}

function hasEnded({ gap }: Unqualified): boolean {
  return gap === 'expired' || gap === 'revoked';
}

/** Of the next review when it is near, and from the first night on of what it will want to see. */
function reviewReminders(
  { id, nextReviewAt }: PartyUnderReview,
  { zone, day, unqualified }: { zone: string; day: string; unqualified: readonly Unqualified[] },
): Reminder[] {
  if (nextReviewAt === null) return [];
  const dueOn = dateAt(epochMsOf(nextReviewAt), zone);
  const isNear = dueOn <= addDays(day, remindedDaysBefore);
  return [
    ...(isNear ? [{ reason: 're_review_due' as const, subjectId: id, dueOn }] : []),
    ...unqualified.map(({ kind }) => ({
      reason: 'qualification_missing' as const,
      subjectId: kind,
      dueOn,
    })),
  ];
}

function expiryReminders(
  { qualifications }: PartyUnderReview,
  { needed, day }: { needed: readonly QualificationKind[]; day: string },
): Reminder[] {
  const horizon = addDays(day, remindedDaysBefore);
  return needed.flatMap((kind) => {
    const dueOn = qualifiedUntil(day, [kind], qualifications);
    if (dueOn === null || dueOn > horizon) return [];
    return [{ reason: 'qualification_expires' as const, subjectId: kind, dueOn }];
  });
}
