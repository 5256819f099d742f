import { z } from 'zod';

export const eventsQuery = z.strictObject({
  after: z.string().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
