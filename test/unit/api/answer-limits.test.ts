import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { addAnswerLimits, inTime } from '../../../src/api/answer-limits.ts';
import { addErrorHandler } from '../../../src/api/error-handler.ts';

const never = new Promise<never>(() => undefined);
const app = Fastify();
addErrorHandler(app);
addAnswerLimits(app, { readMs: 20, commandMs: 20 });
app.get('/read', () => never);
app.post('/command', () => never);
app.get('/checked', { handlerTimeout: 60_000 }, () => inTime(never, 20));
afterAll(() => app.close());

test.each([
  { method: 'GET', url: '/read' },
  { method: 'POST', url: '/command' },
  { method: 'GET', url: '/checked' },
] as const)('$method $url, which never ends, is answered with 503 in time', async (asked) => {
  const { statusCode, headers, body } = await app.inject(asked);

  expect([statusCode, headers['retry-after']]).toEqual([503, '2']);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(body)).toMatchObject({ code: 'engine_unavailable' });
});
