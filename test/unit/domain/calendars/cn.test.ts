import { HolidayUtil } from 'lunar-typescript';
import { LegalHoliday } from 'tyme4ts';
import { describe, expect, test } from 'vitest';
import { addDays, isoWeekdayOf, isWorkingDay } from '../../../../src/domain/calendars/calendar.ts';
import { always, cn5x8 } from '../../../../src/domain/calendars/cn.ts';

type Kind = 'off' | 'worked' | 'ordinary';

function kindInOurs(date: string): Kind {
  if (cn5x8.daysOff.some((dayOff) => dayOff.date === date)) return 'off';
  return cn5x8.workdays.some((workday) => workday.date === date) ? 'worked' : 'ordinary';
}

function kindOf(holiday: { isWork(): boolean } | null): Kind {
  if (holiday === null) return 'ordinary';
  return holiday.isWork() ? 'worked' : 'off';
}

function kindInTyme(date: string): Kind {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return kindOf(LegalHoliday.fromYmd(year, month, day));
}

function kindInLunar(date: string): Kind {
  return kindOf(HolidayUtil.getHoliday(date));
}

function datesOf(year: number): string[] {
  const dates: string[] = [];
  for (let date = `${year}-01-01`; date.startsWith(`${year}-`); date = addDays(date, 1)) {
    dates.push(date);
  }
  return dates;
}

describe('cn-5x8', () => {
  test.each([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026])(
    'S0 6.6 b: every single day of %i is off, worked or ordinary as in two independent tables',
    (year) => {
      const ours = datesOf(year).map((date) => [date, kindInOurs(date)]);

      expect(ours).toEqual(datesOf(year).map((date) => [date, kindInTyme(date)]));
      expect(ours).toEqual(datesOf(year).map((date) => [date, kindInLunar(date)]));
    },
  );

  test('the days of December that belong to the next New Year are in', () => {
    expect(kindInOurs('2018-12-29')).toBe('worked');
    expect(kindInOurs('2018-12-31')).toBe('off');
    expect(kindInOurs('2022-12-31')).toBe('off');
  });

  test('make-up workdays fall on weekends and no day is both off and worked', () => {
    const off = new Set(cn5x8.daysOff.map(({ date }) => date));

    for (const { date } of cn5x8.workdays) {
      expect([6, 7], date).toContain(isoWeekdayOf(date));
      expect(off.has(date), date).toBe(false);
      expect(isWorkingDay(cn5x8, date), date).toBe(true);
    }
  });

  test('no date is listed twice and none lies past the official end', () => {
    const dates = [...cn5x8.daysOff, ...cn5x8.workdays].map(({ date }) => date);

    expect(new Set(dates).size).toBe(dates.length);
    expect(dates.filter((date) => date > cn5x8.officialUntil)).toEqual([]);
  });

  test('names its source notices, those of 2025 and 2026 among them', () => {
    expect(cn5x8.source).toContain('国办发明电〔2024〕12号');
    expect(cn5x8.source).toContain('国办发明电〔2025〕7号');
  });
});

test('S0 7.5.1 b: a 7 × 24 calendar works on holidays and weekends', () => {
  expect(isWorkingDay(always, '2026-10-01')).toBe(true);
  expect(isWorkingDay(always, '2026-10-04')).toBe(true);
});
