import { ScheduleClient } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { requestErasure } from '../../src/db/registry/erasures.ts';
import { applyTemporalSetup, readTemporalSetup } from '../../src/temporal-setup.ts';
import { until } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { placeOrder, send, untilOrder } from '../support/order-life.ts';
import { cancelling, consumerRef, parties } from '../support/orders.ts';

const engine = engineOfFile();

/** Cancelled three years and a day ago, as far as the database knows. */
async function longAgo(): Promise<string> {
  const orderId = await placeOrder(engine, { token: null });
  await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
  await untilOrder(
    engine,
    orderId,
    ({ order, effects }) =>
      order.status === 'cancelled' && effects.every(({ status }) => status === 'done'),
  );
  await engine.sql`update orders set last_at = now() - interval '3 years 1 day',
    placed_at = now() - interval '3 years 2 days' where id = ${orderId}`;
  return orderId;
}

async function hasKey(orderId: string): Promise<boolean> {
  const [personal] = await engine.sql<{ hasKey: boolean }[]>`
    select wrapped_key is not null as "hasKey" from order_personal where order_id = ${orderId}`;
  return personal?.hasKey === true;
}

describe('the nightly erasure', () => {
  test('S0 9.2.3: what was asked for and may go by now is erased by the schedule, nothing else', async () => {
    const before = await longAgo();
    const recent = await placeOrder(engine, { token: null });
    const consumer = { platformId: parties.platform, consumerRef };
    const by = { role: 'consumer', id: consumerRef, channel: 'app' } as const;
    await requestErasure(engine.sql, consumer, { at: new Date().toISOString(), by });
    const other = await longAgo();
    await engine.sql`update orders set consumer_ref = 'c-other' where id = ${other}`;
    const { connection, namespace } = engine.temporal();
    await applyTemporalSetup(connection, await readTemporalSetup(), { asNamespace: namespace });

    await new ScheduleClient({ connection, namespace }).getHandle('erasure').trigger();
    await until(
      async () => !(await hasKey(before)),
      () => 'the schedule erases nothing',
    );

    expect([await hasKey(recent), await hasKey(other)]).toEqual([true, true]);
  });
});
