import { z } from 'zod';
import { instant, optionalText, text } from './answers/answer-values.ts';

export const eventsQuery = z.strictObject({
  after: z.string().min(1).max(100).optional().meta({
    description: 'The `after` of the call before; left out, the events begin with the first.',
  }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const eventsAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        id: text,
        type: text,
        orderId: text,
        platformOrderNo: text,
        at: instant,
        status: text,
        version: z.int(),
        data: z.unknown(),
      }),
    ),
    after: optionalText.meta({ description: 'Where to go on: the `after` of the next call.' }),
  })
  .meta({ id: 'Events' });
