import swagger from '@fastify/swagger';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from '@fastify/type-provider-zod';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';
import { finishDocument, type OpenApiDocument, type RecordedExamples } from './openapi-finish.ts';

const description = `Luyue sees orders through to their end, as GB/T 31524 and GB/T 37401 ask.

Instants are RFC 3339 in UTC, money is integer minor units. Every POST takes an \`Idempotency-Key\`:
the same key and body are answered with the first answer again. Errors are
\`application/problem+json\`; each status lists its codes. The set is closed; besides it any call may
be answered with 500 \`internal_error\`, our own fault. What is not yours to see is a 404, and so is a
method that an address does not know: \`Allow\` then names those that it does.`;

const toJsonSchema = createJsonSchemaTransform({ skipList: [] });

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
    transform: (input) => {
      const { right, subject } = input.route.config ?? {};
      const made = toJsonSchema(input);
      return { ...made, schema: { ...made.schema, 'x-right': right, 'x-subject': subject } };
    },
    transformObject: (document) =>
      finishDocument(
        createJsonSchemaTransformObject({})(document) as OpenApiDocument,
        recordedExamples(),
      ) as ReturnType<ReturnType<typeof createJsonSchemaTransformObject>>,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  // The page is for reading and trying: nothing on it leads to somebody else's service.
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      authentication: { preferredSecurityScheme: 'bearer' },
      showDeveloperTools: 'never',
      hideClientButton: true,
      telemetry: false,
      withDefaultFonts: false,
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
}

/** Written by `npm run examples` from what the end-to-end tests have sent and were answered. */
function recordedExamples(): RecordedExamples {
  const file = new URL('examples.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RecordedExamples;
}
