import { describe, expect, test } from 'vitest';
import type { OrderState } from '../../../src/domain/order.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import { isQuiet, placeOrder, refusalOf, send, untilOrder } from '../../support/order-life.ts';
import { neighbourBooks, nothingLeft } from '../../support/neighbour-books.ts';
import { accepting, acceptingOffer, type OrderWishes } from '../../support/orders.ts';

const engine = engineOfFile();

describe.concurrent('consumer_confirmation', () => {
  const name = 'consumer_confirmation';
  const placeOffer = () => placeOrder(engine, { consumerConfirmation: null });
  const accept = (orderId: string) => send(engine, orderId, acceptingOffer, { by: 'consumer' });

  test('S0 9.4 a: one second before its deadline the offer stands, and is accepted', async () => {
    const orderId = await placeOffer();
    await oneSecondBefore(engine, orderId, { name }, () => accept(orderId));

    const state = await untilOrder(
      engine,
      orderId,
      ({ order }) => order.status !== 'awaiting_consumer',
    );
    expect(state.order).toMatchObject({ status: 'awaiting_confirmation', escalated: false });
    expect(deadlineOf(state, name).state).toBe('met');
  });

  test('S0 9.4 a: one second after it the order is cancelled, and it is too late', async () => {
    const orderId = await placeOffer();

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'consumer_confirmation_expired',
      escalated: false,
    });
    expect(deadlineOf(state, name).state).toBe('missed');
    expect(await refusalOf(accept(orderId))).toBe('deadline_passed');
  });
});

describe.concurrent('seller_confirmation', () => {
  const name = 'seller_confirmation';
  const accept = (orderId: string) => send(engine, orderId, accepting, { by: 'seller' });

  test('S0 6.6 c: one second before its deadline the seller confirms in time', async () => {
    const orderId = await placeOrder(engine);
    await oneSecondBefore(engine, orderId, { name }, () => accept(orderId));

    const state = await untilOrder(
      engine,
      orderId,
      ({ order }) => order.status !== 'awaiting_confirmation',
    );
    expect(state.order.escalated).toBe(false);
    expect(deadlineOf(state, name).state).toBe('met');
  });

  test('S0 6.6 c: one second after it the order is escalated, and the seller still confirms', async () => {
    const orderId = await placeOrder(engine);

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order).toMatchObject({ status: 'awaiting_confirmation', escalated: true });
    expect(deadlineOf(late, name)).toMatchObject({ state: 'missed', grace: 'running' });
    await accept(orderId);

    const state = await untilOrder(
      engine,
      orderId,
      ({ order }) => order.status !== 'awaiting_confirmation',
    );
    expect(deadlineOf(state, name)).toMatchObject({ state: 'missed', grace: 'stopped' });
  });

  test('S0 6.6 c: one second before the grace ends the seller still confirms', async () => {
    const orderId = await placeOrder(engine);
    await oneSecondBefore(engine, orderId, { name, end: 'grace' }, () => accept(orderId));

    const state = await untilOrder(
      engine,
      orderId,
      ({ order }) => order.status !== 'awaiting_confirmation',
    );
    expect(state.order.status).not.toBe('cancelled');
    expect(deadlineOf(state, name).grace).toBe('stopped');
  });

  test('S0 6.6 c: one second after the grace the order is cancelled, and it is too late', async () => {
    const orderId = await placeOrder(engine);
    await oneSecondAfter(engine, orderId, { name });

    const state = await oneSecondAfter(engine, orderId, { name, end: 'grace' });

    expect(state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'confirmation_expired',
    });
    expect(deadlineOf(state, name)).toMatchObject({ state: 'missed', grace: 'acted' });
    expect(await refusalOf(accept(orderId))).toBe('deadline_passed');
  });
});

describe.concurrent('what was taken before the seller fell silent', () => {
  const name = 'seller_confirmation';

  /** Paid before the seller confirms, with money and stock in the neighbours' own books. */
  const placePaid = async (wishes: OrderWishes): Promise<string> => {
    const orderId = await placeOrder(engine, { timing: 'before_confirmation', ...wishes });
    await untilOrder(
      engine,
      orderId,
      (state) => state.order.status === 'awaiting_confirmation' && isQuiet(state),
    );
    return orderId;
  };
  const expire = async (orderId: string): Promise<OrderState> => {
    await oneSecondAfter(engine, orderId, { name });
    return oneSecondAfter(engine, orderId, { name, end: 'grace' });
  };

  test('S0 6.6 c: an authorization is let go, and the stock released', async () => {
    const orderId = await placePaid({});
    expect(await neighbourBooks(engine, orderId)).toEqual({
      authorizedMinor: 26_980,
      takenMinor: 0,
      unitsHeld: 2,
    });

    const state = await expire(orderId);

    expect(state.order).toMatchObject({ status: 'cancelled', paymentStatus: 'voided' });
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('S0 6.6 c: money that a wallet has paid is given back, and the stock released', async () => {
    const orderId = await placePaid({ method: 'alipay' });
    expect(await neighbourBooks(engine, orderId)).toEqual({
      authorizedMinor: 0,
      takenMinor: 26_980,
      unitsHeld: 2,
    });

    await expire(orderId);

    const state = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
    expect(state.order).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
    expect(Object.values(state.balances).filter((balance) => balance !== 0)).toEqual([]);
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });
});
