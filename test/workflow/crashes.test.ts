import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, forward } from '../support/order-clock.ts';
import { bringTo, isQuiet, placeOrder, stages, untilOrder } from '../support/order-life.ts';
import { parties } from '../support/orders.ts';
import { type Act, type Life, type Mortality, startMortality } from './mortality.ts';

let mortality: Mortality;
beforeAll(async () => {
  mortality = await startMortality();
});
afterAll(() => mortality.stop());

const happy: Life = {
  name: 'happy',
  before: [],
  acts: [
    async (engine, orderId) => {
      await placeOrder(engine, {}, orderId);
      await untilOrder(engine, orderId, isQuiet);
    },
    ...stages.slice(1).map(
      (stage): Act =>
        (engine, orderId) =>
          bringTo(engine, orderId, stage),
    ),
    async (engine, orderId) => {
      await forward(engine, orderId, { byMs: 17 * dayMs });
      await untilOrder(engine, orderId, (state) => state.order.status === 'completed');
    },
  ],
  after: [],
};

test('D3: a worker killed before the commit, after it, after the effect: nothing is lost, nothing twice', async () => {
  await mortality.engine.neighbours.setStock(parties.seller, 'tea-1', 1_000);

  const outcomes = await mortality.dieIn([happy]);

  for (const { point, traces, expected } of outcomes) expect(traces, point).toEqual(expected);
  // What an undisturbed life leaves behind is right, and so is all the rest with it.
  expect(outcomes[0]?.expected).toMatchObject({
    status: 'completed',
    isChained: true,
    cases: [],
    balances: { escrow: 0, provider: 26_980 },
    atProvider: ['authorize:ord:1 26980', 'capture:ord:1 26980'],
    holds: [{ key: 'hold:ord', held: [{ sku: 'tea-1', quantity: 2, committed: 2, released: 0 }] }],
  });
}, 600_000);
