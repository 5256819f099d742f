import { type Agreement, agreedDuration } from './agreements.ts';
import { type Calendar, dateAt, epochMsOf } from './calendar.ts';
import { always, cn5x8 } from './calendars/cn.ts';
import { dueTime } from './deadline-times.ts';
import type { Draft } from './draft.ts';
import { must } from './errors.ts';
import type { Deadline } from './order.ts';

/**
 * The deadlines of a draft with the instants of those just started put in: from the order's promise,
 * else the parties' agreement, else the policy version, in the responsible party's calendar, once and for good (D7).
 */
export function dueInstants(
  draft: Draft,
  calendars: Record<string, Calendar>,
  agreements: readonly Agreement[] = [],
): Deadline[] {
  return draft.deadlines.map((deadline) => {
    const request = draft.deadlineRequests.find((asked) => asked.deadlineId === deadline.id);
    if (!request) return deadline;
    const due = dueTime({
      name: deadline.name,
      policy: draft.policy,
      calendar: calendarOf(draft, calendars, deadline),
      from: request.from ?? draft.context.at,
      promise: request.promise,
      agreed: agreedDuration(agreements, {
        deadline: deadline.name,
        responsibleId: deadline.responsiblePartyId,
        sellerId: draft.order.sellerId,
        platformId: draft.order.platformId,
        day: dateAt(epochMsOf(draft.context.at), draft.policy.zone),
      }),
      notAfter: request.notAfter,
      responsibleRole: deadline.responsibleRole,
      baseline: calendars['cn-5x8'] ?? cn5x8,
    });
    return {
      ...deadline,
      dueAt: due.dueAt,
      graceEndsAt: deadline.onExpiry === 'refund_now' ? null : due.graceEndsAt,
      provisional: due.provisional,
    };
  });
}

/** Consumers and the platform count elapsed time; a party counts in its own calendar. */
function calendarOf(
  draft: Draft,
  calendars: Record<string, Calendar>,
  deadline: Deadline,
): Calendar {
  const party = draft.parties.find((candidate) => candidate.id === deadline.responsiblePartyId);
  const fallback = calendars.always ?? always;
  if (!party) return fallback;
  return must(
    calendars[party.calendarId] ?? (party.calendarId === 'cn-5x8' ? cn5x8 : always),
    'calendar',
  );
}
