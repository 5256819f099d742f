import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/commands.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { orderState } from '../support/engine.ts';
import { dayMs, forward } from '../support/order-clock.ts';
import { neighbourBooks, nothingLeft } from '../support/neighbour-books.ts';
import { bringTo, isQuiet, placeOrder, send, sign, untilOrder } from '../support/order-life.ts';
import { accepting, actorOf, cancelling, newId, shipmentOf } from '../support/orders.ts';
import { engineOfFile } from '../support/file-engine.ts';

const engine = engineOfFile({
  watch: (activities) => ({
    ...activities,
    capturePayment: async (call) => {
      await captures;
      return activities.capturePayment(call);
    },
  }),
});

let captures = Promise.resolve();
/** No capture reaches the provider until the answered function is called. */
function holdCaptures(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  captures = promise;
  return resolve;
}

/** How many of several attempts were taken, and with which codes the others were refused. */
async function outcomes(attempts: Promise<unknown>[]) {
  const results = await Promise.allSettled(attempts);
  return {
    taken: results.filter((result) => result.status === 'fulfilled').length,
    refused: results
      .filter((result) => result.status === 'rejected')
      .map((result) => (result.reason as { code?: string }).code),
  };
}

async function countOf(orderId: string, type: string): Promise<number> {
  const rows = await engine.sql`
    select 1 from journal where order_id = ${orderId} and type = ${type}`;
  return rows.length;
}

describe('two parties at the same instant', () => {
  test('S0 6.7.2 b: seller and courier sign the handover note at once: both count, it is one handover', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'handover_noted');

    await Promise.all([
      sign(engine, orderId, { kind: 'handover_note', by: 'seller' }),
      sign(engine, orderId, { kind: 'handover_note', by: 'courier' }),
    ]);

    const state = await untilOrder(engine, orderId, isQuiet);
    expect(shipmentOf(state).status).toBe('handed_over');
    expect(state.signatures.map(({ role }) => role).toSorted()).toEqual(['courier', 'seller']);
    expect(await countOf(orderId, 'document_completed')).toBe(1);
    expect(state.order.capturedMinor).toBe(26_980);
  });

  test('S0 7.7.2: courier and recipient sign the delivery note at once: the goods are accepted once', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'inspected');

    await Promise.all([
      sign(engine, orderId, { kind: 'delivery_note', by: 'consumer' }),
      sign(engine, orderId, { kind: 'delivery_note', by: 'courier' }),
    ]);

    const state = await orderState(engine, orderId);
    expect(state.order.status).toBe('delivered');
    expect(state.lines).toMatchObject([{ accepted: 2 }]);
  });

  test('D5: one side signs twice at once: one signature is taken', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'handover_noted');

    const signed = await outcomes([
      sign(engine, orderId, { kind: 'handover_note', by: 'seller' }),
      sign(engine, orderId, { kind: 'handover_note', by: 'seller' }),
    ]);

    expect(signed).toEqual({ taken: 1, refused: ['already_signed'] });
    expect((await orderState(engine, orderId)).signatures).toHaveLength(1);
  });

  test('D3: of two decisions of the seller at once exactly one is taken', async () => {
    const orderId = await placeOrder(engine);
    const declining: Command = {
      name: 'decideAsSeller',
      decision: 'decline',
      reason: 'seller_out_of_stock',
      note: null,
      lines: null,
    };

    const decided = await outcomes([
      send(engine, orderId, accepting, { by: 'seller' }),
      send(engine, orderId, declining, { by: 'seller' }),
    ]);

    expect(decided).toEqual({ taken: 1, refused: ['wrong_order_status'] });
    const confirmed = await countOf(orderId, 'order_confirmed');
    const declined = await countOf(orderId, 'order_declined');
    expect(confirmed + declined).toBe(1);
  });
});

describe('cancel racing capture', () => {
  const captureIs = (found: 'pending' | 'unknown') => (state: OrderState) =>
    state.effects.some(({ kind, status }) => kind === 'capture_payment' && status === found);

  /** Cancelled by the consumer after the provider was asked to capture, before it has answered. */
  async function cancelledOnTheWay(token: string): Promise<string> {
    const answered = holdCaptures();
    const orderId = await placeOrder(engine, { method: 'wechat_pay', token });
    await send(engine, orderId, accepting, { by: 'seller' });
    await untilOrder(engine, orderId, captureIs('pending'));
    await send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' });
    const { order } = await orderState(engine, orderId);
    expect(order).toMatchObject({ status: 'cancelled', capturedMinor: 0 });
    answered();
    return orderId;
  }

  const untilGivenBack = (orderId: string): Promise<OrderState> =>
    untilOrder(
      engine,
      orderId,
      ({ order, effects }) =>
        ['refunded', 'voided'].includes(order.paymentStatus) &&
        effects.every(({ status }) => status === 'done' || status === 'failed'),
    );

  test('§2.1: money that is taken for a cancelled order goes back, whole and once', async () => {
    const orderId = await cancelledOnTheWay('tok_ok');

    const ended = await untilGivenBack(orderId);

    expect(ended.order.refundedMinor).toBe(26_980);
    expect(ended.refunds).toHaveLength(1);
    expect(ended.balances).toMatchObject({ provider: 0, escrow: 0, refund_due: 0 });
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('§2.1: a capture that fails for a cancelled order leaves an authorization to be voided', async () => {
    const orderId = await cancelledOnTheWay('tok_capture_fails');

    const ended = await untilGivenBack(orderId);

    expect(ended.order.paymentStatus).toBe('voided');
    expect(ended.refunds).toEqual([]);
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('S0 8.2 d: a capture whose answer is lost is found out for a cancelled order too', async () => {
    const orderId = await cancelledOnTheWay('tok_capture_timeout_after_success');
    await untilOrder(engine, orderId, captureIs('unknown'));

    await forward(engine, orderId, { byMs: dayMs });

    expect((await untilGivenBack(orderId)).order.refundedMinor).toBe(26_980);
    expect(await neighbourBooks(engine, orderId)).toEqual(nothingLeft);
  });

  test('§2.1: cancelled just as the courier signs, either the goods go or the money stays', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'handover_noted');
    await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });

    const { taken, refused } = await outcomes([
      send(engine, orderId, cancelling('consumer_changed_mind'), { by: 'consumer' }),
      sign(engine, orderId, { kind: 'handover_note', by: 'courier' }),
    ]);

    expect(taken).toBe(1);
    const state = await untilOrder(engine, orderId, isQuiet);
    const handedOver = state.order.status === 'in_delivery';
    expect(refused).toEqual([handedOver ? 'cancel_after_handover' : 'wrong_document_status']);
    expect(state.order.paymentStatus).toBe(handedOver ? 'captured' : 'voided');
    const { authorizedMinor, takenMinor } = await neighbourBooks(engine, orderId);
    expect({ authorizedMinor, takenMinor }).toEqual({
      authorizedMinor: 0,
      takenMinor: handedOver ? 26_980 : 0,
    });
  });
});

describe('refund racing refund', () => {
  const refund = (orderId: string, amountMinor: number) =>
    engine.transitions.run({
      orderId,
      action: {
        name: 'requestRefund',
        refundId: newId('rfd'),
        lines: null,
        amountMinor,
        deliveryFeeMinor: null,
        reason: 'quality',
        bearer: 'platform',
        channel: 'original',
      },
      actor: actorOf('support'),
      at: new Date().toISOString(),
      expectedVersion: null,
      key: null,
    });

  test.each([
    ['of all that was paid: one is taken', 26_980, 2, 1],
    ['of more than half each: one is taken', 14_000, 2, 1],
    ['of a third each: three of five are taken', 8_990, 5, 3],
  ])('D5: refunds at once %s', async (_what, amountMinor, asked, taken) => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered');

    const result = await outcomes(
      Array.from({ length: asked }, () => refund(orderId, amountMinor)),
    );
    engine.wakeStarts();

    expect(result).toEqual({
      taken,
      refused: Array.from({ length: asked - taken }, () => 'refund_exceeds_refundable'),
    });
    const state = await untilOrder(engine, orderId, ({ refunds }) =>
      refunds.every(({ status }) => status === 'succeeded'),
    );
    expect(state.order.refundedMinor).toBe(taken * amountMinor);
    const { takenMinor } = await neighbourBooks(engine, orderId);
    expect(takenMinor).toBe(26_980 - taken * amountMinor);
  });
});
