import { z } from 'zod';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { FactForwarder } from '../facts/fact-forwarder.ts';
import type { Parts } from '../parts.ts';
import { takeFact, type WebhookSource } from '../facts/webhooks.ts';

const acceptedAnswer = z.looseObject({ status: z.literal('stored') }).meta({ id: 'Stored' });

const summaries: Record<WebhookSource, string> = {
  payment: 'The payment provider tells what became of a payment',
  carrier: 'The carrier tells where a consignment is',
};

/**
 * Facts pushed by neighbours, signed as Standard Webhooks. Their bodies reach the handler as raw
 * bytes, which is why these routes have a scope of their own.
 */
export function addWebhookRoutes(app: Door, parts: Parts, forwarder: FactForwarder): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    );
    for (const source of ['payment', 'carrier'] as const) {
      scope.post(
        `/v1/webhooks/${source}`,
        {
          schema: documented({
            tag: 'webhooks',
            summary: summaries[source],
            description:
              'Signed as Standard Webhooks; stored first, forwarded when it moves something.',
            answers: { 202: acceptedAnswer },
            refusals: ['unauthenticated', 'too_large', 'unsupported_media_type'],
            isPublic: true,
          }),
        },
        async (request, reply) => {
          const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const headers = request.headers as Record<string, string>;
          await takeFact(parts, forwarder, { source, body, headers });
          return reply.code(202).send({ status: 'stored' });
        },
      );
    }
  });
}
