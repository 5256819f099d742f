import { expect, test } from 'vitest';
import { engineOfFile } from '../support/file-engine.ts';
import { neighbourBooks, nothingLeft } from '../support/neighbour-books.ts';
import { bringTo, isQuiet, placeOrder, type Stage, untilOrder } from '../support/order-life.ts';
import type { OrderWishes } from '../support/orders.ts';
import { livedOn, runOf, wellEnded } from './runs.ts';

const engine = engineOfFile();

const undone: [what: string, wishes: OrderWishes, stage: Stage, money: string[]][] = [
  ['before anything was paid', {}, 'awaiting_confirmation', []],
  ['with a card authorized', {}, 'awaiting_handover', ['authorization', 'void']],
  ['with a note issued', {}, 'handover_noted', ['authorization', 'void']],
  [
    'with the money captured',
    { method: 'wechat_pay' },
    'awaiting_handover',
    ['authorization', 'capture', 'refund'],
  ],
];

test.each(undone)(
  'D1: cancelled in Temporal %s, an order is cancelled by the operator and all is given back',
  async (_what, wishes, stage, money) => {
    const orderId = await placeOrder(engine, wishes);
    await bringTo(engine, orderId, stage);

    await runOf(engine, orderId).cancel();

    const ended = await untilOrder(
      engine,
      orderId,
      (state) =>
        state.order.status === 'cancelled' &&
        isQuiet(state) &&
        state.refunds.every((refund) => refund.status === 'succeeded'),
    );
    expect(ended.order.statusReason).toBe('operator');
    const movements = await engine.neighbours.providerMovements(orderId);
    expect(movements.map((movement) => movement.kind)).toEqual(money);
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
    expect(Object.values(ended.balances).filter((balance) => balance !== 0)).toEqual([]);
    await runOf(engine, orderId).result();
  },
);

test('D1: cancelled in Temporal after the handover, an order goes on to its end', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');

  await runOf(engine, orderId).cancel();

  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});
