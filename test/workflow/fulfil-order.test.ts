import { expect, test } from 'vitest';
import { engineOfFile } from '../support/file-engine.ts';
import { bringTo, placeOrder, untilOrder } from '../support/order-life.ts';
import { forward, dayMs } from '../support/order-clock.ts';

const engine = engineOfFile();

test('S0 6.6–7.8: an order lives its whole life and the ledger closes at zero', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'delivered');

  await forward(engine, orderId, { byMs: 17 * dayMs });

  const ended = await untilOrder(engine, orderId, (state) => state.order.status === 'completed');
  expect(ended.balances).toEqual({
    provider: 26_980,
    escrow: 0,
    seller: -24_980,
    courier: -1_000,
    platform_fee: -1_000,
  });
});
