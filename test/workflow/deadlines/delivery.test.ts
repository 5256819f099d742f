import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/domain/commands.ts';
import type { OrderState } from '../../../src/domain/order.ts';
import { inLastSecond, oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { neighbourBooks } from '../../support/neighbour-books.ts';
import { dayMs, deadlineOf, forward } from '../../support/order-clock.ts';
import {
  bringTo,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilOrder,
} from '../../support/order-life.ts';
import { appointing, inspecting, newId, shipmentOf, tracking } from '../../support/orders.ts';

const engine = engineOfFile();

const inspect = (orderId: string, state: OrderState) =>
  send(engine, orderId, inspecting(state), { by: 'courier' });
/** The goods are brought: inspected, and the courier signs for it. */
const deliver = async (orderId: string, state: OrderState): Promise<OrderState> => {
  await inspect(orderId, state);
  await sign(engine, orderId, { kind: 'delivery_note', by: 'courier' });
  return untilOrder(engine, orderId, ({ documents }) =>
    documents.some(({ kind, status }) => kind === 'delivery_note' && status === 'partly_signed'),
  );
};

/** Arrived and the delivery appointed, so that only the inspection is missing. */
const placeAppointed = async (): Promise<string> => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'appointed');
  return orderId;
};

describe.concurrent('delivery', () => {
  const name = 'delivery';

  test('S0 7.5.1 c: one second before its deadline the goods are brought in time', async () => {
    const orderId = await placeAppointed();
    await oneSecondBefore(engine, orderId, { name }, (state) => deliver(orderId, state));

    const delivered = await orderState(engine, orderId);

    expect(delivered.order.escalated).toBe(false);
    expect(deadlineOf(delivered, name).state).toBe('met');
  });

  test('S0 7.5.1 c: one second after it the order is escalated, and the goods still come', async () => {
    const orderId = await placeAppointed();

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(deadlineOf(late, name).state).toBe('missed');
    expect(deadlineOf(late, 'presumed_lost').state).toBe('running');

    const delivered = await deliver(orderId, late);

    expect(deadlineOf(delivered, 'presumed_lost').state).toBe('stopped');
  });
});

describe.concurrent('presumed_lost', () => {
  const name = 'presumed_lost';
  const placeOverdue = async (): Promise<string> => {
    const orderId = await placeAppointed();
    await oneSecondAfter(engine, orderId, { name: 'delivery' });
    return orderId;
  };

  test('presumed_lost: one second before its deadline the goods may still come', async () => {
    const orderId = await placeOverdue();
    await oneSecondBefore(engine, orderId, { name }, (state) => deliver(orderId, state));

    const delivered = await orderState(engine, orderId);

    expect(deadlineOf(delivered, name).state).toBe('stopped');
    expect(delivered.refunds).toEqual([]);
  });

  test('presumed_lost: one second after it they are lost, refunded and claimed from the courier', async () => {
    const orderId = await placeOverdue();

    const lost = await oneSecondAfter(engine, orderId, { name });

    expect(lost.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(shipmentOf(lost).status).toBe('lost');
    expect(await refusalOf(inspect(orderId, lost))).toBe('deadline_passed');
    const state = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
    expect(state.refunds).toMatchObject([{ amountMinor: 26_980, status: 'succeeded' }]);
    expect(state.balances).toMatchObject({
      provider: 0,
      escrow: 0,
      refund_due: 0,
      'claim:pty_courier': 25_980,
      seller: -25_980,
    });
    expect((await neighbourBooks(engine, orderId)).takenMinor).toBe(0);
  });
});

describe.concurrent('lost goods', () => {
  const name = 'refund';
  const report = (orderId: string, state: OrderState, code: string) =>
    send(engine, orderId, tracking(state, code), { by: 'courier' });
  const placeLost = async (): Promise<string> => {
    const orderId = await placeAppointed();
    await report(orderId, await orderState(engine, orderId), 'lost');
    await untilOrder(engine, orderId, (state) => shipmentOf(state).status === 'lost');
    return orderId;
  };

  test('S0 7.5: one second before their refund they may still be found', async () => {
    const orderId = await placeLost();

    await oneSecondBefore(engine, orderId, { name }, (state) =>
      report(orderId, state, 'back_at_depot'),
    );

    const found = await orderState(engine, orderId);
    expect(shipmentOf(found)).toMatchObject({ status: 'in_transit', endedAt: null });
    expect(found.refunds).toEqual([]);
    expect(found.balances['claim:pty_courier']).toBe(0);
  });

  test('S0 7.5: one second after it they are refunded, and nothing is found any more', async () => {
    const orderId = await placeLost();

    const gone = await oneSecondAfter(engine, orderId, { name });

    expect(gone.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(gone.refunds).toMatchObject([{ amountMinor: 26_980 }]);
    expect(await refusalOf(report(orderId, gone, 'back_at_depot'))).toBe('wrong_shipment_status');
  });
});

describe.concurrent('the agreed time', () => {
  const hourMs = 3_600_000;
  const instantIn = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const from = instantIn(2 * dayMs);
  const to = instantIn(2 * dayMs + hourMs);
  const placeAgreed = async (): Promise<string> => {
    const orderId = await placeOrder(engine);
    const state = await bringTo(engine, orderId, 'arrived');
    const agreed = { ...appointing(state), from, to } as Command;
    await send(engine, orderId, agreed, { by: 'courier' });
    return orderId;
  };
  const attempt = async (orderId: string): Promise<void> => {
    const shipmentId = shipmentOf(await orderState(engine, orderId)).id;
    const outcome = 'consumer_absent';
    const command = { shipmentId, returnShipmentId: newId('shp'), outcome } as const;
    const rest = { note: null, evidence: [] };
    await send(engine, orderId, { name: 'recordAttempt', ...command, ...rest }, { by: 'courier' });
  };

  test('S0 7.7.2 a: one second before it begins nobody was absent, one second after it counts', async () => {
    const orderId = await placeAgreed();
    await inLastSecond(engine, orderId, from, async () =>
      expect(await refusalOf(attempt(orderId))).toBe('appointment_not_begun'),
    );

    await forward(engine, orderId, { toJustAfter: from });
    await attempt(orderId);

    const state = await untilOrder(engine, orderId, (now) => shipmentOf(now).attempts.length > 0);
    expect(shipmentOf(state).attempts).toMatchObject([{ counted: true }]);
    expect(deadlineOf(state, 'delivery').state).toBe('met');
  });

  test('S0 7.5.1 c: one second after it has ended who comes has not kept the promise', async () => {
    const orderId = await placeAgreed();
    await forward(engine, orderId, { toJustAfter: to });

    await attempt(orderId);

    const state = await untilOrder(engine, orderId, (now) => shipmentOf(now).attempts.length > 0);
    expect(shipmentOf(state).attempts).toMatchObject([{ counted: false }]);
    expect(deadlineOf(state, 'delivery').state).toBe('running');
  });
});

describe.concurrent('appointment', () => {
  const name = 'appointment';
  const appoint = async (orderId: string): Promise<void> =>
    send(engine, orderId, appointing(await orderState(engine, orderId)), { by: 'courier' });
  const placeArrived = async (): Promise<string> => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'arrived');
    return orderId;
  };

  test('S0 7.7.2 a: one second before its deadline the delivery is appointed in time', async () => {
    const orderId = await placeArrived();
    await oneSecondBefore(engine, orderId, { name }, () => appoint(orderId));

    const state = await untilOrder(engine, orderId, (now) => shipmentOf(now).appointment !== null);
    expect(deadlineOf(state, name).state).toBe('met');
    expect(shipmentOf(state).attempts).toEqual([]);
    expect(state.order.escalated).toBe(false);
  });

  test('S0 7.7.2 a: one second after it the silence is a failed attempt, and the next one begins', async () => {
    const orderId = await placeArrived();
    const { id: firstId } = deadlineOf(await orderState(engine, orderId), name);

    const late = await oneSecondAfter(engine, orderId, { name });

    expect(shipmentOf(late)).toMatchObject({
      status: 'awaiting_delivery',
      attempts: [{ attemptNo: 1, outcome: 'unreachable' }],
    });
    expect(late.deadlines.find(({ id }) => id === firstId)?.state).toBe('missed');
    expect(deadlineOf(late, name).state).toBe('running');
    await appoint(orderId);
  });

  test('S0 7.7.2 a: one second after the third silence the goods go back, and it is too late', async () => {
    const orderId = await placeArrived();
    await oneSecondAfter(engine, orderId, { name });
    await oneSecondAfter(engine, orderId, { name });

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(shipmentOf(state)).toMatchObject({ status: 'undeliverable', reason: 'undeliverable' });
    expect(shipmentOf(state).attempts).toHaveLength(3);
    expect(shipmentOf(state, 'return').status).toBe('in_transit');
    expect(await refusalOf(appoint(orderId))).toBe('deadline_passed');
  });
});
