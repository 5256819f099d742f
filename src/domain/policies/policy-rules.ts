import { minuteMs } from '../calendars/calendar.ts';
import { parseDuration } from '../calendars/duration.ts';
import type { DeadlineDuration, DeadlineName } from './deadline-rules.ts';

/** What of a policy is held against the rest of it. */
interface PolicyParts {
  deadlines: Readonly<
    Record<
      DeadlineName,
      {
        duration: DeadlineDuration;
        grace?: DeadlineDuration;
        pausedByCase?: boolean;
        onExpiry: string;
        escalation?: readonly { after: string }[];
      }
    >
  >;
  noReasonReturn: { wholeDays: number };
  lateDelivery?: object;
}

export interface Contradiction {
  path: readonly (string | number)[];
  message: string;
}

/** Deadlines that a case starts: it cannot hold them up. */
export const clocksOfCases = [
  'discrepancy_answer',
  'case_decision',
  'complaint_answer',
  'complaint_resolution',
] as const satisfies readonly DeadlineName[];

/** Whatever in a policy contradicts another part of it; each part by itself is of the right form. */
export function policyContradictions(policy: PolicyParts): Contradiction[] {
  const { deadlines, noReasonReturn, lateDelivery } = policy;
  const found: Contradiction[] = [];
  if (deadlines.delivery.onExpiry === 'escalate_and_compensate' && !lateDelivery) {
    found.push({
      path: ['lateDelivery'],
      message: 'a late delivery is compensated: say with how much',
    });
  }
  if (lateDelivery && deadlines.delivery.onExpiry !== 'escalate_and_compensate') {
    found.push({
      path: ['deadlines', 'delivery', 'onExpiry'],
      message: 'lateDelivery is paid only where this is escalate_and_compensate',
    });
  }
  const window = approximateMs(deadlines.after_sale.duration);
  if (window < approximateMs({ wholeDays: noReasonReturn.wholeDays })) {
    found.push({
      path: ['noReasonReturn', 'wholeDays'],
      message: 'the window for no reason lies within after_sale: shorten it, or lengthen that',
    });
  }
  for (const name of clocksOfCases) {
    if (!deadlines[name].pausedByCase) continue;
    const path = ['deadlines', name, 'pausedByCase'];
    found.push({ path, message: 'the clock of a case does not stand still while it is open' });
  }
  for (const name of Object.keys(deadlines) as DeadlineName[]) {
    found.push(...chainOutOfOrder(name, deadlines[name]));
  }
  return found;
}

/** A chain goes on step by step, and is through when the grace has passed. */
function chainOutOfOrder(
  name: DeadlineName,
  { escalation = [], grace }: PolicyParts['deadlines'][DeadlineName],
): Contradiction[] {
  const steps = escalation.map(({ after }) => approximateMs({ iso: after }));
  const end = grace ? approximateMs(grace) : Number.POSITIVE_INFINITY;
  return steps.flatMap((afterMs, index) => {
    const isInOrder = afterMs > (steps[index - 1] ?? 0) && afterMs < end;
    const path = ['deadlines', name, 'escalation', index, 'after'];
    const message = 'each step comes after the one before it and within the grace';
    return isInOrder ? [] : [{ path, message }];
  });
}

/** As long as it is at least: a working day of eight hours, a month of 28 days. */
function approximateMs(duration: DeadlineDuration): number {
  const hourMs = 60 * minuteMs;
  const dayMs = 24 * hourMs;
  if ('wholeDays' in duration) return duration.wholeDays * dayMs;
  if ('working' in duration) {
    return duration.amount * (duration.working === 'days' ? 8 : 1) * hourMs;
  }
  const { years, months, days, exactMs } = parseDuration(duration.iso);
  return (years * 365 + months * 28 + days) * dayMs + exactMs;
}
