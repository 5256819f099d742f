import type { RefusalCode } from '../domain/errors.ts';
import { problemsByCode } from './problems.ts';

/** What a finished OpenAPI document adds to the one made from the routes' schemas. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  security?: unknown[];
  parameters?: { name: string }[];
  requestBody?: { content?: Record<string, Media> };
  responses?: Record<string, { content?: Record<string, Media>; description?: string }>;
}

interface Media {
  schema?: unknown;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** A request and its answer as they were once sent, by `POST /v1/orders`. */
export type RecordedExamples = Record<string, { request?: unknown; answer?: unknown }>;

/**
 * Adds what no schema of a route says: the headers that hooks read, problems under their media
 * type with an example of each code, and recorded examples of requests and answers.
 */
export function finishDocument(
  document: OpenApiDocument,
  examples: RecordedExamples,
): OpenApiDocument {
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      addProblems(operation);
      addMediaTypes(operation);
      addExamples(operation, examples[`${method.toUpperCase()} ${path}`]);
      if (method !== 'post' || operation.security?.length === 0) continue;
      operation.parameters = [...(operation.parameters ?? []), idempotencyKey, ifMatch];
    }
  }
  const schemas = { ...document.components?.schemas, Problem: problemSchema };
  document.components = { ...document.components, schemas };
  dropUnused(document, schemas);
  return document;
}

function addProblems(operation: Operation): void {
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (Number(status) < 400 || response.content?.['application/json'] === undefined) {
      if (response.description === 'Default Response') response.description = 'Taken.';
      continue;
    }
    const codes = [...(response.description ?? '').matchAll(/`([a-z_]+)`/g)].map(
      ([, code]) => code as string,
    );
    response.content = { 'application/problem+json': problemMedia(codes) };
  }
}

/** An answer that is no JSON says so in its schema, and is published under its own media type. */
function addMediaTypes(operation: Operation): void {
  for (const response of Object.values(operation.responses ?? {})) {
    const schema = response.content?.['application/json']?.schema as
      | { contentMediaType?: string }
      | undefined;
    if (!schema?.contentMediaType) continue;
    response.content = { [schema.contentMediaType]: { schema } };
  }
}

function problemMedia(codes: string[]): Media {
  return {
    schema: {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        { type: 'object', properties: { code: { type: 'string', enum: codes } } },
      ],
    },
    examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
  };
}

function exampleOf(code: string) {
  const known = problemsByCode[code as RefusalCode] as
    | (typeof problemsByCode)[RefusalCode]
    | undefined;
  if (!known) return { type: 'about:blank', title: 'Internal error', status: 500, code };
  const { status, title } = known;
  return { type: `urn:luyue:problem:${code}`, title, status, code, detail: `${title}.` };
}

function addExamples(operation: Operation, recorded: RecordedExamples[string] | undefined): void {
  if (!recorded) return;
  const body = operation.requestBody?.content?.['application/json'];
  if (body && recorded.request !== undefined) body.example = recorded.request;
  for (const status of ['201', '200', '202']) {
    const answer = operation.responses?.[status]?.content?.['application/json'];
    if (!answer || recorded.answer === undefined) continue;
    answer.example = recorded.answer;
    return;
  }
}

/** The generator writes each schema twice, as it is sent and as it is read; one is never used. */
function dropUnused(document: OpenApiDocument, schemas: Record<string, unknown>): void {
  for (;;) {
    const text = JSON.stringify(document);
    const unused = Object.keys(schemas).filter(
      (name) => !text.includes(`"#/components/schemas/${name}"`) && !text.includes(`/${name}/`),
    );
    if (unused.length === 0) return;
    for (const name of unused) delete schemas[name];
  }
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. The set of codes is closed; each status lists its own.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do about it. Never personal data.' },
    code: { type: 'string' },
    errors: {
      type: 'array',
      description: 'The places in the body that broke a rule.',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'RFC 6901' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    currentStatus: { type: 'string' },
    allowedActions: { type: 'array', items: { type: 'string' } },
    existingId: { type: 'string' },
  },
};

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
