import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Metrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';

const healthAnswer = z.looseObject({ status: z.literal('ok') });

const tag = 'operation';

/** Whether the process lives, whether it can serve, and what it has done. */
export function addHealthRoutes(app: Door, parts: Parts, metrics: Metrics): void {
  app.get(
    '/healthz',
    {
      config: { rateLimit: false },
      schema: documented({
        tag,
        summary: 'Does the process live?',
        answers: { 200: healthAnswer },
        isPublic: true,
      }),
    },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      config: { rateLimit: false },
      schema: documented({
        tag,
        summary: 'Can it serve: do PostgreSQL and Temporal answer?',
        description:
          'Of this API process only: it is ready while no worker runs, since it takes orders then ' +
          'too. 503 names in `missing` what does not answer: `database`, `temporal`.',
        answers: { 200: healthAnswer },
        isPublic: true,
      }),
    },
    async (request) => {
      const checks = { database: parts.sql`select 1`, temporal: parts.engine.check() };
      const names = Object.keys(checks);
      const results = await Promise.allSettled(Object.values(checks));
      const missing = names.filter((_, index) => results[index]?.status === 'rejected');
      if (missing.length === 0) return { status: 'ok' };
      request.log.warn({ missing }, 'not ready');
      const detail = `Not ready: ${missing.join(' and ')} does not answer.`;
      throw new DomainError('engine_unavailable', detail, { missing });
    },
  );
  app.get(
    '/metrics',
    {
      config: { rateLimit: false },
      schema: { hide: true },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );
}
