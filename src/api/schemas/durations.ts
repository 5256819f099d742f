import { z } from 'zod';

/** Whole, unsigned units: `P7D`, `PT24H`, `P1DT12H`. */
export const isoDuration = z
  .string()
  .regex(/^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/);

/** How long a deadline runs (design §2.5). */
export const duration = z.union([
  z.strictObject({ working: z.enum(['days', 'hours']), amount: z.number().positive().max(1_000) }),
  z.strictObject({ iso: isoDuration }),
  z.strictObject({ wholeDays: z.int().min(0).max(3_660) }),
]);
