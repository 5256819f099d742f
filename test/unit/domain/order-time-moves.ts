import { cn5x8 } from '../../../src/domain/calendars/cn.ts';
import type { Calendar } from '../../../src/domain/calendars/calendar.ts';
import type { Action } from '../../../src/domain/commands.ts';
import { isTicking, nextAct } from '../../../src/domain/deadlines/deadline-acts.ts';
import { isArmed } from '../../../src/domain/deadlines/deadlines.ts';
import type { Deadline, OrderState } from '../../../src/domain/order.ts';
import { actors, couriers } from './order-life.ts';
import { expire, later, type Made, type Move, one } from './order-moves.ts';

/** What becomes of an order's time: timers ring, somebody gives more of it, calendars change. */

const hourMs = 3_600_000;

/** The one timer of a deadline fires: it reminds, escalates or acts, and then is set anew. */
export function ringing(deadline: Deadline): { action: Action; at: string } {
  const next = isArmed(deadline) ? nextAct(deadline) : { act: 'expire', at: deadline.dueAt };
  const deadlineId = deadline.id;
  switch (next.act) {
    case 'remind':
      return { action: { name: 'remindDeadline', deadlineId }, at: next.at };
    case 'escalate':
      return { action: { name: 'escalateDeadline', deadlineId }, at: next.at };
    default:
      return { action: expire(deadline), at: next.at };
  }
}

/** Of what ticks the timer that fires first; one of those that a case holds up is tried as well. */
export function ring({ order, deadlines }: OrderState, { which, how }: Move): Made {
  const all = how % 8 === 7 ? deadlines : deadlines.filter(isTicking);
  const timers = all.map(ringing).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const timer = one(timers.slice(0, 2), which);
  if (!timer) return null;
  return [actors.engine, timer.action, timer.at > order.lastAt ? timer.at : order.lastAt];
}

/** Support, those whom a deadline protects, or its own party ask for more time; some for less. */
export function extension({ deadlines }: OrderState, { which, how, waitMinutes }: Move): Made {
  const running = deadlines.filter(({ state }) => state === 'running');
  const deadline = one(running, which);
  if (!deadline) return null;
  const actor = one([actors.support, actors.support, actors.consumer, actors.seller], how);
  const until = new Date(Date.parse(deadline.dueAt) + ((which % 9) - 1) * 7 * hourMs).toISOString();
  const { name, subjectId } = deadline;
  return [
    actor ?? actors.support,
    {
      name: 'extendDeadline',
      deadline: name,
      subjectId: waitMinutes % 4 === 0 ? null : subjectId,
      until,
      reason: 'sealed:v1:reason',
    },
  ];
}

/** The consumer has moved: next door, or to where some of the couriers do not go. */
export function newAddress({ which, how }: Move): Made {
  const recipient = { name: 'sealed:v1:name', address: 'sealed:v1:old', email: 'sealed:v1:mail' };
  return [
    how % 2 === 0 ? actors.consumer : actors.support,
    {
      name: 'changeDeliveryAddress',
      recipient: { address: 'sealed:v1:new', ...(which % 3 === 0 ? { email: null } : {}) },
    },
    undefined,
    {
      readdressing: { recipient, isElsewhere: which % 2 === 1 },
      couriers: couriers.map((one, index) => ({ ...one, serves: ((which >> index) & 1) === 0 })),
    },
  ];
}

/** Nobody has published yet what days are off after these. */
export const unofficial: Record<string, Calendar> = {
  'cn-5x8': { ...cn5x8, officialUntil: '2026-03-03' },
};

/** Now somebody has: weekends are worked, or days are off that nobody knew of. */
export function newCalendar(state: OrderState, { which }: Move): Made {
  const days = ['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-10', '2026-03-14', '2026-03-15'];
  const picked = days
    .filter((_, index) => ((which >> index) & 1) === 1)
    .map((date) => ({ date, name: '调整' }));
  const isWorked = which % 2 === 0;
  const calendar = {
    ...cn5x8,
    version: 2,
    ...(isWorked ? { workdays: picked } : { daysOff: picked }),
    officialUntil: which % 3 === 0 ? '2026-03-09' : cn5x8.officialUntil,
  };
  return [
    actors.engine,
    { name: 'recomputeDeadlines', calendarId: 'cn-5x8', calendarVersion: 2 },
    later(state, 0),
    { counting: { calendars: { 'cn-5x8': calendar }, agreements: [] } },
  ];
}
