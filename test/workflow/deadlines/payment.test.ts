import { describe, expect, test } from 'vitest';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { neighbourBooks, nothingLeft } from '../../support/neighbour-books.ts';
import { deadlineOf, forward, hourMs } from '../../support/order-clock.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilOrder,
  untilStatus,
} from '../../support/order-life.ts';
import {
  accepting,
  handoverNote,
  type OrderWishes,
  paying,
  signature,
} from '../../support/orders.ts';

const engine = engineOfFile();

/** Confirmed by its seller; the consumer's card was declined. */
const placeDeclined = async (): Promise<string> => {
  const orderId = await placeOrder(engine, { token: 'tok_declined' });
  await send(engine, orderId, accepting, { by: 'seller' });
  await untilOrder(
    engine,
    orderId,
    (state) => state.order.paymentStatus === 'declined' && isQuiet(state),
  );
  return orderId;
};

describe.concurrent('payment', () => {
  const name = 'payment';
  const pay = (orderId: string) => send(engine, orderId, paying('tok_ok'), { by: 'consumer' });
  test('payment: one second before its deadline the consumer pays after a decline', async () => {
    const orderId = await placeDeclined();
    await oneSecondBefore(engine, orderId, { name }, () => pay(orderId));

    const state = await untilStatus(engine, orderId, 'awaiting_handover');
    expect(state.order.paymentStatus).toBe('authorized');
    expect((await neighbourBooks(engine, orderId)).authorizedMinor).toBe(26_980);
  });

  test('payment: one second after it the order is cancelled, its stock released, and it is too late', async () => {
    const orderId = await placeDeclined();
    expect((await neighbourBooks(engine, orderId)).unitsHeld).toBe(2);

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({ status: 'cancelled', statusReason: 'payment_expired' });
    expect(deadlineOf(state, name).state).toBe('missed');
    expect(await refusalOf(pay(orderId))).toBe('deadline_passed');
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });
});

describe('a payment under way when its deadline passes', () => {
  const name = 'payment';

  /** Paid again one minute before the deadline, without an answer from a provider that is down. */
  const passDeadline = async (orderId: string, token: string): Promise<void> => {
    const { dueAt } = deadlineOf(await orderState(engine, orderId), name);
    await forward(engine, orderId, { to: new Date(Date.parse(dueAt) - 60_000).toISOString() });
    await send(engine, orderId, paying(token), { by: 'consumer' });
    await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'unknown');
    await engine.neighbours.breakDown('payment', 'down');
    const late = await oneSecondAfter(engine, orderId, { name });
    await engine.neighbours.breakDown('payment', 'none');
    expect(late.order).toMatchObject({ status: 'awaiting_payment', escalated: true });
    expect(deadlineOf(late, name).state).toBe('missed');
  };

  test('payment: the order is cancelled only once the query has answered that nothing was paid', async () => {
    const orderId = await placeDeclined();
    await passDeadline(orderId, 'tok_timeout');

    await forward(engine, orderId, { byMs: hourMs });

    const state = await untilStatus(engine, orderId, 'cancelled');
    expect(state.order.statusReason).toBe('payment_expired');
  });

  test('payment: what turns out to have been paid in time keeps the order alive', async () => {
    const orderId = await placeDeclined();
    await passDeadline(orderId, 'tok_timeout_after_success');

    await forward(engine, orderId, { byMs: hourMs });

    const state = await untilStatus(engine, orderId, 'awaiting_handover');
    expect(state.order.paymentStatus).toBe('authorized');
    expect((await neighbourBooks(engine, orderId)).authorizedMinor).toBe(26_980);
  });
});

describe.concurrent('dispatch', () => {
  const name = 'dispatch';

  /** Paid, the handover note issued and signed by the seller: only the courier is missing. */
  const placeHalfSigned = async (wishes: OrderWishes = {}): Promise<string> => {
    const orderId = await placeOrder(engine, wishes);
    await bringTo(engine, orderId, 'handover_noted');
    await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
    return orderId;
  };
  const signAsCourier = (orderId: string) =>
    sign(engine, orderId, { kind: 'handover_note', by: 'courier' });

  test('S0 6.7.2 a: one second before its deadline the goods are handed over in time', async () => {
    const orderId = await placeHalfSigned();
    await oneSecondBefore(engine, orderId, { name }, () => signAsCourier(orderId));

    const state = await untilStatus(engine, orderId, 'in_delivery');
    expect(state.order.escalated).toBe(false);
    expect(deadlineOf(state, name).state).toBe('met');
  });

  test('S0 6.7.2 a: one second after it the order is escalated, and the goods still leave', async () => {
    const orderId = await placeHalfSigned();

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order).toMatchObject({ status: 'awaiting_handover', escalated: true });
    await signAsCourier(orderId);

    const state = await untilStatus(engine, orderId, 'in_delivery');
    expect(deadlineOf(state, name)).toMatchObject({ state: 'missed', grace: 'stopped' });
  });

  test('S0 6.7.2 a: one second before the grace ends the goods still leave', async () => {
    const orderId = await placeHalfSigned();
    await oneSecondBefore(engine, orderId, { name, end: 'grace' }, () => signAsCourier(orderId));

    const state = await untilStatus(engine, orderId, 'in_delivery');
    expect(deadlineOf(state, name).grace).toBe('stopped');
  });

  test('S0 6.7.2 a: one second after the grace the order is cancelled and undone, and it is too late', async () => {
    const orderId = await placeHalfSigned();
    const noted = await oneSecondAfter(engine, orderId, { name });

    const state = await oneSecondAfter(engine, orderId, { name, end: 'grace' });

    expect(state.order).toMatchObject({ status: 'cancelled', statusReason: 'dispatch_expired' });
    expect(state.shipments).toMatchObject([{ status: 'cancelled' }]);
    expect(state.documents).toMatchObject([
      { kind: 'offer', status: 'confirmed' },
      { kind: 'handover_note', status: 'void' },
    ]);
    const lateSignature = signature(noted, 'handover_note', 'courier');
    expect(await refusalOf(send(engine, orderId, lateSignature, { by: 'courier' }))).toBe(
      'deadline_passed',
    );
    expect(await refusalOf(send(engine, orderId, handoverNote(state), { by: 'seller' }))).toBe(
      'deadline_passed',
    );
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('S0 6.7.2 a: money that was captured is refunded when the grace has passed', async () => {
    const orderId = await placeHalfSigned({ method: 'alipay' });
    expect(await neighbourBooks(engine, orderId)).toEqual({
      authorizedMinor: 0,
      takenMinor: 26_980,
      unitsHeld: 2,
    });
    await oneSecondAfter(engine, orderId, { name });

    await oneSecondAfter(engine, orderId, { name, end: 'grace' });

    const state = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
    expect(state.order.paymentStatus).toBe('refunded');
    expect(Object.values(state.balances).filter((balance) => balance !== 0)).toEqual([]);
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });
});
