import { expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import type { Command } from '../../src/domain/commands.ts';
import { orderState } from '../support/engine.ts';
import { bringTo, placeOrder, refusalOf, send, untilOrder } from '../support/order-life.ts';
import { accepting, handoverNote } from '../support/orders.ts';
import { livedOn, settledHistoryLength, wellEnded } from './runs.ts';
import { engineOfFile } from '../support/file-engine.ts';

/** Orders whose provider answers with a reference that no database stores. */
const garbled = new Set<string>();

const engine = engineOfFile({ watch: garbling });

function garbling(activities: Activities): Activities {
  return {
    ...activities,
    authorizePayment: async (call) => {
      const outcome = await activities.authorizePayment(call);
      return garbled.has(call.orderId) ? { ...outcome, reference: 'auth\u0000' } : outcome;
    },
  };
}

test('D3: a command whose value cannot be stored or counted with is refused and the order lives on', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'awaiting_handover');
  const zeroByte = { ...handoverNote(state), waybillNo: 'SF\u0000' } as Command;
  const endless = {
    name: 'extendDeadline',
    deadline: 'dispatch',
    subjectId: null,
    until: '9999-12-31T23:59:59.999Z',
    reason: null,
  } as unknown as Command;

  for (const [command, by] of [
    [zeroByte, 'seller'],
    [endless, 'support'],
  ] as const) {
    expect(await refusalOf(send(engine, orderId, command, { by }))).toBe('malformed_request');
  }

  const { order, cases } = await orderState(engine, orderId);
  expect([order.version, order.frozen, cases]).toEqual([state.order.version, false, []]);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);
});

test('D3: a step of the engine that cannot be stored freezes the order with a case, each time it is tried', async () => {
  const orderId = await placeOrder(engine);
  garbled.add(orderId);
  await send(engine, orderId, accepting, { by: 'seller' });

  const frozen = await untilOrder(engine, orderId, (state) => state.order.frozen);
  expect(frozen.cases.map(({ kind, details }) => [kind, details])).toEqual([
    ['constraint_violated', { constraint: 'data_exception_22P05', step: 'recordEffect' }],
  ]);
  const length = await settledHistoryLength(engine, orderId);

  await resolve(frozen.cases[0]?.id);
  const again = await untilOrder(engine, orderId, ({ cases }) => cases.length === 2);
  expect(again.order.frozen).toBe(true);
  expect((await settledHistoryLength(engine, orderId)) - length).toBeLessThan(30);
  garbled.delete(orderId);
  await resolve(again.cases[1]?.id);
  expect(await livedOn(engine, orderId)).toEqual(wellEnded);

  function resolve(caseId = '') {
    return send(engine, orderId, { name: 'resolveCase', caseId, outcome: 'noted' } as never);
  }
});
