import { epochMsOf, epochMsOfWallClock, instantOf, minuteMs, wallClockOf } from './calendar.ts';

/** A parsed ISO 8601 duration: calendar units, counted in a zone, and an exact rest. */
export interface Duration {
  years: number;
  months: number;
  days: number;
  exactMs: number;
}

// Six digits a unit keep every sum far inside the safe integers.
const dateUnits = ['Y', 'M', 'W', 'D'].map((unit) => `(?:(\\d{1,6})${unit})?`).join('');
const timeUnits = ['H', 'M', 'S'].map((unit) => `(?:(\\d{1,6})${unit})?`).join('');
const pattern = new RegExp(`^P(?=\\d|T)${dateUnits}(?:T(?=\\d)${timeUnits})?$`);

/**
 * Reads an ISO 8601 duration of whole, unsigned units (`P1Y`, `P7D`, `PT24H`, `P1DT12H`). A week
 * is seven days. RangeError for anything else, also for fractions and for no unit at all.
 */
export function parseDuration(text: string): Duration {
  const match = pattern.exec(text);
  if (match === null) throw new RangeError(`no ISO 8601 duration: ${text}`);
  const unit = (index: number) => Number(match[index] ?? 0);
  return {
    years: unit(1),
    months: unit(2),
    days: unit(3) * 7 + unit(4),
    exactMs: (unit(5) * 60 + unit(6)) * minuteMs + unit(7) * 1000,
  };
}

/**
 * The instant a duration (ISO 8601 text) after another. Years, months and days move the date in
 * the zone and keep the time of day, 29 February becoming the 28th where need be; hours, minutes
 * and seconds are exact and come last. RangeError for an unreadable duration.
 */
export function addDuration(instant: string, duration: string, zone: string): string {
  const { years, months, days, exactMs } = parseDuration(duration);
  const fromMs = epochMsOf(instant);
  // Exact time must not pass through the wall clock, which shows some readings twice.
  if (years === 0 && months === 0 && days === 0) return instantOf(fromMs + exactMs);
  const wallClock = new Date(wallClockOf(fromMs, zone));
  const day = wallClock.getUTCDate();
  wallClock.setUTCDate(1);
  wallClock.setUTCMonth(wallClock.getUTCMonth() + years * 12 + months);
  wallClock.setUTCDate(Math.min(day, daysInMonth(wallClock)) + days);
  return instantOf(epochMsOfWallClock(wallClock.getTime(), zone) + exactMs);
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
