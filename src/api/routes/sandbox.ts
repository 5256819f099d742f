import { storeKey } from '../../db/idempotency.ts';
import { findOrderIdOf } from '../../db/reads.ts';
import { demand } from '../../domain/errors.ts';
import { epochMsOf } from '../../domain/calendar.ts';
import { addDuration } from '../../domain/duration.ts';
import { callerOf, demandVisibleOrder } from '../access.ts';
import type { Caller } from '../authenticate.ts';
import { findAnswer, keyOf } from '../commands.ts';
import { documented } from '../documentation.ts';
import type { Door } from '../door.ts';
import { orderTime } from '../order-clock.ts';
import type { Parts } from '../parts.ts';
import type { Forwarding } from '../sandbox-clock.ts';
import { clockAnswer } from '../schemas/registry-answers.ts';
import { sandboxClockBody, sandboxClockQuery } from '../schemas/registry.ts';

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
      const { sandboxClock } = parts;
      demand(sandboxClock !== null, 'not_sandbox', 'This installation runs on real time.');
      const { body } = request;
      const order = await orderOfSubject(parts, callerOf(request), body.subject);
      const key = keyOf(request);
      const known = await findAnswer(parts, key);
      if (known) return known.answer;
      const forwarding: Forwarding =
        'advance' in body ? { byMs: durationMs(body.advance) } : 'next_deadline';
      const answer = await sandboxClock.forward(order.orderId, forwarding);
      await storeKey(parts.sql, {
        ...key,
        status: 200,
        subject: { type: 'order', id: order.orderId },
        answer,
        orderId: order.orderId,
        createdAt: new Date().toISOString(),
      });
      return answer;
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
      demand(parts.sandboxClock !== null, 'not_sandbox', 'This installation runs on real time.');
      const order = await orderOfSubject(parts, callerOf(request), request.query.subject);
      return { now: orderTime(order) };
    },
  );
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
