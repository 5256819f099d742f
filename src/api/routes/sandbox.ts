import { aloneWithClock } from '../../db/orders/clock-lock.ts';
import { storeKey } from '../../db/orders/idempotency.ts';
import { findOrderIdOf } from '../../db/reading/reads.ts';
import { demand } from '../../domain/errors.ts';
import { epochMsOf } from '../../domain/calendars/calendar.ts';
import { addDuration } from '../../domain/calendars/duration.ts';
import { callerOf, demandVisibleOrder } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import type { CommandKey } from '../commands/command-key.ts';
import { findAnswer, keyOf } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { orderTime } from '../commands/order-clock.ts';
import type { Parts } from '../parts.ts';
import type { Forwarding, SandboxClock } from '../sandbox/sandbox-clock.ts';
import { clockAnswer, sandboxClockBody, sandboxClockQuery } from '../schemas/sandbox.ts';

const tag = 'sandbox';

/** The clock of single orders, in the sandbox only (design §5). */
export function addSandboxRoutes(app: Door, parts: Parts): void {
  app.post(
    '/v1/sandbox/clock',
    {
      config: { right: 'moveClock' },
      schema: documented(
        {
          tag,
          summary: 'Forward an order by a duration, or to just past its next deadline',
          answers: { 200: clockAnswer },
          isCommand: true,
          refusals: ['not_sandbox', 'not_found', 'order_busy', 'deadline_not_running'],
        },
        { body: sandboxClockBody },
      ),
    },
    async (request) => {
      const { body } = request;
      demandSandbox(parts);
      const { orderId } = await orderOfSubject(parts, callerOf(request), body.subject);
      const forwarding: Forwarding =
        'advance' in body ? { byMs: durationMs(body.advance) } : 'next_deadline';
      return moveOnce(parts, { key: keyOf(request), orderId, forwarding });
    },
  );
  app.get(
    '/v1/sandbox/clock',
    {
      config: { right: 'readClock' },
      schema: documented(
        {
          tag,
          summary: 'What time it is for an order',
          answers: { 200: clockAnswer },
          refusals: ['not_sandbox', 'not_found'],
        },
        { querystring: sandboxClockQuery },
      ),
    },
    async (request) => {
      demandSandbox(parts);
      const order = await orderOfSubject(parts, callerOf(request), request.query.subject);
      return { now: orderTime(order) };
    },
  );
}

/** Asked before the order is: where time is real, no order has a clock to move. */
function demandSandbox({ sandboxClock }: Pick<Parts, 'sandboxClock'>): SandboxClock {
  demand(sandboxClock !== null, 'not_sandbox', 'This installation runs on real time.');
  return sandboxClock;
}

/** So long a repeat waits for the first; a move takes seconds at most. */
const patienceMs = 45_000;

/** Of equal requests at once one moves the clock; the others have its answer. */
async function moveOnce(
  parts: Parts,
  { key, orderId, forwarding }: { key: CommandKey; orderId: string; forwarding: Forwarding },
): Promise<unknown> {
  const { sql } = parts;
  const sandboxClock = demandSandbox(parts);
  const moved = await aloneWithClock(sql, { orderId, patienceMs }, async () => {
    const known = await findAnswer(parts, key);
    if (known) return known;
    const answer = await sandboxClock.forward(orderId, forwarding);
    const subject = { type: 'order' as const, id: orderId };
    const createdAt = new Date().toISOString();
    await storeKey(sql, { ...key, status: 200, subject, answer, orderId, createdAt });
    return { answer };
  });
  demand(moved !== undefined, 'order_busy', 'Others are moving this order’s clock.');
  return moved.answer;
}

/** A refund has no time of its own: it lives in its order's. */
async function orderOfSubject(parts: Parts, caller: Caller, subject: string) {
  const found = subject.startsWith('rfd_')
    ? await findOrderIdOf(parts.sql, { type: 'refund', id: subject })
    : { orderId: subject };
  return demandVisibleOrder(parts, caller, found?.orderId ?? '');
}

const epoch = '1970-01-01T00:00:00.000Z';

/** Elapsed time: a day is 24 hours whatever the zone. */
function durationMs(duration: string): number {
  return epochMsOf(addDuration(epoch, duration, 'UTC'));
}
