import { eventsAfter } from '../../db/reading/events.ts';
import { must } from '../../domain/errors.ts';
import { callerOf } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { eventsAnswer, eventsQuery } from '../schemas/events.ts';

/** What changed, for platforms that follow along by pulling (D4). */
export function addEventRoutes(app: Door, parts: Parts): void {
  app.get(
    '/v1/events',
    {
      config: { right: 'readEvents' },
      schema: documented(
        {
          tag: 'events',
          summary: 'What changed about the platform’s orders, in commit order',
          description: 'None is skipped: an event is served once nothing can come before it.',
          answers: { 200: eventsAnswer },
        },
        { querystring: eventsQuery },
      ),
    },
    async (request) => {
      const { after = null, limit } = request.query;
      const platformId = must(callerOf(request).partyId, 'platform');
      const data = await eventsAfter(parts.sql, { after, limit, platformId });
      return { data, after: data.at(-1)?.id ?? after };
    },
  );
}
