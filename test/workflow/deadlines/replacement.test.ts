import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/domain/commands.ts';
import { must } from '../../../src/domain/errors.ts';
import type { OrderState } from '../../../src/domain/order.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  refusalOf,
  send,
  sign,
  untilOrder,
} from '../../support/order-life.ts';
import { handoverNote, newId, parties, shipmentOf, signature } from '../../support/orders.ts';

const engine = engineOfFile();

const again = (state: OrderState) => shipmentOf(state, 'replacement');

/** One of two units was missing and is sent again: its note lacks the courier's signature. */
const placeHalfSigned = async (): Promise<string> => {
  const orderId = await placeOrder(engine);
  const { cases } = await bringTo(engine, orderId, 'delivered', { missing: 1, reason: 'missing' });
  const decided = {
    name: 'resolveCase',
    caseId: must(cases[0], 'case').id,
    refundId: newId('rfd'),
    outcome: 'reship',
    note: null,
  } as const;
  await send(engine, orderId, decided);
  const planned = await untilOrder(engine, orderId, isQuiet);
  const note = { ...handoverNote(planned), shipmentId: again(planned).id } as Command;
  await send(engine, orderId, note, { by: 'seller' });
  await sign(engine, orderId, { kind: 'handover_note', by: 'seller' });
  return orderId;
};

const handOver = async (orderId: string): Promise<void> => {
  await sign(engine, orderId, { kind: 'handover_note', by: 'courier' });
};

/** Its case is open again, and tells which shipment failed and why. */
function expectReopened(state: OrderState, reason: string): void {
  expect(state.cases).toMatchObject([
    {
      kind: 'missing_goods',
      status: 'open',
      details: { failedReplacements: [{ shipmentId: again(state).id, reason }] },
    },
  ]);
  expect(state.order).toMatchObject({ status: 'delivered', escalated: true });
  expect(state.refunds).toEqual([]);
}

describe.concurrent('dispatch of goods that are sent again', () => {
  const name = 'dispatch';

  test('S0 6.7.2 a, 7.7.3 b: one second before its deadline they leave in time', async () => {
    const orderId = await placeHalfSigned();

    await oneSecondBefore(engine, orderId, { name }, () => handOver(orderId));

    const state = await untilOrder(engine, orderId, isQuiet);
    expect(again(state).status).toBe('handed_over');
    expect(deadlineOf(state, name).state).toBe('met');
    expect(await engine.neighbours.stockHolds(again(state).id)).toMatchObject([
      { lines: [{ quantity: 1, committed: 1, released: 0 }] },
    ]);
  });

  test('S0 6.7.2 a, 7.7.3 b: one second after it the order is escalated, and they still leave', async () => {
    const orderId = await placeHalfSigned();
    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order.escalated).toBe(true);
    expect(again(late).status).toBe('awaiting_handover');

    await handOver(orderId);

    const state = await untilOrder(engine, orderId, isQuiet);
    expect(deadlineOf(state, name)).toMatchObject({ state: 'missed', grace: 'stopped' });
  });

  test('S0 6.7.2 a, 7.7.3 b: one second after the grace their case is open again, the stock free, and it is too late', async () => {
    const orderId = await placeHalfSigned();
    const noted = await oneSecondAfter(engine, orderId, { name });

    const state = await oneSecondAfter(engine, orderId, { name, end: 'grace' });

    expect(again(state)).toMatchObject({ status: 'cancelled', reason: 'dispatch_expired' });
    expectReopened(state, 'dispatch_expired');
    const late = signature(noted, 'handover_note', 'courier');
    expect(await refusalOf(send(engine, orderId, late, { by: 'courier' }))).toBe('deadline_passed');
    expect(await engine.neighbours.stockHolds(again(state).id)).toMatchObject([
      { lines: [{ quantity: 1, committed: 0, released: 1 }] },
    ]);
  });
});

describe.concurrent('goods that were sent again and never come', () => {
  test('S0 7.5.1 c, 7.7.3 b: one second after they count as lost the courier owes their value, and the case is decided anew', async () => {
    const orderId = await placeHalfSigned();
    await handOver(orderId);
    await oneSecondAfter(engine, orderId, { name: 'delivery' });
    const name = 'presumed_lost';
    await oneSecondBefore(engine, orderId, { name }, (state) =>
      expect(again(state).status).toBe('handed_over'),
    );

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(again(state).status).toBe('lost');
    expectReopened(state, 'lost');
    expect(state.balances[`claim:${parties.courier}`]).toBe(12_990);
    expect((await orderState(engine, orderId)).lines).toMatchObject([{ accepted: 1, missing: 1 }]);
  });
});
