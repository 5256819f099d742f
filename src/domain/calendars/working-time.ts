import {
  addDays,
  type Calendar,
  dateAt,
  epochMsAt,
  epochMsOf,
  instantOf,
  isWorkingDay,
  minuteMs,
  minutesPerWorkingDay,
} from './calendar.ts';

/** A calendar without a working day in ten years is a mistake, not a reason to search on. */
const searchDaysMax = 3660;

/**
 * The first instant by which so many working minutes have passed since `from` (S0 6.6 b, c). A
 * span that is used up at closing time ends there, not at the next opening; no minutes end at
 * `from`. `provisional` when it ends after the calendar's last official date. A 7 × 24 calendar
 * counts elapsed time and is never provisional. RangeError for a negative span.
 */
export function addWorkingTime({
  calendar,
  from,
  workingMinutes,
}: {
  calendar: Calendar;
  from: string;
  workingMinutes: number;
}): { at: string; provisional: boolean } {
  if (!(workingMinutes >= 0)) throw new RangeError(`no working time: ${workingMinutes} minutes`);
  const fromMs = epochMsOf(from);
  const spanMs = Math.round(workingMinutes * minuteMs);
  if (calendar.hours === 'always' || spanMs === 0) {
    return endAt(calendar, fromMs + spanMs);
  }
  assertOpens(calendar);
  let restMs = spanMs;
  let date = dateAt(fromMs, calendar.zone);
  for (let searched = 0; searched < searchDaysMax; date = addDays(date, 1)) {
    const opening = openingOn(calendar, date);
    searched = opening === null ? searched + 1 : 0;
    if (opening === null) continue;
    const startMs = Math.max(opening.fromMs, fromMs);
    const workedMs = Math.max(0, opening.toMs - startMs);
    if (workedMs >= restMs) return endAt(calendar, startMs + restMs);
    restMs -= workedMs;
  }
  throw new RangeError(`calendar ${calendar.id} has no working day after ${date}`);
}

/**
 * Working minutes from one instant to another, exact to the millisecond, so possibly fractional;
 * negative when `until` is before `from`.
 */
export function workingMinutesBetween(calendar: Calendar, from: string, until: string): number {
  const fromMs = epochMsOf(from);
  const untilMs = epochMsOf(until);
  if (untilMs < fromMs) return 0 - workingMinutesBetween(calendar, until, from);
  if (calendar.hours === 'always') return (untilMs - fromMs) / minuteMs;
  assertOpens(calendar);
  let workedMs = 0;
  const lastDate = dateAt(untilMs, calendar.zone);
  for (let date = dateAt(fromMs, calendar.zone); date <= lastDate; date = addDays(date, 1)) {
    const opening = openingOn(calendar, date);
    if (opening === null) continue;
    workedMs += Math.max(0, Math.min(opening.toMs, untilMs) - Math.max(opening.fromMs, fromMs));
  }
  return workedMs / minuteMs;
}

function openingOn(calendar: Calendar, date: string): { fromMs: number; toMs: number } | null {
  if (calendar.hours === 'always' || !isWorkingDay(calendar, date)) return null;
  const { zone, hours } = calendar;
  return {
    fromMs: epochMsAt({ date, time: hours.from, zone }),
    toMs: epochMsAt({ date, time: hours.to, zone }),
  };
}

function endAt(calendar: Calendar, epochMs: number): { at: string; provisional: boolean } {
  const provisional =
    calendar.hours !== 'always' && dateAt(epochMs, calendar.zone) > calendar.officialUntil;
  return { at: instantOf(epochMs), provisional };
}

/** Throws for hours that close before they open, which would count as no time at all. */
function assertOpens(calendar: Calendar): void {
  minutesPerWorkingDay(calendar);
}
