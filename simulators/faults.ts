import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SimulatorRefusal } from './server.ts';

const faultsSchema = z.strictObject({ mode: z.enum(['none', 'down', 'slow']) });

/** How long a call waits in the mode `slow` and for the slow sentinels, in milliseconds. */
export const slowByDefaultMs = 3_000;

/** What the switch does, in the self-description of a simulator. */
export const faultControls = {
  'PUT /faults {"mode":"none"|"down"|"slow"}':
    'down: its calls are answered 503; slow: each waits some seconds; until it is set back',
} as const;

/**
 * Adds `PUT /faults {mode}` and answers the place for the routes that it concerns: in the mode
 * `down` they answer 503 without doing anything, in the mode `slow` they first wait `slowMs`. The
 * rest (ledger, administration) keeps answering. A restarted simulator has no faults.
 */
export function addFaultSwitch(
  server: FastifyInstance,
  slowMs = slowByDefaultMs,
): (routes: (scope: FastifyInstance) => void) => void {
  let mode: z.infer<typeof faultsSchema>['mode'] = 'none';
  const closing = new AbortController();
  server.addHook('preClose', async () => closing.abort());

  server.put('/faults', (request) => {
    ({ mode } = faultsSchema.parse(request.body));
    return { mode };
  });

  return (routes) => {
    server.register(async (scope) => {
      scope.addHook('onRequest', async () => {
        if (mode === 'down') throw new SimulatorRefusal(503, 'switched_down');
        if (mode === 'slow') await slowDown(slowMs, closing.signal);
      });
      routes(scope);
    });
  };
}

/**
 * A call whose client has left meanwhile is still executed, as elsewhere; a closing server's is
 * not.
 */
async function slowDown(slowMs: number, closing: AbortSignal): Promise<void> {
  try {
    await delay(slowMs, undefined, { signal: closing });
  } catch (cause) {
    throw new SimulatorRefusal(503, 'closing', { cause });
  }
}
