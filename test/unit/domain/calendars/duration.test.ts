import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../../../src/domain/calendars/calendar.ts';
import { addDuration, parseDuration } from '../../../../src/domain/calendars/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['P7D', { years: 0, months: 0, days: 7, exactMs: 0 }],
    ['P2W', { years: 0, months: 0, days: 14, exactMs: 0 }],
    ['PT24H', { years: 0, months: 0, days: 0, exactMs: 86_400_000 }],
    ['PT30M', { years: 0, months: 0, days: 0, exactMs: 1_800_000 }],
    ['P1Y', { years: 1, months: 0, days: 0, exactMs: 0 }],
    ['P1Y2M3DT4H5M6S', { years: 1, months: 2, days: 3, exactMs: 14_706_000 }],
  ])('reads %s', (text, duration) => {
    expect(parseDuration(text)).toEqual(duration);
  });

  test.each(['', 'P', 'PT', 'P1DT', '7D', 'P-1D', '-P1D', 'P1.5D', 'PT1D', 'p1d', 'P1H', ' P1D'])(
    'refuses %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(RangeError);
    },
  );
});

describe('addDuration', () => {
  test.each([
    [
      'a day over the clock being put on',
      '2026-03-28T11:00:00.000Z',
      'P1D',
      '2026-03-29T10:00:00.000Z',
    ],
    ['24 hours over it', '2026-03-28T11:00:00.000Z', 'PT24H', '2026-03-29T11:00:00.000Z'],
    [
      'a day over the clock being put back',
      '2026-10-24T10:00:00.000Z',
      'P1D',
      '2026-10-25T11:00:00.000Z',
    ],
    [
      'a minute in the repeated hour',
      '2026-10-25T01:30:00.000Z',
      'PT1M',
      '2026-10-25T01:31:00.000Z',
    ],
    ['a year from 29 February', '2028-02-29T10:00:00.000Z', 'P1Y', '2029-02-28T10:00:00.000Z'],
    ['a month from the 31st', '2026-01-31T10:00:00.000Z', 'P1M', '2026-02-28T10:00:00.000Z'],
  ])('%s: %s + %s is %s in Berlin', (_, from, duration, expected) => {
    expect(addDuration(from, duration, 'Europe/Berlin')).toBe(expected);
  });

  test('agrees with an independent implementation', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
    const anyInstant = fc
      .integer({ min: Date.parse('2020-01-01'), max: Date.parse('2032-01-01') })
      .map(instantOf);
    const upTo = (max: number) => fc.integer({ min: 0, max });

    fc.assert(
      fc.property(
        anyInstant,
        fc.constantFrom(...zones),
        fc.record({ years: upTo(3), months: upTo(20), days: upTo(400), hours: upTo(60) }),
        (from, zone, { years, months, days, hours }) => {
          const text = `P${years}Y${months}M${days}DT${hours}H30M`;
          const expected = Temporal.Instant.from(from)
            .toZonedDateTimeISO(zone)
            .add(Temporal.Duration.from(text));

          expect(addDuration(from, text, zone)).toBe(instantOf(expected.epochMilliseconds));
        },
      ),
    );
  });
});
