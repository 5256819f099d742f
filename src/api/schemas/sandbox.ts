import { z } from 'zod';
import { instant, subject, text } from './answers/answer-values.ts';
import { clockDuration } from './durations.ts';
import { idText } from './values.ts';

export const sandboxClockBody = z
  .union([
    z.strictObject({ subject: idText, advance: clockDuration }),
    z.strictObject({ subject: idText, to: z.literal('next_deadline') }),
  ])
  .meta({
    id: 'SandboxClock.Request',
    examples: [
      { subject: 'ord_01jd0000000000000000000001', advance: 'P1D' },
      { subject: 'ord_01jd0000000000000000000001', to: 'next_deadline' },
    ],
  });
export const sandboxClockQuery = z.strictObject({ subject: idText });

export const clockAnswer = z
  .looseObject({
    now: instant,
    fired: z.array(z.looseObject({ name: text, subject, at: instant })).optional(),
  })
  .meta({ id: 'SandboxClock' });
