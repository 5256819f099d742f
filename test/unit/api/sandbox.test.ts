import { validatorCompiler } from '@fastify/type-provider-zod';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { addErrorHandler } from '../../../src/api/error-handler.ts';
import type { Parts } from '../../../src/api/parts.ts';
import { addSandboxRoutes } from '../../../src/api/routes/sandbox.ts';

test('D8: where time is real no order has a clock to move, known or not', async () => {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  addErrorHandler(app);
  // Of all parts of the door only this one is asked: nothing is looked up.
  addSandboxRoutes(app, { sandboxClock: null } as unknown as Parts);
  const url = '/v1/sandbox/clock';

  const moved = await app.inject({
    method: 'POST',
    url,
    headers: { 'idempotency-key': 'k-1' },
    payload: { subject: 'ord_unknown', advance: 'P1D' },
  });
  const read = await app.inject({ url: `${url}?subject=ord_unknown` });

  for (const { statusCode, body } of [moved, read]) {
    expect([statusCode, (JSON.parse(body) as { code: string }).code]).toEqual([403, 'not_sandbox']);
  }
});
