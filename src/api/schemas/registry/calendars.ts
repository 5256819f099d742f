import { z } from 'zod';
import { day, line, repeated } from '../values.ts';

export const zone = z
  .string()
  .max(60)
  .refine(isZone, { error: 'must be an IANA time zone, such as Asia/Shanghai' });

const namedDay = z.strictObject({ date: day, name: line(60) });
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day from 00:00 to 24:00');

/** A business calendar without its version (design §5). */
export const calendarBody = z
  .strictObject({
    zone,
    hours: z.union([
      z.literal('always'),
      z
        .strictObject({ from: clockTime, to: clockTime })
        .refine(({ from, to }) => from < to, { error: 'a day ends after it begins' }),
    ]),
    weekend: z.array(z.int().min(1).max(7)).max(6).default([6, 7]),
    daysOff: z.array(namedDay).max(2_000).default([]),
    workdays: z.array(namedDay).max(2_000).default([]),
    officialUntil: day,
    source: line(300),
  })
  .refine(
    ({ daysOff, workdays }) => {
      const off = new Set(daysOff.map((named) => named.date));
      return workdays.every((named) => !off.has(named.date));
    },
    { path: ['workdays'], error: 'a date is a day off or a workday, not both' },
  )
  .superRefine((calendar, context) => {
    for (const list of ['daysOff', 'workdays'] as const) {
      for (const { index, value } of repeated(calendar[list].map(({ date }) => date))) {
        const message = `${value} is listed twice`;
        context.addIssue({ code: 'custom', path: [list, index, 'date'], message });
      }
    }
  })
  .meta({
    id: 'Calendar.Request',
    examples: [
      {
        zone: 'Asia/Shanghai',
        hours: { from: '09:00', to: '18:00' },
        daysOff: [{ date: '2026-10-01', name: '国庆节' }],
        officialUntil: '2026-12-31',
        source: '国办发明电〔2025〕7号',
      },
    ],
  });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl throws a RangeError for a zone that it does not know.
    return false;
  }
}
