import { describe, expect, test } from 'vitest';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import {
  bringTo,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilStatus,
} from '../../support/order-life.ts';
import { shipmentOf, tracking } from '../../support/orders.ts';

const engine = engineOfFile();

const name = 'acceptance';
const proof = 'sha-256:photo-of-the-parcel-in-the-hands-of-its-recipient';

/** Inspected, and the delivery note signed by the courier: only the recipient keeps silent. */
const placeSilent = async (found: { evidenceDigest?: string; refused?: number }) => {
  const { refused = 0, ...signed } = found;
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'inspected', { refused });
  await sign(engine, orderId, { kind: 'delivery_note', by: 'courier', ...signed });
  return orderId;
};
const signAsConsumer = (orderId: string) =>
  sign(engine, orderId, { kind: 'delivery_note', by: 'consumer' });

describe.concurrent('acceptance', () => {
  test('S0 7.7.2: one second before its deadline the recipient signs in time', async () => {
    const orderId = await placeSilent({});
    await oneSecondBefore(engine, orderId, { name }, () => signAsConsumer(orderId));

    const state = await untilStatus(engine, orderId, 'delivered');
    expect(deadlineOf(state, name).state).toBe('met');
    expect(state.order.escalated).toBe(false);
    expect(state.cases).toEqual([]);
  });

  test('S0 7.7.2: one second after it silence with proof of receipt accepts what was inspected', async () => {
    const orderId = await placeSilent({ evidenceDigest: proof, refused: 1 });

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({ status: 'delivered', escalated: false });
    expect(shipmentOf(state).status).toBe('partly_accepted');
    expect(state.lines).toMatchObject([{ accepted: 1, refused: 1, missing: 0 }]);
    expect(shipmentOf(state, 'return').status).toBe('in_transit');
  });

  test('S0 7.7.2: after that the signature is too late, and nothing is counted twice', async () => {
    const orderId = await placeSilent({ evidenceDigest: proof, refused: 1 });
    await oneSecondAfter(engine, orderId, { name });

    expect(await refusalOf(signAsConsumer(orderId))).toBe('deadline_passed');

    const state = await orderState(engine, orderId);
    expect(state.lines).toMatchObject([{ accepted: 1, refused: 1, missing: 0 }]);
    expect(state.shipments).toHaveLength(2);
  });

  test('S0 7.7.2: one second after it silence without proof is a case, and nothing is accepted', async () => {
    const orderId = await placeSilent({});

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({ status: 'in_delivery', escalated: true });
    expect(state.cases).toMatchObject([
      { kind: 'acceptance_undecided', status: 'open', respondentRole: 'courier' },
    ]);
    expect(state.lines).toMatchObject([{ accepted: 0, refused: 0, missing: 0 }]);
  });

  test('S0 7.7.2: what the deadline has left undecided is still decided by the signature', async () => {
    const orderId = await placeSilent({});
    await oneSecondAfter(engine, orderId, { name });

    await signAsConsumer(orderId);

    const state = await untilStatus(engine, orderId, 'delivered');
    expect(state.lines).toMatchObject([{ accepted: 2 }]);
  });

  test('S0 7.7.2: goods that only the carrier calls delivered are never accepted by silence', async () => {
    const orderId = await placeOrder(engine);
    const sent = await bringTo(engine, orderId, 'arrived');
    await send(engine, orderId, tracking(sent, 'delivered'), { by: 'courier' });

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order.status).toBe('in_delivery');
    expect(state.cases.map(({ kind }) => kind)).toEqual([
      'delivered_without_signature',
      'acceptance_undecided',
    ]);
    expect(state.lines).toMatchObject([{ accepted: 0 }]);
  });
});
