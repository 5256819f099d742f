import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { as, devFile, withToken } from '../support/client.ts';
import { openApiOf } from '../support/contract.ts';

// That every answer is as it is published is asked of each call of each test: see demandDocumented.

/** What this instance can do at least (design §5). */
const calls = [
  'POST /v1/parties',
  'GET /v1/parties',
  'GET /v1/parties/{id}',
  'PATCH /v1/parties/{id}',
  'POST /v1/parties/{id}/reviews',
  'POST /v1/re-reviews',
  'GET /v1/consumers/{ref}/data',
  'POST /v1/consumers/{ref}/erasure',
  'POST /v1/erasures',
  'GET /v1/parties/{id}/history',
  'POST /v1/parties/{id}/qualifications',
  'DELETE /v1/parties/{id}/qualifications/{qualificationId}',
  'GET /v1/parties/{id}/disclosure',
  'POST /v1/parties/{id}/signing-keys',
  'DELETE /v1/parties/{id}/signing-keys/{keyId}',
  'POST /v1/consumers/{ref}/signing-keys',
  'POST /v1/orders',
  'GET /v1/orders',
  'GET /v1/orders/{id}',
  'GET /v1/orders/{id}/waiting',
  'GET /v1/orders/{id}/timeline',
  'GET /v1/orders/{id}/journal',
  'GET /v1/orders/{id}/ledger',
  'GET /v1/orders/{id}/payments',
  'POST /v1/orders/{id}/payments',
  'POST /v1/orders/{id}/consumer-decision',
  'POST /v1/orders/{id}/seller-decision',
  'POST /v1/orders/{id}/cancellation',
  'POST /v1/orders/{id}/delivery-address',
  'GET /v1/shipments',
  'GET /v1/shipments/{id}',
  'GET /v1/shipments/{id}/tracking-events',
  'POST /v1/shipments/{id}/tracking-events',
  'POST /v1/shipments/{id}/handover-note',
  'POST /v1/shipments/{id}/appointments',
  'POST /v1/shipments/{id}/attempts',
  'POST /v1/shipments/{id}/inspection',
  'POST /v1/shipments/{id}/unattended-delivery',
  'POST /v1/shipments/{id}/acceptance',
  'POST /v1/shipments/{id}/return-note',
  'GET /v1/documents',
  'GET /v1/documents/{id}',
  'GET /v1/documents/{id}/verification',
  'POST /v1/documents/{id}/signatures',
  'POST /v1/documents/{id}/discrepancy',
  'POST /v1/signatures',
  'POST /v1/parties/{id}/remittances',
  'GET /v1/parties/{id}/balance',
  'GET /v1/orders/{id}/refundable',
  'POST /v1/orders/{id}/refunds',
  'GET /v1/refunds',
  'GET /v1/refunds/{id}',
  'GET /v1/cases',
  'POST /v1/cases/{id}/resolution',
  'GET /v1/policies/{name}',
  'PUT /v1/policies/{name}',
  'GET /v1/service-levels',
  'GET /v1/calendars/{id}',
  'PUT /v1/calendars/{id}',
  'GET /v1/events',
  'POST /v1/webhooks/payment',
  'POST /v1/webhooks/carrier',
  'POST /v1/sandbox/clock',
  'GET /v1/sandbox/clock',
  'GET /healthz',
  'GET /readyz',
];

interface Media {
  schema: Record<string, unknown>;
  example?: unknown;
  examples?: Record<string, { value: unknown }> | unknown[];
}
interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media>; headers?: object }>;
}

async function published(): Promise<{ name: string; path: string; operation: Operation }[]> {
  const { paths } = await openApiOf(devFile().apiUrl);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      operation: operation as Operation,
    })),
  );
}

describe('the published contract', () => {
  it('knows every call of the design that this instance answers', async () => {
    const names = (await published()).map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(calls));
  });

  it('names no call that is not there', async () => {
    for (const { name, path, operation } of await published()) {
      const method = name.split(' ')[0] ?? '';
      const address = path.replaceAll(/\{[^}]+\}/g, 'x');
      const answer = await fetch(`${devFile().apiUrl}${address}`, { method });
      const body = await answer.text();

      expect(`${name}: ${body}`).not.toContain('There is no such address');
      const isPublic = operation.security?.length === 0;
      expect(`${name} ${answer.status === 401}`).toBe(
        `${name} ${!isPublic || path.startsWith('/v1/webhooks/')}`,
      );
    }
  });

  it('is OpenAPI 3.1 whose references all lead somewhere', async () => {
    const document = await openApiOf(devFile().apiUrl);
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/schemas\/([^"]+)"/g,
    );

    expect(document.openapi).toMatch(/^3\.1\./);
    for (const [, name = ''] of references)
      expect(document.components.schemas).toHaveProperty([name]);
  });

  it('describes each call, and wants a key for each POST that is no webhook', async () => {
    for (const { name, operation } of await published()) {
      expect(`${name}: ${operation.summary ?? ''}`).toMatch(/: .{5}/);
      const wantsKey = operation.parameters?.some((one) => one.name === 'Idempotency-Key') ?? false;
      const isCommand = name.startsWith('POST ') && !name.includes('/webhooks/');
      expect(`${name} ${wantsKey}`).toBe(`${name} ${isCommand}`);
    }
  });

  it('says who may call, what comes back, and names no paper that its reader does not have', async () => {
    const document = await openApiOf(devFile().apiUrl);
    const described = new Map((await published()).map(({ name, operation }) => [name, operation]));

    expect(described.get('POST /v1/orders/{id}/cancellation')?.description).toContain(
      'Who: `consumer`, `seller` for what is their own; `platform` for its consumers; `support` for all.',
    );
    for (const [name, { description = '', responses }] of described) {
      expect(`${name}: ${description}`).toMatch(/Who: .+\./);
      expect(`${name} ${JSON.stringify(responses)}`).not.toMatch(/Taken|Default Response/);
    }
    expect(JSON.stringify(document)).not.toMatch(/design §|decision record|\bD\d{1,2}\b/);
    const tags = (document as { tags?: { name: string }[] }).tags?.map(({ name }) => name);
    expect([...new Set([...described.values()].flatMap(({ tags: own = [] }) => own))]).toEqual(
      tags?.filter((tag) => [...described.values()].some(({ tags: own }) => own?.includes(tag))),
    );
  });

  it('offers If-Match where there is a version, which the answer bears as ETag', async () => {
    const headersOf = (name: string, status: string) =>
      published().then((all) => {
        const { operation } = all.find((one) => one.name === name) ?? {};
        const wantsMatch = operation?.parameters?.some((one) => one.name === 'If-Match') ?? false;
        return [wantsMatch, Object.keys(operation?.responses[status]?.headers ?? {})];
      });

    expect(await headersOf('POST /v1/orders', '201')).toEqual([false, ['ETag', 'Location']]);
    expect(await headersOf('POST /v1/orders/quote', '200')).toEqual([false, []]);
    expect(await headersOf('POST /v1/sandbox/clock', '503')).toEqual([false, ['Retry-After']]);
    const note = await headersOf('POST /v1/shipments/{id}/handover-note', '201');
    expect(note).toEqual([true, ['ETag', 'Location']]);
    expect(await headersOf('GET /v1/shipments/{id}', '200')).toEqual([false, ['ETag']]);
  });

  it('gives an example of each body, and each example is of its form', async () => {
    const document = await openApiOf(devFile().apiUrl);
    for (const { name, operation } of await published()) {
      const media = operation.requestBody?.content['application/json'];
      if (media === undefined) continue;
      const whole = JSON.stringify({ ...media.schema, $defs: document.components.schemas });
      const schema = JSON.parse(
        whole.replaceAll('#/components/schemas/', '#/$defs/'),
      ) as Media['schema'];
      const validator = z.fromJSONSchema(schema);
      const reference = ((media.schema['$ref'] ?? '') as string).split('/').at(-1) ?? '';
      const { examples = [] } = (document.components.schemas[reference] ?? media.schema) as {
        examples?: unknown[];
      };
      const all = [...examples, ...(media.example === undefined ? [] : [media.example])];

      expect(`${name} ${all.length > 0}`).toBe(`${name} true`);
      for (const example of all) {
        const { error } = validator.safeParse(example);
        expect(`${name} ${error ? z.prettifyError(error) : 'good'}`).toBe(`${name} good`);
      }
    }
  });

  it('is readable as a page, and says at /metrics how the process does', async () => {
    const { docsUrl, apiUrl } = devFile();

    const page = await fetch(docsUrl);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const metrics = await (await fetch(`${apiUrl}/metrics`)).text();
    expect(metrics).toContain('# TYPE');
    expect((await withToken(null).get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await withToken(null).get('/readyz')).body).toEqual({ status: 'ok' });
  });

  it('S0 5.6 a, 6.6 a: every deadline is published to anybody, in words and as data', async () => {
    const { body } = await withToken(null).get<{
      prose: { zh: string[]; en: string[] };
      deadlines: { name: string; clause: string }[];
    }>('/v1/service-levels');

    expect(body.prose.zh).toHaveLength(body.deadlines.length);
    expect(body.prose.en).toHaveLength(body.deadlines.length);
    expect(body.deadlines).toContainEqual(
      expect.objectContaining({ name: 'seller_confirmation', clause: 'S0 6.6 c' }),
    );
    expect((await as('seller').get('/v1/service-levels')).body).toEqual(body);
  });
});
