import swagger from '@fastify/swagger';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from '@fastify/type-provider-zod';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

const description = `Luyue sees orders through to their end, as GB/T 31524 and GB/T 37401 ask.

Instants are RFC 3339 in UTC, money is integer minor units. Every POST takes an \`Idempotency-Key\`:
the same key and body are answered with the first answer again. Errors are
\`application/problem+json\`; each status lists its codes. What is not yours to see is a 404.`;

/** The document at `/openapi.json`, made from the routes themselves, and the page at `/docs`. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Luyue', version: '1.0.0', description },
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'Claims: role, and party_id, or platform_id with consumer_ref.',
          },
        },
      },
    },
    transform: createJsonSchemaTransform({ skipList: [] }),
    transformObject: (document) =>
      withHeaders(createJsonSchemaTransformObject({})(document) as Document) as ReturnType<
        ReturnType<typeof createJsonSchemaTransformObject>
      >,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(scalar, { routePrefix: '/docs', configuration: { url: '/openapi.json' } });
}

interface Operation {
  security?: unknown[];
  parameters?: { name: string }[];
  responses?: Record<string, { content?: Record<string, unknown>; description?: string }>;
}
interface Document {
  paths?: Record<string, Record<string, Operation>>;
}

/** What hooks read and answer with is part of the contract, though no schema of a route says so. */
function withHeaders(document: Document): Document {
  for (const operations of Object.values(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      asProblems(operation);
      if (method !== 'post' || operation.security?.length === 0) continue;
      operation.parameters = [...(operation.parameters ?? []), idempotencyKey, ifMatch];
    }
  }
  return document;
}

function asProblems(operation: Operation): void {
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const json = response.content?.['application/json'];
    if (Number(status) < 400 || json === undefined) continue;
    response.content = { 'application/problem+json': json };
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'New for each request, the same for its repeats: 1 to 255 visible ASCII characters.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: '9b2f1c1e-order-1',
};

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the order that was read; 412 `version_mismatch` if it has changed.',
  schema: { type: 'string' },
  example: '"7"',
};
