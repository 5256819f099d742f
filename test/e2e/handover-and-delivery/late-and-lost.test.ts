import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  devFile,
  due,
  type Order,
  type Page,
  readOrder,
  refusal,
  type Shipment,
  taken,
  untilOrder,
  untilStatus,
} from '../../support/client.ts';
import { placeUnderWay } from '../life.ts';
import { oneBehindTheOther } from '../order-row.ts';
import { policyWith } from '../registry.ts';
import { command, deliver, report, shipmentOf } from '../steps.ts';

type Policy = Record<'deadlines', Record<string, object>>;
const usual = () => taken(as('ops').get<Policy>('/v1/policies/default'));

interface Payment {
  kind: string;
  status: string;
  amountMinor: number;
  providerReference: string | null;
}

async function balancesOf({ id }: Order): Promise<Record<string, number>> {
  const { balances } = await taken(
    as('support').get<{ balances: Record<string, number> }>(`/v1/orders/${id}/ledger`),
  );
  return balances;
}

const claim = (balances: Record<string, number>) =>
  balances[`claim:${devFile().parties.courier}`] ?? 0;

describe('a late delivery', () => {
  it('S0 7.5.1 c, 7.5.3 e: is compensated by policy: paid out, read by the consumer, owed by the courier', async () => {
    const { deadlines } = await usual();
    const delivery = { ...deadlines['delivery'], onExpiry: 'escalate_and_compensate' };
    const changed = { deadlines: { ...deadlines, delivery } };
    await expect(policyWith(changed)).rejects.toThrow('lateDelivery');
    const lateDelivery = { amount: { basisPointsOfGoods: 500 }, maxMinor: 1_000, currency: 'CNY' };
    const policy = await policyWith({ ...changed, lateDelivery });
    const order = await placeUnderWay({ policy });

    await clock(order.id, { to: 'next_deadline' });

    const late = await untilOrder(order.id, ({ refunds }) => refunds[0]?.status === 'succeeded');
    expect(late.escalated).toBe(true);
    expect(late.refunds).toMatchObject([
      { kind: 'compensation', amountMinor: 1_000, reason: 'late' },
    ]);
    // Nothing of what was paid is given back by it.
    expect(late.payment).toMatchObject({ status: 'captured', refundedMinor: 0 });
    const { data } = await taken(
      as('consumer').get<{ data: Payment[] }>(`/v1/orders/${order.id}/payments`),
    );
    const paid = data.find(({ kind }) => kind === 'compensation');
    expect(paid).toMatchObject({ status: 'succeeded', amountMinor: 1_000 });
    expect(paid?.providerReference).not.toBeNull();
    const balances = await balancesOf(order);
    expect(claim(balances)).toBe(1_000);
    expect(balances['refund_due'] ?? 0).toBe(0);
    await deliver(order);
    await untilStatus(order.id, 'delivered');
  });
});

describe('what a courier reports', () => {
  it('S0 7.5: that moves nothing is kept, and the answer says so and why', async () => {
    const order = await placeUnderWay();
    const shipment = await shipmentOf(order);

    expect(await report(shipment, 'in_transit')).toMatchObject({
      status: 'in_transit',
      moved: true,
    });
    for (const [code, unmovedBecause] of [
      ['at_the_lake', 'unknown_code'],
      ['picked_up', 'changes_nothing_now'],
      ['in_transit', 'reported_before'],
    ] as const) {
      expect(await report(shipment, code)).toMatchObject({
        status: 'in_transit',
        moved: false,
        unmovedBecause,
      });
    }
  });
});

describe('lost and damaged goods', () => {
  it('S0 7.5: lost goods turn up in the time that the policy gives, and are delivered', async () => {
    const order = await placeUnderWay();
    const shipment = await shipmentOf(order);

    await report(shipment, 'lost');

    expect(claim(await balancesOf(order))).toBe(25_980);
    const lost = await readOrder(order.id);
    expect(lost).toMatchObject({ status: 'in_delivery', refunds: [] });
    const { dueAt, startedAt, onExpiry } = due(lost, 'refund');
    expect(Date.parse(dueAt) - Date.parse(startedAt)).toBe(86_400_000);
    expect(onExpiry).toBe('refund_now');
    // The consumer sees by when it has the goods or its money.
    const { waitingFor } = await taken(
      as('consumer').get<{ waitingFor: object[] }>(`/v1/orders/${order.id}/waiting`),
    );
    expect(waitingFor).toMatchObject([
      { what: 'lost_goods', responsible: { role: 'courier' }, dueAt },
    ]);

    // Support has it from the depot.
    const path = `/v1/shipments/${shipment.id}/tracking-events`;
    const event = { eventId: `found-${shipment.id}`, code: 'back_at_depot' };
    const found = await command<Shipment>('support', path, {
      ...event,
      at: '2026-11-24T10:00:00.000Z',
    });

    expect(found).toMatchObject({ status: 'in_transit', reason: null, endedAt: null });
    expect(claim(await balancesOf(order))).toBe(0);
    await deliver(order);
    await untilStatus(order.id, 'delivered');
  });

  it('S0 7.5: not found by then, they are refunded and the courier owes them', async () => {
    const order = await placeUnderWay();
    await report(await shipmentOf(order), 'lost');

    const { fired } = await clock(order.id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['refund']);
    const after = await untilStatus(order.id, 'returned');
    expect(after).toMatchObject({ statusReason: 'lost', refunds: [{ amountMinor: 26_980 }] });
    expect(claim(await balancesOf(order))).toBe(25_980);
  });

  it('S0 7.5: found while their refund is being decided, the report is kept and moves nothing', async () => {
    const order = await placeUnderWay();
    const shipment = await shipmentOf(order);
    await report(shipment, 'lost');
    const all = { lines: [{ lineNo: 1, quantity: 2 }], reason: 'late', bearer: 'courier' };

    const [refund, found] = await oneBehindTheOther(order.id, [
      () => command('support', `/v1/orders/${order.id}/refunds`, all),
      () => report(shipment, 'back_at_depot'),
    ]);

    expect(refund).toMatchObject({ amountMinor: 25_980 });
    const kept = { status: 'lost', moved: false, unmovedBecause: 'changes_nothing_now' };
    expect(found).toMatchObject(kept);
    const told = { eventId: `again-${shipment.id}`, code: 'back_at_depot', at: order.placedAt };
    const path = `/v1/shipments/${shipment.id}/tracking-events`;
    expect(await command('courier', path, told)).toMatchObject(kept);
    const events = await taken(as('support').get<Page<{ code: string }>>(path));
    expect(events.data.map(({ code }) => code)).toEqual(['lost', 'back_at_depot', 'back_at_depot']);
  });

  it('S0 7.5.1 d: reported damage is the courier’s to answer; destroyed, the goods are refunded', async () => {
    const order = await placeUnderWay();
    await report(await shipmentOf(order), 'damaged');
    const told = await readOrder(order.id);
    const [open] = told.cases;
    expect(open).toMatchObject({ kind: 'damaged_in_transit', status: 'open' });
    expect(due(told, 'discrepancy_answer').responsible.role).toBe('courier');
    const path = `/v1/cases/${open?.id}/resolution`;
    expect(await refusal(as('support').post(path, { outcome: 'reship' }))).toBe(
      '422 outcome_not_allowed',
    );

    await command('support', path, { outcome: 'refund' });

    const after = await untilStatus(order.id, 'returned');
    expect(after.refunds).toMatchObject([{ amountMinor: 26_980, reason: 'damaged' }]);
    expect(claim(await balancesOf(order))).toBe(25_980);
  });
});
