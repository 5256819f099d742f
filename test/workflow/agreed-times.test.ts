import { describe, expect, test } from 'vitest';
import { storeAgreement } from '../../src/db/registry/agreements.ts';
import type { OrderState } from '../../src/domain/order.ts';
import type { DeadlineName } from '../../src/domain/policies/deadline-rules.ts';
import { oneSecondAfter, oneSecondBefore } from '../support/deadline-edges.ts';
import { orderState } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { deadlineOf, hourMs } from '../support/order-clock.ts';
import { bringTo, placeOrder } from '../support/order-life.ts';
import { type OrderWishes, parties } from '../support/orders.ts';
import { policyOf } from '../support/policies.ts';

const engine = engineOfFile();

const days = (count: number) => ({ iso: `P${count}D` });

async function agree(id: string, terms: object): Promise<void> {
  await storeAgreement(engine.sql, {
    id,
    kind: 'carriage',
    parties: [parties.seller, parties.courier],
    confirmWithin: null,
    deliverWithin: null,
    remitWithin: null,
    returnHandover: null,
    digest: `sha256:${'d'.repeat(64)}`,
    validFrom: '2000-01-01',
    validTo: null,
    storedAt: new Date().toISOString(),
    ...terms,
  });
}

/** Paid in cash at the door, where one of two units was refused. */
async function lived(wishes: OrderWishes = {}): Promise<OrderState> {
  const orderId = await placeOrder(engine, { timing: 'on_delivery', ...wishes });
  return bringTo(engine, orderId, 'delivered', { refused: 1 });
}

/** How many days a deadline had from its start, and whose word that was. */
function given(state: OrderState, name: DeadlineName) {
  const found = state.deadlines.find((deadline) => deadline.name === name);
  const startedMs = Date.parse(found?.startedAt ?? '');
  return [found?.source, (Date.parse(found?.dueAt ?? '') - startedMs) / 86_400_000];
}

describe('times that are agreed on', () => {
  test('S0 6.7.1 f, 7.5.1 c, 7.5.3 g, 7.8 c: the order’s promise, else the agreement, else the policy', async () => {
    const byPolicy = await lived();
    expect(given(byPolicy, 'delivery')).toEqual(['policy', 7]);
    expect(given(byPolicy, 'cod_remittance')).toEqual(['policy', 3]);
    expect(given(byPolicy, 'return_to_seller')).toEqual(['policy', 7]);

    await agree('agr_all', {
      deliverWithin: days(4),
      remitWithin: days(1),
      returnHandover: days(2),
    });
    const byAgreement = await lived();
    expect(given(byAgreement, 'delivery')).toEqual(['agreement', 4]);
    expect(given(byAgreement, 'cod_remittance')).toEqual(['agreement', 1]);
    expect(given(byAgreement, 'return_to_seller')).toEqual(['agreement', 2]);
    // What they have not agreed on stays the policy's.
    expect(given(byAgreement, 'dispatch')[0]).toBe('policy');

    const deliverBy = '2030-01-01T00:00:00.000Z';
    const promised = await lived({ promised: { dispatchBy: null, deliverBy } });
    const delivery = promised.deadlines.find(({ name }) => name === 'delivery');
    expect(delivery).toMatchObject({ source: 'promise', dueAt: deliverBy });
    expect(given(promised, 'cod_remittance')).toEqual(['agreement', 1]);
  });

  test('S0 6.5 a: an agreement holds from its first day to its last, both included', async () => {
    const day = (offset: number) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
        Date.now() + offset * 86_400_000,
      );
    /** What was agreed on for a day is looked at on that day, also at midnight. */
    const onOneDay = async <T>(work: () => Promise<T>): Promise<T> => {
      const today = day(0);
      const result = await work();
      return day(0) === today ? result : onOneDay(work);
    };
    const validity = async (validFrom: string, validTo: string | null) => {
      await agree('agr_all', { deliverWithin: days(4), validFrom, validTo });
      const orderId = await placeOrder(engine, { timing: 'on_delivery' });
      return given(await bringTo(engine, orderId, 'in_delivery'), 'delivery')[0];
    };

    expect(await onOneDay(() => validity(day(1), null))).toBe('policy');
    expect(await onOneDay(() => validity(day(-9), day(-1)))).toBe('policy');
    expect(await onOneDay(() => validity(day(0), day(0)))).toBe('agreement');
  });

  test('S0 6.7.1 f, 7.5.3 g: cash is overdue one second after the agreed time, long before the policy’s', async () => {
    const name = 'cod_remittance';
    await agree('agr_all', { remitWithin: { iso: 'PT5H' } });
    const { order } = await lived();
    const { dueAt, startedAt } = deadlineOf(await orderState(engine, order.id), name);
    expect(Date.parse(dueAt) - Date.parse(startedAt)).toBe(5 * hourMs);
    await oneSecondBefore(engine, order.id, { name }, ({ cases }) => expect(cases).toEqual([]));

    const late = await oneSecondAfter(engine, order.id, { name });

    expect(late.order).toMatchObject({ remittance: 'due', escalated: true });
    expect(late.cases).toMatchObject([{ kind: 'remittance_overdue', status: 'open' }]);
  });

  test('S0 7.5.1 a: a courier has the agreed time to confirm, else the policy’s', async () => {
    const couriers = { confirming: 'all', whenNoneIsLeft: 'case' } as const;
    const policyName = await policyOf(engine, {}, { couriers });
    const asked = async () => {
      const orderId = await placeOrder(engine, { policyName });
      return bringTo(engine, orderId, 'awaiting_handover');
    };
    await agree('agr_all', {});
    expect(given(await asked(), 'courier_confirmation')[0]).toBe('policy');

    await agree('agr_all', { confirmWithin: days(9) });
    expect(given(await asked(), 'courier_confirmation')).toEqual(['agreement', 9]);
  });
});
