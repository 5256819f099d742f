import { type Agreement, agreedDuration } from '../parties/agreements.ts';
import { type Calendar, dateAt, epochMsOf, instantOf } from './calendar.ts';
import { always, cn5x8 } from './cn.ts';
import { dueTime } from './deadline-times.ts';
import type { DeadlineRequest, Draft } from '../draft.ts';
import { must } from '../errors.ts';
import type { Deadline } from '../order.ts';
import { addWorkingTime, workingMinutesBetween } from './working-time.ts';

/** What due times are counted with, each in its newest version. */
export interface Counting {
  calendars: Record<string, Calendar>;
  agreements: readonly Agreement[];
}

/**
 * The deadlines of a draft with the instants of those just started put in: from the order's promise,
 * else the parties' agreement, else the policy version, in the responsible party's calendar (D7).
 * Of those that a case has held up, and of those just extended, the later instants.
 */
export function dueInstants(
  draft: Draft,
  calendars: Record<string, Calendar>,
  agreements: readonly Agreement[] = [],
): Deadline[] {
  const counting = { calendars, agreements };
  return draft.deadlines.map((deadline) => {
    const requests = draft.deadlineRequests.filter((asked) => asked.deadlineId === deadline.id);
    return requests.reduce((due, request) => withInstants(draft, due, request, counting), deadline);
  });
}

function withInstants(
  draft: Draft,
  deadline: Deadline,
  request: DeadlineRequest,
  counting: Counting,
): Deadline {
  if (request.pausedSince !== undefined) {
    return resumed(draft, deadline, { since: request.pausedSince, counting });
  }
  const due = countedDue(draft, deadline, { request, counting });
  return {
    ...deadline,
    ...due,
    ...(request.isExtension ? { source: 'extension' as const, provisional: false } : {}),
    latestAt: request.notAfter ?? deadline.latestAt ?? null,
  };
}

/** The instants of a deadline as the rules of its policy and the calendars have them now. */
export function countedDue(
  draft: Draft,
  deadline: Deadline,
  {
    request,
    counting,
  }: {
    request: Pick<DeadlineRequest, 'promise' | 'notAfter' | 'from' | 'withinRule'>;
    counting: Counting;
  },
): Pick<Deadline, 'dueAt' | 'graceEndsAt' | 'remindAt' | 'provisional' | 'source'> {
  const agreed = agreedDuration(counting.agreements, {
    deadline: deadline.name,
    responsibleId: deadline.responsiblePartyId,
    sellerId: draft.order.sellerId,
    platformId: draft.order.platformId,
    day: dateAt(epochMsOf(deadline.startedAt), draft.policy.zone),
  });
  const due = dueTime({
    name: deadline.name,
    policy: draft.policy,
    ...calendarsOf(draft, counting.calendars, deadline),
    from: request.from ?? draft.context.at,
    promise: request.promise,
    withinRule: request.withinRule,
    agreed,
    notAfter: request.notAfter,
    responsibleRole: deadline.responsibleRole,
  });
  const isRefundNow = deadline.onExpiry === 'refund_now';
  return {
    dueAt: due.dueAt,
    graceEndsAt: isRefundNow ? null : due.graceEndsAt,
    provisional: due.provisional,
    remindAt: isRefundNow ? null : due.remindAt,
    source: request.promise ? 'promise' : agreed ? 'agreement' : 'policy',
  };
}

/**
 * Runs on with the time that was left when the case was opened: working time where the policy
 * counts in it, never later than under `cn-5x8`; else the pause is added, also to what somebody has
 * extended, so that it never ends before the instant that was named.
 */
function resumed(
  draft: Draft,
  deadline: Deadline,
  { since, counting }: { since: string; counting: Counting },
): Deadline {
  const { at } = draft.context;
  const { calendar, baseline } = calendarsOf(draft, counting.calendars, deadline);
  const { duration } = draft.policy.deadlines[deadline.name];
  const isExtended = deadline.source === 'extension';
  const isWorking = !isExtended && deadline.source !== 'promise' && 'working' in duration;
  const later = (instant: string): string => {
    if (instant <= since) return instant;
    if (!isWorking) return instantOf(epochMsOf(instant) + epochMsOf(at) - epochMsOf(since));
    const ends = [calendar, baseline].map((counted) => {
      const workingMinutes = workingMinutesBetween(counted, since, instant);
      return addWorkingTime({ calendar: counted, from: at, workingMinutes }).at;
    });
    return ends.toSorted()[0] ?? instant;
  };
  const laterOrNone = (instant: string | null | undefined) => (instant ? later(instant) : null);
  return {
    ...deadline,
    dueAt: later(deadline.dueAt),
    graceEndsAt: laterOrNone(deadline.graceEndsAt),
    remindAt: laterOrNone(deadline.remindAt),
    escalateAt: laterOrNone(deadline.escalateAt),
    source: isExtended ? 'extension' : 'pause',
    provisional: false,
  };
}

/** Consumers and the platform count elapsed time; a party counts in its own calendar. */
function calendarsOf(
  draft: Draft,
  calendars: Record<string, Calendar>,
  deadline: Deadline,
): { calendar: Calendar; baseline: Calendar } {
  const baseline = calendars['cn-5x8'] ?? cn5x8;
  const party = draft.parties.find((candidate) => candidate.id === deadline.responsiblePartyId);
  if (!party) return { calendar: calendars.always ?? always, baseline };
  const fallback = party.calendarId === 'cn-5x8' ? baseline : always;
  return { calendar: must(calendars[party.calendarId] ?? fallback, 'calendar'), baseline };
}
