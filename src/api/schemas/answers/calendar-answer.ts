import { z } from 'zod';
import { text } from './answer-values.ts';

export const calendarAnswer = z
  .looseObject({
    id: text,
    version: z.int(),
    zone: text,
    hours: z.unknown(),
    daysOff: z.array(z.unknown()),
    workdays: z.array(z.unknown()),
    officialUntil: text,
    source: text,
  })
  .meta({ id: 'Calendar' });
