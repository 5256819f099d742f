import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  type Calendar,
  dateAt,
  epochMsAt,
  epochMsOf,
  epochMsOfWallClock,
  instantOf,
  isoWeekdayOf,
  isWorkingDay,
  minutesOfDay,
  minutesPerWorkingDay,
  wallClockOf,
} from '../../../../src/domain/calendars/calendar.ts';

const zones = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
];
const anyZone = fc.constantFrom(...zones);
const anyEpochMs = fc.integer({
  min: Date.parse('2016-01-01T00:00:00Z'),
  max: Date.parse('2032-01-01T00:00:00Z'),
});

const plain: Calendar = {
  id: 'plain',
  version: 1,
  zone: 'Europe/Berlin',
  hours: { from: '09:00', to: '17:00' },
  daysOff: [{ date: '2026-05-01', name: 'Labour Day' }],
  workdays: [{ date: '2026-05-02', name: 'make-up' }],
  officialUntil: '2026-12-31',
  source: 'test',
};

describe('wall clocks', () => {
  test('show in every zone what an independent implementation shows', () => {
    fc.assert(
      fc.property(anyEpochMs, anyZone, (epochMs, zone) => {
        const expected = Temporal.Instant.fromEpochMilliseconds(epochMs)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .toString({ smallestUnit: 'millisecond' });

        expect(instantOf(wallClockOf(epochMs, zone))).toBe(`${expected}Z`);
        expect(dateAt(epochMs, zone)).toBe(expected.slice(0, 10));
      }),
    );
  });

  test('are turned into instants like there, skipped and repeated readings too', () => {
    fc.assert(
      fc.property(anyEpochMs, anyZone, (wallClock, zone) => {
        const reading = Temporal.PlainDateTime.from(instantOf(wallClock).slice(0, -1));

        expect(epochMsOfWallClock(wallClock, zone)).toBe(
          reading.toZonedDateTime(zone).epochMilliseconds,
        );
      }),
    );
  });

  test.each([
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-11-24', '24:00', 'Asia/Shanghai', '2026-11-24T16:00:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, instant) => {
    expect(instantOf(epochMsAt({ date, time, zone }))).toBe(instant);
  });
});

describe('instants and dates', () => {
  test.each(['2026-11-24', '2026-11-24T10:00:00', 'tomorrow', '2026-13-01T00:00:00Z', ''])(
    '%j is no instant',
    (text) => {
      expect(() => epochMsOf(text)).toThrow(RangeError);
    },
  );

  test('an instant with an offset is read with it', () => {
    expect(instantOf(epochMsOf('2026-11-24T18:00:00+08:00'))).toBe('2026-11-24T10:00:00.000Z');
  });

  test('days are added over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(() => addDays('2026-02-3', 1)).toThrow(RangeError);
  });

  test.each(['24:01', '9:00', '12:60', ''])('%j is no time of day', (time) => {
    expect(() => minutesOfDay(time)).toThrow(RangeError);
  });

  test('weekdays count from Monday', () => {
    expect([isoWeekdayOf('2026-11-23'), isoWeekdayOf('2026-11-29')]).toEqual([1, 7]);
  });
});

describe('S0 6.6 b: working days', () => {
  test('are those outside the weekend, without days off, with make-up workdays', () => {
    expect(isWorkingDay(plain, '2026-04-30')).toBe(true);
    expect(isWorkingDay(plain, '2026-05-01')).toBe(false);
    expect(isWorkingDay(plain, '2026-05-02')).toBe(true);
    expect(isWorkingDay(plain, '2026-05-03')).toBe(false);
  });

  test('follow a weekend of their own', () => {
    const friday = { ...plain, weekend: [5] };

    expect(isWorkingDay(friday, '2026-05-03')).toBe(true);
    expect(isWorkingDay(friday, '2026-05-08')).toBe(false);
  });

  test('have the hours of one full day', () => {
    expect(minutesPerWorkingDay(plain)).toBe(480);
    expect(minutesPerWorkingDay({ ...plain, hours: 'always' })).toBe(1440);
    expect(() => minutesPerWorkingDay({ ...plain, hours: { from: '17:00', to: '09:00' } })).toThrow(
      RangeError,
    );
  });
});
