import { expect, test } from 'vitest';
import { orderState } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { deadlineOf, forward } from '../support/order-clock.ts';
import { bringTo, placeOrder, untilOrder } from '../support/order-life.ts';
import { completedTasks, livedOn, resetTo, wellEnded } from './runs.ts';

const engine = engineOfFile();

test.each(['sent_again', 'left_out'] as const)(
  'D1: reset to its beginning, messages %s, a run takes over what PostgreSQL knows',
  async (messages) => {
    const orderId = await placeOrder(engine);
    const before = await bringTo(engine, orderId, 'in_delivery');
    const [eventId] = await completedTasks(engine, orderId);

    await resetTo(engine, orderId, { eventId, messages });

    expect((await orderState(engine, orderId)).order.version).toBe(before.order.version);
    expect(await livedOn(engine, orderId)).toEqual(wellEnded);
  },
);

test('D1: reset to a quiet moment long past, a run does not refuse what is right by now', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'handover_noted');
  const eventId = (await completedTasks(engine, orderId)).at(-1);
  await bringTo(engine, orderId, 'in_delivery');

  await resetTo(engine, orderId, { eventId, messages: 'left_out' });

  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D1, D7: reset to before a deadline was set, a run lets it expire in time all the same', async () => {
  const orderId = await placeOrder(engine);
  const { dueAt } = deadlineOf(await bringTo(engine, orderId, 'arrived'), 'appointment');
  const eventId = (await completedTasks(engine, orderId)).at(-1);

  await resetTo(engine, orderId, { eventId, messages: 'left_out' });
  await forward(engine, orderId, { toJustAfter: dueAt });

  const missed = await untilOrder(
    engine,
    orderId,
    (state) => state.shipments[0]?.attempts.length === 1,
  );
  expect(deadlineOf(missed, 'delivery').state).toBe('running');
});
