import { z } from 'zod';

export const eventsQuery = z.strictObject({
  after: z.string().min(1).max(100).optional().meta({
    description: 'The `after` of the call before; left out, the events begin with the first.',
  }),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
