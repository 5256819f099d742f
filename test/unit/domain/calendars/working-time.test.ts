import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Calendar,
  instantOf,
  isWorkingDay,
} from '../../../../src/domain/calendars/calendar.ts';
import { always, cn5x8 } from '../../../../src/domain/calendars/cn.ts';
import {
  addWorkingTime,
  workingMinutesBetween,
} from '../../../../src/domain/calendars/working-time.ts';

const shanghai = (local: string) => new Date(`${local}:00.000+08:00`).toISOString();

function due(local: string, workingHours: number) {
  const from = shanghai(local);
  return addWorkingTime({ calendar: cn5x8, from, workingMinutes: workingHours * 60 });
}

describe('S0 6.6 c: one working day of 5 × 8', () => {
  test.each([
    ['Friday afternoon is due on Monday', '2026-11-20T15:00', 8, '2026-11-23T15:00'],
    ['closing time stays closing time', '2026-11-23T09:00', 8, '2026-11-23T17:00'],
    ['Saturday counts from Monday morning', '2026-11-21T11:00', 8, '2026-11-23T17:00'],
    ['before opening counts from the opening', '2026-11-23T06:00', 4, '2026-11-23T13:00'],
    ['closing time counts from the next day', '2026-11-23T17:00', 1, '2026-11-24T10:00'],
    ['no time at all is over at once', '2026-11-21T11:00', 0, '2026-11-21T11:00'],
    ['the National Day week is skipped', '2026-09-30T15:00', 8, '2026-10-08T15:00'],
    ['a make-up Saturday is worked', '2026-10-09T15:00', 8, '2026-10-10T15:00'],
    ['a make-up Sunday is worked', '2026-09-19T12:00', 8, '2026-09-20T17:00'],
  ])('%s: %s + %i h', (_, from, workingHours, expected) => {
    expect(due(from, workingHours)).toEqual({ at: shanghai(expected), provisional: false });
  });

  test('past the official holidays the time is provisional and counted by weekends', () => {
    expect(due('2026-12-31T09:00', 8)).toEqual({
      at: shanghai('2026-12-31T17:00'),
      provisional: false,
    });
    expect(due('2026-12-31T15:00', 8)).toEqual({
      at: shanghai('2027-01-01T15:00'),
      provisional: true,
    });
  });
});

test('S0 7.5.1 b: 7 × 24 counts elapsed time and is never provisional', () => {
  const from = '2026-12-31T20:00:00.123Z';

  const calendar = { ...always, officialUntil: '2026-12-31' };

  expect(addWorkingTime({ calendar, from, workingMinutes: 1440 })).toEqual({
    at: '2027-01-01T20:00:00.123Z',
    provisional: false,
  });
  expect(workingMinutesBetween(always, from, '2027-01-01T20:00:00.123Z')).toBe(1440);
});

test('a calendar that never works, or closes before it opens, is refused', () => {
  const from = shanghai('2026-11-20T15:00');
  const never = { ...cn5x8, weekend: [1, 2, 3, 4, 5, 6, 7] };
  const backwards = { ...cn5x8, hours: { from: '17:00', to: '09:00' } };

  expect(() => addWorkingTime({ calendar: never, from, workingMinutes: 1 })).toThrow(RangeError);
  expect(() => addWorkingTime({ calendar: backwards, from, workingMinutes: 1 })).toThrow(
    RangeError,
  );
  expect(() => addWorkingTime({ calendar: cn5x8, from, workingMinutes: -1 })).toThrow(RangeError);
});

/** Weeks with a change of the clock or holidays, told minute by minute. */
const weeks = [
  { zone: 'Europe/Berlin', from: '2026-03-22T00:00:00Z' },
  { zone: 'Europe/Berlin', from: '2026-10-18T00:00:00Z' },
  { zone: 'America/New_York', from: '2026-03-01T00:00:00Z' },
  { zone: 'America/New_York', from: '2026-10-25T00:00:00Z' },
  { zone: 'Asia/Shanghai', from: '2026-02-08T00:00:00Z' },
];
const hours = [
  { from: '09:00', to: '17:00' },
  { from: '00:00', to: '24:00' },
  { from: '00:00', to: '05:30' },
];
const minutesCounted = 21 * 24 * 60;

/**
 * Entry n is the number of working minutes among the first n: each minute is asked what the
 * clock on the wall shows, and counted if that lies within the hours of a working day.
 */
function countMinutes(calendar: Calendar, fromMs: number): Int32Array {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: calendar.zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const counts = new Int32Array(minutesCounted + 1);
  const opening = calendar.hours as { from: string; to: string };
  const worked = new Map<string, boolean>();
  for (let minute = 0; minute < minutesCounted; minute += 1) {
    const [date = '', time = ''] = clock.format(fromMs + minute * 60_000).split(' ');
    if (!worked.has(date)) worked.set(date, isWorkingDay(calendar, date));
    const isWorked = worked.get(date) && opening.from <= time && time < opening.to;
    counts[minute + 1] = (counts[minute] ?? 0) + (isWorked ? 1 : 0);
  }
  return counts;
}

describe.each(weeks.flatMap((week) => hours.map((opening) => ({ ...week, opening }))))(
  'in $zone from $from, $opening.from–$opening.to',
  ({ zone, from, opening }) => {
    const calendar: Calendar = { ...cn5x8, zone, hours: opening };
    const fromMs = Date.parse(from);
    const counts = countMinutes(calendar, fromMs);
    const at = (minute: number) => instantOf(fromMs + minute * 60_000);
    const anyMinute = fc.integer({ min: 0, max: minutesCounted });

    test('the working minutes between are those of the slow counter', () => {
      fc.assert(
        fc.property(anyMinute, anyMinute, (left, right) => {
          const counted = (counts[right] ?? 0) - (counts[left] ?? 0);

          expect(workingMinutesBetween(calendar, at(left), at(right))).toBeCloseTo(counted, 9);
        }),
      );
    });

    test('working time added ends with the first minute that completes it', () => {
      fc.assert(
        fc.property(anyMinute, fc.double({ min: 0, max: 1, noNaN: true }), (start, share) => {
          const rest = (counts[minutesCounted] ?? 0) - (counts[start] ?? 0);
          const workingMinutes = Math.floor(rest * share);
          const target = (counts[start] ?? 0) + workingMinutes;
          const end = counts.findIndex((count, minute) => minute >= start && count >= target);

          const added = addWorkingTime({ calendar, from: at(start), workingMinutes });

          expect(added.at).toBe(at(end));
        }),
      );
    });
  },
);

describe('working time', () => {
  const anyInstant = fc
    .integer({
      min: Date.parse('2025-01-01T00:00:00Z'),
      max: Date.parse('2026-11-30T00:00:00Z'),
    })
    .map(instantOf);
  const anyMinutes = fc.integer({ min: 0, max: 5000 });
  const calendars = {
    'cn-5x8': cn5x8,
    always,
    berlin: { ...cn5x8, zone: 'Europe/Berlin' },
    'new york': { ...cn5x8, zone: 'America/New_York', hours: { from: '00:00', to: '24:00' } },
  };
  type Name = keyof typeof calendars;
  const anyCalendar = fc.constantFrom<Name>('cn-5x8', 'always', 'berlin', 'new york');
  const add = (name: Name, from: string, workingMinutes: number) =>
    addWorkingTime({ calendar: calendars[name], from, workingMinutes }).at;
  const between = (name: Name, from: string, until: string) =>
    workingMinutesBetween(calendars[name], from, until);

  test('added is found again between the two instants', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyMinutes, (name, from, minutes) => {
        const until = add(name, from, minutes);

        expect(between(name, from, until)).toBe(minutes);
        expect(between(name, until, from)).toBe(0 - minutes);
      }),
    );
  });

  test('added in two steps is the same as in one', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyMinutes, anyMinutes, (name, from, one, two) => {
        expect(add(name, add(name, from, one), two)).toBe(add(name, from, one + two));
      }),
    );
  });

  test('never ends earlier for a later start or a longer span', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.tuple(anyInstant, anyInstant).map((pair) => pair.toSorted() as [string, string]),
        fc
          .tuple(anyMinutes, anyMinutes)
          .map((pair) => pair.toSorted((left, right) => left - right) as [number, number]),
        (name, [earlier, later], [less, more]) => {
          expect(add(name, earlier, less) <= add(name, later, more)).toBe(true);
        },
      ),
    );
  });

  test('adds up over any instant in between', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyInstant, anyInstant, (name, one, two, three) => {
        const parts = between(name, one, two) + between(name, two, three);

        expect(parts).toBeCloseTo(between(name, one, three), 6);
      }),
      { numRuns: 30 },
    );
  });
});
