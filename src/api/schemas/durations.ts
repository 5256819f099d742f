import { z } from 'zod';
import { parseDuration } from '../../domain/calendars/duration.ts';

/** Whole, unsigned units: `P7D`, `PT24H`, `P1DT12H`. */
export const isoDuration = z
  .string()
  .regex(/^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/, {
    error: 'must be a duration by ISO 8601, such as PT24H or P3D',
    abort: true,
  })
  .refine(isTenYearsAtMost, { error: 'must be ten years at most' });

/** How far a sandbox's clock is moved: exact time. */
export const clockDuration = z
  .string()
  .regex(
    /^P(?=.)(\d{1,5}D)?(T(?=.)(\d{1,5}H)?(\d{1,6}M)?(\d{1,6}S)?)?$/,
    'must be a duration by ISO 8601 without years and months, such as P1DT2H',
  );

/** How long a deadline runs (design §2.5). */
export const duration = z.union([
  z.strictObject({ working: z.enum(['days', 'hours']), amount: z.number().positive().max(1_000) }),
  z.strictObject({ iso: isoDuration }),
  z.strictObject({ wholeDays: z.int().min(0).max(3_660) }),
]);

const daysMax = 3_660;

/** Longer ones are slips: what they bring about would lie beyond any calendar. */
function isTenYearsAtMost(iso: string): boolean {
  try {
    const { years, months, days, exactMs } = parseDuration(iso);
    return years * 366 + months * 30.5 + days + exactMs / 86_400_000 <= daysMax;
  } catch {
    // More digits than any such duration has.
    return false;
  }
}
