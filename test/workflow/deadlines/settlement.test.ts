import { describe, expect, test } from 'vitest';
import type { Command, RecordRemittance } from '../../../src/domain/commands.ts';
import { oneSecondAfter, oneSecondBefore } from '../../support/deadline-edges.ts';
import { orderState } from '../../support/engine.ts';
import { engineOfFile } from '../../support/file-engine.ts';
import { deadlineOf } from '../../support/order-clock.ts';
import { bringTo, placeOrder, send, untilOrder, untilStatus } from '../../support/order-life.ts';
import { newId, parties } from '../../support/orders.ts';

const engine = engineOfFile();

describe.concurrent('after_sale', () => {
  const name = 'after_sale';

  test('S0 6.8: the window ends at 24:00 of the fifteenth day after the acceptance', async () => {
    const orderId = await placeOrder(engine);
    const state = await bringTo(engine, orderId, 'delivered');

    const { startedAt, dueAt } = deadlineOf(state, name);

    const shanghai = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000);
    const days = (Date.parse(dueAt) - Date.parse(startedAt)) / 86_400_000;
    expect(shanghai(dueAt).toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(Math.floor(days)).toBe(15);
  });

  test('S0 6.8: one second before its end the order is not settled', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered');

    const state = await oneSecondBefore(engine, orderId, { name });

    expect(state.order.status).toBe('delivered');
    expect(state.balances).toMatchObject({ provider: 26_980, escrow: -26_980 });
  });

  test('S0 6.8: one second after its end the order is settled and completed, and nobody is blamed', async () => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered');

    const state = await oneSecondAfter(engine, orderId, { name });

    expect(state.order).toMatchObject({ status: 'completed', escalated: false });
    expect(state.balances).toEqual({
      provider: 26_980,
      escrow: 0,
      seller: -24_980,
      courier: -1_000,
      platform_fee: -1_000,
    });
  });
});

describe.concurrent('cod_remittance', () => {
  const name = 'cod_remittance';
  const remitting: RecordRemittance = {
    name: 'recordRemittance',
    courierId: parties.courier,
    reference: 'rem-1',
    amountMinor: 26_980,
  };
  const remit = (orderId: string, reference: string) =>
    send(engine, orderId, { ...remitting, reference }, { by: 'courier' });
  const placeCollected = async (): Promise<string> => {
    const orderId = await placeOrder(engine, { timing: 'on_delivery' });
    await bringTo(engine, orderId, 'delivered');
    return orderId;
  };

  test('S0 6.7.1 f: one second before its deadline the courier hands the cash over in time', async () => {
    const orderId = await placeCollected();
    await oneSecondBefore(engine, orderId, { name }, () => remit(orderId, 'rem-1'));

    const state = await untilOrder(engine, orderId, ({ order }) => order.remittance === 'remitted');
    expect(deadlineOf(state, name).state).toBe('met');
    expect(state.order.escalated).toBe(false);
  });

  test('S0 6.7.1 f: one second after it the order is escalated, and the cash is still taken', async () => {
    const orderId = await placeCollected();

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order).toMatchObject({ remittance: 'due', escalated: true });
    expect(deadlineOf(late, name).state).toBe('missed');
    await remit(orderId, 'rem-2');

    const state = await untilOrder(engine, orderId, ({ order }) => order.remittance === 'remitted');
    expect(state.balances).toMatchObject({ cash_in_transit: 0, provider: 26_980 });
  });

  test('S0 6.7.1 f: a cash order completes only once the cash is there', async () => {
    const orderId = await placeCollected();
    const waiting = await oneSecondAfter(engine, orderId, { name: 'after_sale' });
    expect(waiting.order.status).toBe('delivered');

    await remit(orderId, 'rem-3');

    await untilStatus(engine, orderId, 'completed');
  });
});

describe.concurrent('discrepancy_answer', () => {
  const name = 'discrepancy_answer';
  const placeMissing = async (): Promise<string> => {
    const orderId = await placeOrder(engine);
    await bringTo(engine, orderId, 'delivered', { missing: 1 });
    return orderId;
  };
  const resolve = async (orderId: string): Promise<void> => {
    const { cases } = await orderState(engine, orderId);
    const caseId = String(cases[0]?.id);
    const outcome = { outcome: 'refund', note: null } as const;
    await send(engine, orderId, {
      name: 'resolveCase',
      caseId,
      refundId: newId('rfd'),
      ...outcome,
    });
  };

  const answer = async (orderId: string): Promise<void> => {
    const { cases } = await orderState(engine, orderId);
    const answered: Command = {
      name: 'answerCase',
      caseId: String(cases[0]?.id),
      position: 'accept',
      proposal: 'refund',
      text: null,
      evidence: [],
    };
    await send(engine, orderId, answered, { by: 'seller' });
  };

  test('S0 7.7.3 b: one second before its deadline the case of missing goods is answered in time', async () => {
    const orderId = await placeMissing();
    await oneSecondBefore(engine, orderId, { name }, async () => {
      await answer(orderId);
      await resolve(orderId);
    });

    const state = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
    expect(deadlineOf(state, name)).toMatchObject({ state: 'met', responsibleRole: 'seller' });
    expect(state.order.escalated).toBe(false);
  });

  test('S0 7.7.3 b: one second after it the case is escalated, and still answered and decided', async () => {
    const orderId = await placeMissing();

    const late = await oneSecondAfter(engine, orderId, { name });
    expect(late.order.escalated).toBe(true);
    expect(late.cases).toMatchObject([{ kind: 'missing_goods', status: 'open' }]);
    await answer(orderId);
    await resolve(orderId);

    const state = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
    expect(deadlineOf(state, name).state).toBe('missed');
    expect(state.refunds).toMatchObject([{ amountMinor: 12_990, status: 'succeeded' }]);
  });
});
