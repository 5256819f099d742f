import { describe, expect, test } from 'vitest';
import type { OrderState } from '../../../src/domain/order.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { neighbourBooks } from '../../support/neighbour-books.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import {
  bringTo,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilOrder,
} from '../../support/order-life.ts';
import { returnNote, shipmentOf } from '../../support/orders.ts';

const engine = engineOfFile();

const kind = 'return_to_seller_note';
const issueNote = async (orderId: string): Promise<void> =>
  send(engine, orderId, returnNote(await orderState(engine, orderId)), { by: 'courier' });
const signNote = (orderId: string, by: 'courier' | 'seller') => sign(engine, orderId, { kind, by });
const isReturned = ({ order }: OrderState) => order.status === 'returned';
const isRefunded = ({ order }: OrderState) => order.refundedMinor > 0;

/** Both units refused at the door; they are on their way back. */
const placeRefused = async (): Promise<string> => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'delivered', { refused: 2 });
  return orderId;
};

describe.concurrent('return_to_seller', () => {
  const name = 'return_to_seller';

  test('S0 7.7.3 a: one second before its deadline the goods come back in time', async () => {
    const orderId = await placeRefused();
    await issueNote(orderId);
    await oneSecondBefore(engine, orderId, { name }, async () => {
      await signNote(orderId, 'courier');
      await signNote(orderId, 'seller');
    });

    const state = await untilOrder(engine, orderId, isReturned);
    expect(deadlineOf(state, name).state).toBe('met');
    expect(state.order.escalated).toBe(false);
  });

  test('S0 7.7.3 a: one second after it the order is escalated, and the goods still come back', async () => {
    const orderId = await placeRefused();

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(deadlineOf(late, name).state).toBe('missed');
    expect(deadlineOf(late, 'presumed_lost').state).toBe('running');
    await issueNote(orderId);
    await signNote(orderId, 'courier');
    await signNote(orderId, 'seller');

    const state = await untilOrder(engine, orderId, isReturned);
    expect(deadlineOf(state, 'presumed_lost').state).toBe('stopped');
  });

  test('presumed_lost: one second before its deadline goods on their way back may still come', async () => {
    const orderId = await placeRefused();
    await oneSecondAfter(engine, orderId, { name });
    await oneSecondBefore(engine, orderId, { name: 'presumed_lost' }, () => issueNote(orderId));

    expect(shipmentOf(await orderState(engine, orderId), 'return').status).toBe('in_transit');
  });

  test('presumed_lost: one second after it they are lost, and the courier owes their value', async () => {
    const orderId = await placeRefused();
    await oneSecondAfter(engine, orderId, { name });

    const state = await oneSecondAfter(engine, orderId, { name: 'presumed_lost' });

    expect(shipmentOf(state, 'return').status).toBe('lost');
    expect(state.order).toMatchObject({ status: 'returned', statusReason: 'refused' });
    expect(state.balances).toMatchObject({ 'claim:pty_courier': 25_980, seller: -25_980 });
    expect(await refusalOf(issueNote(orderId))).toBe('deadline_passed');
    expect(state.refunds).toHaveLength(1);
  });
});

describe.concurrent('return_receipt', () => {
  const name = 'return_receipt';
  const placeUnsigned = async (): Promise<string> => {
    const orderId = await placeRefused();
    await issueNote(orderId);
    await signNote(orderId, 'courier');
    return orderId;
  };

  test('S0 7.7.3 a: one second before its deadline the seller signs for what came back', async () => {
    const orderId = await placeUnsigned();
    await oneSecondBefore(engine, orderId, { name }, () => signNote(orderId, 'seller'));

    const state = await untilOrder(engine, orderId, isReturned);
    expect(deadlineOf(state, name).state).toBe('met');
    expect(state.order.escalated).toBe(false);
  });

  test('S0 7.7.3 a: one second after it the silent seller has them back, and it is too late', async () => {
    const orderId = await placeUnsigned();

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(shipmentOf(state, 'return').status).toBe('returned');
    expect(state.order).toMatchObject({ status: 'returned', escalated: false });
    expect(await refusalOf(signNote(orderId, 'seller'))).toBe('deadline_passed');
    const refunded = await untilOrder(engine, orderId, isRefunded);
    expect(refunded.lines).toMatchObject([{ refused: 2, refusedBack: 2 }]);
    expect(refunded.refunds).toMatchObject([{ amountMinor: 26_980, status: 'succeeded' }]);
    expect((await neighbourBooks(engine, orderId)).takenMinor).toBe(0);
  });
});

describe.concurrent('refund, the latest date', () => {
  const name = 'refund';

  test('S0 6.8 d: one second before the latest date nothing is refunded for goods on their way', async () => {
    const orderId = await placeRefused();

    const state = await oneSecondBefore(engine, orderId, { name }, async () => {
      expect((await neighbourBooks(engine, orderId)).takenMinor).toBe(26_980);
    });

    expect(state.refunds).toEqual([]);
  });

  test('S0 6.8 d: one second after it the money is given back, goods back or not', async () => {
    const orderId = await placeRefused();
    const { subjectId } = deadlineOf(await orderState(engine, orderId), name);

    await oneSecondAfter(engine, orderId, { name, subjectId });

    const state = await untilOrder(engine, orderId, isRefunded);
    expect(shipmentOf(state, 'return').status).toBe('in_transit');
    expect(state.refunds).toMatchObject([{ amountMinor: 26_980, status: 'succeeded' }]);
    const ended = state.deadlines.filter((deadline) => deadline.name === name);
    expect(ended.map((deadline) => deadline.state)).toEqual(['met', 'met']);
    expect((await neighbourBooks(engine, orderId)).takenMinor).toBe(0);
  });

  test('S0 6.8 d: goods that come after it are taken back, and not refunded twice', async () => {
    const orderId = await placeRefused();
    const { subjectId } = deadlineOf(await orderState(engine, orderId), name);
    await oneSecondAfter(engine, orderId, { name, subjectId });
    await untilOrder(engine, orderId, isRefunded);

    await issueNote(orderId);
    await signNote(orderId, 'courier');
    await signNote(orderId, 'seller');

    const state = await untilOrder(engine, orderId, isReturned);
    expect(state.refunds).toHaveLength(1);
    expect((await neighbourBooks(engine, orderId)).takenMinor).toBe(0);
  });
});
