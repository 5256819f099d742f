import { describe, expect, test } from 'vitest';
import type { OrderState } from '../../../src/domain/order.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import {
  bringTo,
  placeOrder,
  refusalOf,
  send,
  untilOrder,
  untilStatus,
} from '../../support/order-life.ts';
import { newId, shipmentOf, tracking } from '../../support/orders.ts';

const engine = engineOfFile();

/** Left in a locker that the consumer has agreed to, for two days. */
const placeLeft = async (): Promise<string> => {
  const consentAt = '2026-11-24T01:00:00.000Z';
  const orderId = await placeOrder(engine, {
    deliveryPreference: { unattended: 'locker', consentAt, channel: 'app' },
  });
  const state = await bringTo(engine, orderId, 'in_delivery');
  await send(
    engine,
    orderId,
    {
      name: 'leaveUnattended',
      shipmentId: shipmentOf(state).id,
      place: { kind: 'locker', operator: null },
      evidence: [],
      storedUntil: new Date(Date.now() + 2 * 86_400_000).toISOString(),
    },
    { by: 'courier' },
  );
  return orderId;
};

const takeOut = async (orderId: string): Promise<void> =>
  send(engine, orderId, tracking(await orderState(engine, orderId), 'collected'), {
    by: 'courier',
  });

const accept = (orderId: string, state: OrderState): Promise<void> =>
  send(
    engine,
    orderId,
    {
      name: 'acceptGoods',
      shipmentId: shipmentOf(state).id,
      documentId: newId('doc'),
      signatureId: newId('sig'),
      packaging: 'intact',
      lines: [{ lineNo: 1, accepted: 2, refused: 0, missing: 0, reason: null, evidence: [] }],
      isSigned: true,
      signer: { personId: null, name: null, personDigest: null, relation: null, consent: null },
    },
    { by: 'consumer' },
  );

describe.concurrent('collection', () => {
  const name = 'collection';

  test('S0 7.7.2: one second before the place stops keeping them the goods are taken out', async () => {
    const orderId = await placeLeft();
    await oneSecondBefore(engine, orderId, { name }, () => takeOut(orderId));

    const state = await untilOrder(engine, orderId, ({ deadlines }) =>
      deadlines.some((deadline) => deadline.name === 'acceptance'),
    );
    expect(deadlineOf(state, name).state).toBe('met');
    expect(deadlineOf(state, 'acceptance').state).toBe('running');
    expect(shipmentOf(state).attempts).toEqual([]);
  });

  test('S0 7.7.2: one second after it that is a failed attempt, never an acceptance', async () => {
    const orderId = await placeLeft();

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(shipmentOf(state)).toMatchObject({
      status: 'awaiting_delivery',
      unattended: null,
      attempts: [{ attemptNo: 1, outcome: 'not_collected' }],
    });
    expect(deadlineOf(state, 'appointment').state).toBe('running');
    expect(state.lines).toMatchObject([{ accepted: 0 }]);
    expect(await refusalOf(accept(orderId, state))).toBe('wrong_shipment_status');
  });
});

describe.concurrent('acceptance of what was taken out', () => {
  const name = 'acceptance';
  const placeTakenOut = async (): Promise<string> => {
    const orderId = await placeLeft();
    await takeOut(orderId);
    return orderId;
  };

  test('S0 7.7.2: one second before its deadline the consumer tells what it has found', async () => {
    const orderId = await placeTakenOut();
    await oneSecondBefore(engine, orderId, { name }, (before) => accept(orderId, before));

    const state = await untilStatus(engine, orderId, 'delivered');
    expect(deadlineOf(state, name).state).toBe('met');
    expect(state.signatures.at(-1)).toMatchObject({ role: 'consumer', method: 'attested' });
    expect(state.signatures.at(-1)?.jws).toMatch(/^ey/);
  });

  test('S0 7.7.2: one second after it silence has accepted, and it is too late to complain', async () => {
    const orderId = await placeTakenOut();

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order.status).toBe('delivered');
    expect(state.lines).toMatchObject([{ accepted: 2 }]);
    expect(await refusalOf(accept(orderId, state))).toBe('deadline_passed');
  });
});
