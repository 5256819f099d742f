import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/domain/commands.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import { isQuiet, placeOrder, refusalOf, send, untilOrder } from '../../support/order-life.ts';
import { neighbourBooks, nothingLeft } from '../../support/neighbour-books.ts';
import type { OrderWishes } from '../../support/orders.ts';
import { policyOf } from '../../support/policies.ts';

const engine = engineOfFile();

describe.concurrent('amendment', () => {
  const name = 'amendment';
  const less: Command = {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: [{ lineNo: 1, quantity: 1 }],
  };

  /** Paid by wallet; the seller then offers one unit of two. */
  const placeAmended = async (wishes: OrderWishes = {}): Promise<string> => {
    const orderId = await placeOrder(engine, {
      timing: 'before_confirmation',
      method: 'alipay',
      ...wishes,
    });
    await untilOrder(
      engine,
      orderId,
      (state) => state.order.status === 'awaiting_confirmation' && isQuiet(state),
    );
    await send(engine, orderId, less, { by: 'seller' });
    return orderId;
  };
  const accept = (orderId: string) =>
    send(engine, orderId, { name: 'decideOnAmendment', decision: 'accept' }, { by: 'consumer' });
  const halfPaid = { authorizedMinor: 0, takenMinor: 13_990, unitsHeld: 1 };

  test('S0 9.4 a: one second before its deadline the amendment is accepted, the difference goes back', async () => {
    const orderId = await placeAmended();
    await oneSecondBefore(engine, orderId, { name }, () => accept(orderId));

    const state = await untilOrder(
      engine,
      orderId,
      (now) => now.order.refundedMinor > 0 && isQuiet(now),
    );
    expect(state.order).toMatchObject({ status: 'awaiting_handover', escalated: false });
    expect(deadlineOf(state, name).state).toBe('met');
    expect(await neighbourBooks(engine, orderId)).toEqual(halfPaid);
  });

  test('S0 9.4 a: one second after it the order is cancelled, all goes back, and it is too late', async () => {
    const orderId = await placeAmended();

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_expired',
      amendment: { status: 'expired' },
    });
    expect(await refusalOf(accept(orderId))).toBe('deadline_passed');
    await untilOrder(engine, orderId, ({ order }) => order.paymentStatus === 'refunded');
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('S0 9.4 a: by policy one second after it silence is consent: the rest is given back and released', async () => {
    const policyName = await policyOf(engine, { [name]: { onExpiry: 'accept' } });
    const orderId = await placeAmended({ policyName });
    const before = await oneSecondBefore(engine, orderId, { name });
    expect(before.order.statusReason).toBe('amendment');

    await oneSecondAfter(engine, orderId, { name });

    const state = await untilOrder(
      engine,
      orderId,
      (now) => now.order.refundedMinor > 0 && isQuiet(now),
    );
    expect(state.order).toMatchObject({
      status: 'awaiting_handover',
      totalMinor: 13_990,
      amendment: { status: 'accepted' },
    });
    expect(await neighbourBooks(engine, orderId)).toEqual(halfPaid);
  });
});
