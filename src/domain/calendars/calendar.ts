/**
 * Instants, dates and wall clocks of a zone, and the business calendar of a party (S0 6.6 b).
 * Instants are ISO-8601 UTC strings with milliseconds; dates are `YYYY-MM-DD`. A wall clock is
 * the number of milliseconds that its reading would be after the epoch if the zone were UTC.
 */
export interface Calendar {
  id: string;
  version: number;
  zone: string;
  /** `'always'` is 7 × 24: days off and weekends do not count. `to` may be `24:00`. */
  hours: { from: string; to: string } | 'always';
  daysOff: readonly NamedDate[];
  /** Days that are worked although they fall on a weekend (调休). */
  workdays: readonly NamedDate[];
  /** ISO weekdays, Monday is 1; Saturday and Sunday unless given. */
  weekend?: readonly number[];
  /** The last date whose holidays are published; later days are told by weekends only. */
  officialUntil: string;
  source: string;
}

export interface NamedDate {
  date: string;
  name: string;
}

export const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Milliseconds since the epoch. RangeError for what is no instant with its offset. */
export function epochMsOf(instant: string): number {
  const hasOffset = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(instant);
  const epochMs = hasOffset ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(epochMs)) throw new RangeError(`no instant: ${instant}`);
  return epochMs;
}

/** The ISO-8601 UTC string of an epoch time, with milliseconds. */
export function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

// Building a formatter costs a thousand times more than using it. What is kept here depends on
// the zone alone, so that the functions stay pure.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** What a clock on the wall of the zone shows. RangeError for an unknown zone. */
export function wallClockOf(epochMs: number, zone: string): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(epochMs)) {
    fields[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const milliseconds = ((epochMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

/**
 * The epoch time at which the wall of the zone shows this reading. Of a reading that comes twice
 * (the clock is put back) the first; one that is skipped is moved on by the skipped time.
 */
export function epochMsOfWallClock(wallClock: number, zone: string): number {
  const offsetBefore = offsetAt(wallClock - dayMs, zone);
  const offsetAfter = offsetAt(wallClock + dayMs, zone);
  const first = wallClock - offsetBefore;
  if (offsetAt(first, zone) === offsetBefore) return first;
  const second = wallClock - offsetAfter;
  return offsetAt(second, zone) === offsetAfter ? second : first;
}

function offsetAt(epochMs: number, zone: string): number {
  return wallClockOf(epochMs, zone) - epochMs;
}

/** The date in the zone at an epoch time. */
export function dateAt(epochMs: number, zone: string): string {
  return new Date(wallClockOf(epochMs, zone)).toISOString().slice(0, 10);
}

/** The epoch time of a time of day (`HH:mm`, up to `24:00`) on a date in the zone. */
export function epochMsAt({ date, time, zone }: { date: string; time: string; zone: string }) {
  return epochMsOfWallClock(startOfDateMs(date) + minutesOfDay(time) * minuteMs, zone);
}

/** Minutes from midnight of `HH:mm`, `00:00` to `24:00`. RangeError for anything else. */
export function minutesOfDay(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time === '24:00' ? '00:00' : time);
  if (match === null) throw new RangeError(`no time of day: ${time}`);
  return time === '24:00' ? 24 * 60 : Number(match[1]) * 60 + Number(match[2]);
}

/** The date a whole number of days later (or earlier). */
export function addDays(date: string, days: number): string {
  return new Date(startOfDateMs(date) + days * dayMs).toISOString().slice(0, 10);
}

/** 1 for Monday to 7 for Sunday. */
export function isoWeekdayOf(date: string): number {
  return ((new Date(startOfDateMs(date)).getUTCDay() + 6) % 7) + 1;
}

function startOfDateMs(date: string): number {
  const epochMs = /^\d{4}-\d{2}-\d{2}$/.test(date)
    ? Date.parse(`${date}T00:00:00.000Z`)
    : Number.NaN;
  if (Number.isNaN(epochMs)) throw new RangeError(`no date: ${date}`);
  return epochMs;
}

/**
 * Whether a date is worked (S0 6.6 b): make-up workdays are, days off are not, else the weekend
 * decides; a 7 × 24 calendar works on every date.
 */
export function isWorkingDay(calendar: Calendar, date: string): boolean {
  if (calendar.hours === 'always') return true;
  if (calendar.workdays.some((workday) => workday.date === date)) return true;
  if (calendar.daysOff.some((dayOff) => dayOff.date === date)) return false;
  return !(calendar.weekend ?? [6, 7]).includes(isoWeekdayOf(date));
}

/** The working time of one full day of the calendar by its hours: 480 in 5 × 8, 1440 in 7 × 24. */
export function minutesPerWorkingDay(calendar: Calendar): number {
  if (calendar.hours === 'always') return 24 * 60;
  const minutes = minutesOfDay(calendar.hours.to) - minutesOfDay(calendar.hours.from);
  if (minutes <= 0) throw new RangeError(`calendar ${calendar.id} closes before it opens`);
  return minutes;
}
