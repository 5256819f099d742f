import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OrderBalance, PartyBalance } from '../../../src/db/reading/party-balance.ts';
import type { RemittanceView } from '../../../src/db/orders/remittances.ts';
import { eventually } from '../../support/eventually.ts';
import {
  as,
  clock,
  clockTo,
  devFile,
  due,
  insist,
  justBefore,
  type Order,
  type Page,
  readOrder,
  refusal,
  taken,
  untilOrder,
} from '../../support/client.ts';
import { placeAt } from '../life.ts';
import { ledgerOf } from '../money.ts';
import { courierOfItsOwn, type OwnCourier, placeCollected } from '../couriers.ts';
import { policyWithRules } from '../registry.ts';

interface Result {
  id: string;
  status: number;
  problem?: { code: string };
}

const amountMinor = 26_980;

const remittances = (courierId: string) => `/v1/parties/${courierId}/remittances`;
const codes = ({ results }: { results: Result[] }) =>
  results.map(({ status, problem }) => problem?.code ?? status);

describe('S0 6.7.1 f, 7.5.3 g: cash handed over in bulk', () => {
  it('S0 6.7.1 f: what cannot be taken is named; the same reference completes the rest, and no other', async () => {
    const courier = await courierOfItsOwn();
    const [one, other] = [await placeCollected(courier), await placeCollected(courier)];
    const foreign = await placeAt('delivered', { timing: 'on_delivery' });
    const reference = `bank-${randomUUID()}`;
    const items = [one, other, foreign].map(({ id }) => ({ orderId: id, amountMinor }));
    const send = (changed: object, key: string = randomUUID()) =>
      insist(() =>
        courier.client.post<{ results: Result[] }>(
          remittances(courier.id),
          { reference, items, ...changed },
          { key },
        ),
      );

    const wrong = items.map((item, index) => (index === 1 ? { ...item, amountMinor: 1 } : item));
    const first = await send({ items: wrong });
    expect(codes(first)).toEqual([200, 'remittance_amount_mismatch', 'not_found']);
    // Corrected, twice at once under one key: taken once; what was taken before is not again.
    const both = await Promise.all([send({}, 'corrected'), send({}, 'corrected')]);
    expect(both.map(codes)).toEqual([1, 2].map(() => ['wrong_order_status', 200, 'not_found']));
    const postings = (await ledgerOf(one.id)).postings.filter(
      ({ reason }) => reason === 'remittance',
    );
    expect(postings).toHaveLength(2);

    const later = await placeCollected(courier);
    const more = { reference, items: [{ orderId: later.id, amountMinor }] };
    const refused = await courier.client.post(remittances(courier.id), more);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'remittance_reference_used', errors: [{ pointer: '/items/0/orderId' }] },
    });
    const twice = { reference: 'x', items: [items[0], items[0]] };
    expect(await refusal(courier.client.post(remittances(courier.id), twice))).toBe(
      '400 malformed_request',
    );

    const told = await taken(as('ops').get<Page<RemittanceView>>(remittances(courier.id)));
    expect(told.data).toMatchObject([
      {
        reference,
        items: [
          { orderId: one.id, amountMinor, takenAt: expect.stringMatching(/Z$/), refusedWith: null },
          { orderId: other.id, amountMinor, takenAt: expect.stringMatching(/Z$/) },
          { orderId: foreign.id, takenAt: null, refusedWith: 'not_found' },
        ],
      },
    ]);
  });

  it('S0 6.7.1 f: two callers at once with references of their own: the cash is taken once', async () => {
    const courier = await courierOfItsOwn();
    const { id } = await placeCollected(courier);
    const send = (reference: string) =>
      insist(() =>
        courier.client.post<{ results: Result[] }>(remittances(courier.id), {
          reference,
          items: [{ orderId: id, amountMinor }],
        }),
      );

    const answers = await Promise.all([send('slip-1'), send('slip-2')]);

    expect(answers.flatMap(codes).map(String).toSorted()).toEqual(['200', 'wrong_order_status']);
    expect((await ledgerOf(id)).balances).toMatchObject({
      provider: amountMinor,
      cash_in_transit: 0,
    });
  });
});

describe('S0 6.7.1 f: the courier’s running balance', () => {
  const balance = async (role: 'ops' | 'courier', courierId: string, query = '') =>
    taken(as(role).get<PartyBalance>(`/v1/parties/${courierId}/balance${query}`));

  it('S0 6.7.1 f: cash in transit, what of it is overdue, and fees, order by order', async () => {
    const courier = await courierOfItsOwn();
    const [late, early] = [await placeCollected(courier), await placeCollected(courier)];
    await clock(late.id, { to: 'next_deadline' });

    const told = await balance('ops', courier.id);

    expect(told.currencies).toEqual([
      {
        currency: 'CNY',
        cashInTransitMinor: 53_960,
        overdueMinor: 26_980,
        claimsMinor: 0,
        feesEarnedMinor: 0,
        earnedMinor: 0,
      },
    ]);
    expect(told.data.map(rowOf)).toEqual([
      [early.id, 26_980, 0],
      [late.id, 26_980, 26_980],
    ]);
    const owed = await readOrder(late.id);
    expect(owed).toMatchObject({ escalated: true, cases: [{ kind: 'remittance_overdue' }] });
    await demandLedger(told, [late, early]);
    const others = as('courier').get(`/v1/parties/${courier.id}/balance`);
    expect(await refusal(others)).toBe('404 not_found');
    expect((await balance('courier', devFile().parties.courier)).partyId).toBe(
      devFile().parties.courier,
    );
  });
});

describe('S0 6.5 a, 6.7.1 f: cash that is not handed over as agreed', () => {
  it('S0 6.5 a, 6.7.1 f: by policy it is the courier’s debt after its grace, and can be paid still', async () => {
    const courier = await courierOfItsOwn();
    await taken(
      as('ops').put(`/v1/agreements/agr-${randomUUID()}`, {
        kind: 'carriage',
        parties: [devFile().parties.seller, courier.id],
        remitWithin: 'P1D',
        digest: `sha256:${'c'.repeat(64)}`,
      }),
    );
    const rule = { onExpiry: 'escalate_then_claim', grace: { iso: 'P2D' } };
    const policy = await policyWithRules({ cod_remittance: rule });
    const { id } = await placeCollected(courier, { policy });
    const { startedAt, dueAt, graceEndsAt } = due(await readOrder(id), 'cod_remittance');
    expect(Date.parse(dueAt) - Date.parse(startedAt)).toBe(86_400_000);

    await justBefore(id, dueAt, async () =>
      expect(await owedBy(courier)).toEqual([amountMinor, 0, 0]),
    );
    await clockTo(id, dueAt, 1);
    const late = await untilOrder(id, ({ escalated }) => escalated);
    expect(late.cases).toEqual([]);
    expect(await owedBy(courier)).toEqual([amountMinor, amountMinor, 0]);

    await clockTo(id, graceEndsAt ?? '', 1);
    await eventually(async () => expect(await owedBy(courier)).toEqual([0, 0, amountMinor]));
    expect(await timelineOf(id)).toContain('cash_claimed');

    const slip = { reference: `bank-${randomUUID()}`, items: [{ orderId: id, amountMinor }] };
    const taking = () => courier.client.post<{ results: Result[] }>(remittances(courier.id), slip);
    expect(codes(await insist(taking))).toEqual([200]);
    expect((await ledgerOf(id)).balances).toMatchObject({
      provider: amountMinor,
      cash_in_transit: 0,
      [`claim:${courier.id}`]: 0,
    });
    expect((await readOrder(id)).payment.remittance).toBe('remitted');
  });
});

/** Cash in transit, what of it is overdue, and what has become a claim. */
async function owedBy({ client, id }: OwnCourier): Promise<number[]> {
  const told = await taken(client.get<PartyBalance>(`/v1/parties/${id}/balance`));
  return told.currencies.flatMap(({ cashInTransitMinor, overdueMinor, claimsMinor }) => [
    cashInTransitMinor,
    overdueMinor,
    claimsMinor,
  ]);
}

async function timelineOf(orderId: string): Promise<string[]> {
  const url = `/v1/orders/${orderId}/timeline`;
  const { data } = await taken(as('support').get<{ data: { what: string }[] }>(url));
  return data.map(({ what }) => what);
}

function rowOf({ orderId, cashInTransitMinor, overdueMinor }: OrderBalance) {
  return [orderId, cashInTransitMinor, overdueMinor];
}

/** What the balance says is what the orders' ledgers say. */
async function demandLedger(told: PartyBalance, orders: Order[]): Promise<void> {
  const ledgers = await Promise.all(orders.map(({ id }) => ledgerOf(id)));
  const inTransit = ledgers.reduce(
    (sum, { balances }) => sum + (balances['cash_in_transit'] ?? 0),
    0,
  );
  expect(told.balances).toEqual([
    { account: 'cash_in_transit', currency: 'CNY', amountMinor: inTransit },
  ]);
}
