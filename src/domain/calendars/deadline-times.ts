import {
  addDays,
  type Calendar,
  dateAt,
  epochMsAt,
  epochMsOf,
  instantOf,
  minutesPerWorkingDay,
} from './calendar.ts';
import { cn5x8 } from './cn.ts';
import { addDuration } from './duration.ts';
import type { DeadlineDuration, DeadlineName } from '../policies/deadline-rules.ts';
import type { Policy } from '../policies/policy.ts';
import { addWorkingTime } from './working-time.ts';

export interface DueTimeRequest {
  name: DeadlineName;
  policy: Policy;
  /** The calendar of the party that the deadline runs for. */
  calendar: Calendar;
  from: string;
  /** What the order promised; it goes before everything. */
  promise?: string | null;
  /** The promise is kept only as far as it is earlier than agreement or policy. */
  withinRule?: boolean;
  /** What the parties have agreed on; it goes before the policy. */
  agreed?: DeadlineDuration | null;
  /** The role of the party that the case names, where the policy tells them apart. */
  responsibleRole?: string;
  /** However long the rule runs, not later than this (the latest refund date). */
  notAfter?: string | null;
  /** The calendar that no working time may exceed: the built-in `cn-5x8` unless given. */
  baseline?: Calendar;
}

export interface DueTime {
  dueAt: string;
  /** When the late step is no longer taken; null where the rule has no grace. */
  graceEndsAt: string | null;
  /** When its party is reminded; null where the rule has no reminder. */
  remindAt: string | null;
  /** Whether a date past the official holidays had a say in the due time or the grace. */
  provisional: boolean;
}

/** Further ahead nobody promises, and every day up to it has to be counted. */
const farthestMs = 10 * 366 * 24 * 3_600_000;

/** Whether an instant lies no more than ten years ahead. */
export function isNear(instant: string, at: string): boolean {
  return epochMsOf(instant) - epochMsOf(at) <= farthestMs;
}

interface End {
  at: string;
  provisional: boolean;
}

/**
 * The instants of a deadline, computed once when it starts (D7). Working time is that of the
 * party's calendar, never later than under `cn-5x8` (S0 6.6 b: at least five days of eight hours).
 */
export function dueTime(request: DueTimeRequest): DueTime {
  const rule = request.policy.deadlines[request.name];
  const due = notLaterThan(request.notAfter ?? null, dueEnd(request));
  const grace = rule.grace === undefined ? null : endOf(rule.grace, due.at, request);
  return {
    dueAt: due.at,
    graceEndsAt: grace?.at ?? null,
    remindAt: reminderAt(request.from, due.at, rule.reminderShare),
    provisional: due.provisional || (grace?.provisional ?? false),
  };
}

function dueEnd(request: DueTimeRequest): End {
  const { promise, withinRule = false } = request;
  if (promise && withinRule) return notLaterThan(promise, ruleEnd(request));
  if (promise) return { at: instantOf(epochMsOf(promise)), provisional: false };
  return ruleEnd(request);
}

function ruleEnd(request: DueTimeRequest): End {
  const { name, policy, from, agreed, responsibleRole } = request;
  if (agreed) return endOf(agreed, from, request);
  const { duration, durationByRole } = policy.deadlines[name];
  const byRole: Readonly<Record<string, DeadlineDuration>> = durationByRole ?? {};
  return endOf(byRole[responsibleRole ?? ''] ?? duration, from, request);
}

function endOf(duration: DeadlineDuration, from: string, request: DueTimeRequest): End {
  const { policy, calendar, baseline = cn5x8 } = request;
  if ('iso' in duration) {
    return { at: addDuration(from, duration.iso, policy.zone), provisional: false };
  }
  if ('wholeDays' in duration) {
    const at = endOfWholeDays({ from, wholeDays: duration.wholeDays, zone: policy.zone });
    return { at, provisional: false };
  }
  const own = workingEnd(duration, from, calendar);
  const longest = workingEnd(duration, from, baseline);
  return {
    at: own.at <= longest.at ? own.at : longest.at,
    // A make-up workday still to be announced may bring either of them forward.
    provisional: own.provisional || longest.provisional,
  };
}

function workingEnd(
  { working, amount }: { working: 'days' | 'hours'; amount: number },
  from: string,
  calendar: Calendar,
): End {
  const minutesPerUnit = working === 'days' ? minutesPerWorkingDay(calendar) : 60;
  return addWorkingTime({ calendar, from, workingMinutes: amount * minutesPerUnit });
}

function notLaterThan(notAfter: string | null, end: End): End {
  if (notAfter === null) return end;
  const at = instantOf(epochMsOf(notAfter));
  return at < end.at ? { at, provisional: false } : end;
}

function reminderAt(from: string, dueAt: string, share: number | undefined): string | null {
  if (share === undefined) return null;
  const fromMs = epochMsOf(from);
  const restMs = epochMsOf(dueAt) - fromMs;
  return restMs > 0 ? instantOf(fromMs + Math.floor(restMs * share)) : null;
}

/** 24:00 of the last of so many dates of the zone, the first the day after `from` (S0 6.8). */
export function endOfWholeDays({
  from,
  wholeDays,
  zone,
}: {
  from: string;
  wholeDays: number;
  zone: string;
}): string {
  const lastDate = addDays(dateAt(epochMsOf(from), zone), wholeDays);
  return instantOf(epochMsAt({ date: lastDate, time: '24:00', zone }));
}

/** Until when goods accepted then may be returned without a reason (S0 6.8). */
export function noReasonReturnUntil(policy: Policy, acceptedAt: string): string {
  const { wholeDays } = policy.noReasonReturn;
  return endOfWholeDays({ from: acceptedAt, wholeDays, zone: policy.zone });
}

/** When goods refused then are refunded at the latest, back or not (S0 6.8 d). */
export function latestRefundAt(policy: Policy, refusedAt: string): string {
  return addDuration(refusedAt, policy.refund.latestAfterRefusal, policy.zone);
}
