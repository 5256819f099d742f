import type { RefusalCode } from '../../domain/errors.ts';
import type { Action as Right } from '../../domain/rights.ts';
import { byName, inOrder, tags } from './openapi-order.ts';
import { problemSchema } from './openapi-problem.ts';
import { whoMayCall, wordsOfAnswer } from './openapi-words.ts';
import { problemsByCode } from '../problems.ts';

/** What a finished OpenAPI document adds to the one made from the routes' schemas. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  tags?: { name: string; description: string }[];
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  tags?: string[];
  description?: string;
  security?: unknown[];
  parameters?: { name: string }[];
  requestBody?: { content?: Record<string, Media> };
  responses?: Record<string, Response>;
  /** Of the route, for this file only: what it stands for, and what its path names. */
  'x-right'?: Right;
  'x-subject'?: string;
}

interface Response {
  content?: Record<string, Media>;
  description?: string;
  headers?: Record<string, object>;
}

interface Media {
  schema?: { $ref?: string; contentMediaType?: string; allOf?: object[] };
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
      addProblems(operation, method);
      addMediaTypes(operation);
      addExamples(operation, examples[`${method.toUpperCase()} ${path}`]);
      addWhoMayCall(operation);
      addHeaders(operation, `${method} ${path}`);
      delete operation['x-right'];
      delete operation['x-subject'];
    }
  }
  document.paths = inOrder(document.paths ?? {});
  document.tags = tags;
  const schemas = byName({ ...document.components?.schemas, Problem: problemSchema });
  document.components = { ...document.components, schemas };
  dropUnused(document, schemas);
  return document;
}

function addWhoMayCall(operation: Operation): void {
  const who = whoMayCall(operation['x-right']);
  operation.description = operation.description ? `${operation.description}\n\n${who}` : who;
}

/** Besides the objects of an order: what has a version of its own. */
const versioned = ['post /v1/orders', 'get /v1/parties/{id}', 'patch /v1/parties/{id}'];

function addHeaders(operation: Operation, name: string): void {
  const isPublic = operation.security?.length === 0;
  const isVersioned = operation['x-subject'] !== undefined || versioned.includes(name);
  const changes = !name.startsWith('get ') && name !== 'post /v1/orders';
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...(name.startsWith('post ') && !isPublic ? [idempotencyKey] : []),
    ...(isVersioned && changes ? [ifMatch] : []),
  ];
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const headers = {
      ...(isVersioned && Number(status) < 300 ? { ETag: etag } : {}),
      ...(status === '201' ? { Location: location } : {}),
      ...(status === '503' || status === '429' ? { 'Retry-After': retryAfter } : {}),
    };
    if (Object.keys(headers).length > 0) response.headers = headers;
  }
}

function addProblems(operation: Operation, method: string): void {
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (Number(status) < 400 || response.content?.['application/json'] === undefined) {
      if (response.description === 'Default Response') {
        const schema = response.content?.['application/json']?.schema;
        response.description = wordsOfAnswer(method, status, schema);
      }
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
    const schema = response.content?.['application/json']?.schema;
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
  description:
    'The `ETag` that was read; 412 `version_mismatch` if it has changed. An object of an order, ' +
    'such as a shipment or a document, has the version of its order.',
  schema: { type: 'string' },
  example: '"7"',
};

const header = (description: string, schema: object) => ({ description, schema });
const etag = header('The version, for `If-Match`; an object of an order has its order’s.', {
  type: 'string',
  examples: ['"7"'],
});
const location = header('The address of the new resource.', { type: 'string' });
const retryAfter = header('Seconds until it is worth asking again.', { type: 'integer' });
