import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  devFile,
  due,
  type Order,
  readOrder,
  refusal,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { placeAt, placeUnderWay, remit } from '../life.ts';
import { ledgerOf, paymentsOf } from '../money.ts';
import {
  appoint,
  bringBack,
  deliver,
  type Findings,
  inspectionBody,
  shipmentOf,
} from '../steps.ts';

const onDelivery = { timing: 'on_delivery' } as const;

async function atTheDoor(): Promise<Order> {
  const order = await placeUnderWay(onDelivery);
  await appoint(order);
  return order;
}

async function inspecting(order: Order, collection: object | null, findings: Findings = {}) {
  const shipment = await shipmentOf(order);
  const body = inspectionBody(shipment, findings, { collection });
  return as('courier').post(`/v1/shipments/${shipment.id}/inspection`, body);
}

const cash = (amountMinor: number) => ({ amountMinor, method: 'cash', reference: null });

describe('S0 6.7.1 f: cash on delivery', () => {
  it('S0 6.7.1 f: what is to be collected is on the shipment and on the note', async () => {
    const order = await placeUnderWay(onDelivery);

    expect(order.payment).toMatchObject({ status: 'collection_due', remittance: 'none' });
    expect((await shipmentOf(order)).codDueMinor).toBe(26_980);
  });

  it('S0 6.7.1 f: what was collected must match what is accepted', async () => {
    const order = await atTheDoor();

    const short = await inspecting(order, cash(26_979));
    expect(short).toMatchObject({
      status: 422,
      body: {
        code: 'cod_amount_mismatch',
        codDueMinor: 26_980,
        errors: [{ pointer: '/collection/amountMinor' }],
      },
    });
    expect(await refusal(inspecting(order, null))).toBe('422 collection_missing');
    const half: Findings = { 1: { refused: 1 } };
    expect(await refusal(inspecting(order, cash(26_980), half))).toBe('422 cod_amount_mismatch');
    const byPos = { amountMinor: 13_990, method: 'pos', reference: null };
    expect(await inspecting(order, byPos, half)).toMatchObject({
      status: 422,
      body: {
        code: 'collection_reference_missing',
        errors: [{ pointer: '/collection/reference' }],
      },
    });
    const receipt = { ...byPos, reference: 'pos-20261201-17' };
    expect((await inspecting(order, receipt, half)).status).toBe(201);
  });

  it('S0 6.7.1 f: the courier owes what it collected, until it has remitted all of it', async () => {
    const { id } = await placeAt('delivered', onDelivery);
    const order = await readOrder(id);
    expect(order.payment).toMatchObject({
      status: 'collected',
      collectedMinor: 26_980,
      remittance: 'due',
    });
    expect((await ledgerOf(id)).balances).toMatchObject({
      cash_in_transit: 26_980,
      escrow: -26_980,
    });
    expect((await waitingOf(id)).waitingFor).toContainEqual(
      expect.objectContaining({ what: 'remittance', clause: 'S0 6.7.1 f' }),
    );

    const short = await remit(order, 26_000);
    expect(short.results).toMatchObject([
      { id, status: 422, problem: { code: 'remittance_amount_mismatch' } },
    ]);
    expect((await remit(order)).results).toMatchObject([{ id, status: 200 }]);

    const after = await readOrder(id);
    expect(after.payment.remittance).toBe('remitted');
    expect(due(after, 'cod_remittance')).toMatchObject({ state: 'met', clause: 'S0 6.7.1 f' });
    expect((await ledgerOf(id)).balances).toMatchObject({ provider: 26_980, escrow: -26_980 });
    expect((await remit(order)).results).toMatchObject([
      { status: 409, problem: { code: 'wrong_order_status' } },
    ]);
  });

  it('S0 6.7.1 f: it completes only then, however long the after-sale window is over', async () => {
    const order = await placeAt('delivered', onDelivery);
    const { fired } = await clock(order.id, { advance: 'P30D' });
    expect(fired.map(({ name }) => name)).toEqual(['cod_remittance', 'after_sale']);
    expect(await readOrder(order.id)).toMatchObject({ status: 'delivered', escalated: true });

    await remit(order);

    await untilStatus(order.id, 'completed');
    const { balances } = await ledgerOf(order.id);
    expect(balances['escrow']).toBe(0);
    expect(balances['cash_in_transit']).toBe(0);
    expect((await paymentsOf(order.id)).map(({ kind }) => kind).toSorted()).toEqual([
      'collection',
      'remittance',
      'settlement',
    ]);
  });

  it('S0 6.7.1 f: of goods refused nothing is collected, and nothing is to be given back', async () => {
    const order = await atTheDoor();
    const all: Findings = { 1: { refused: 2, reason: 'cod_not_paid' } };
    expect(await refusal(inspecting(order, cash(1), all))).toBe('422 collection_not_due');

    await deliver(order, all);
    await bringBack(await readOrder(order.id));

    const after = await untilStatus(order.id, 'returned');
    expect(after).toMatchObject({
      refunds: [],
      payment: { status: 'none', collectedMinor: 0, remittance: 'none' },
    });
    expect((await ledgerOf(order.id)).postings).toEqual([]);
  });

  it('S0 6.7.1 f: one call remits for several orders, and names those that it cannot', async () => {
    const [one, other] = [await placeAt('delivered', onDelivery), await placeAt('delivered')];
    const path = `/v1/parties/${devFile().parties.courier}/remittances`;
    const body = {
      reference: `bank-${one.id}`,
      items: [one, other].map(({ id }) => ({ orderId: id, amountMinor: 26_980 })),
    };
    const send = () =>
      as('courier').post<{ results: object[] }>(path, body, { key: `remit-${one.id}` });

    const first = await send();

    expect(first.body.results).toMatchObject([
      { id: one.id, status: 200 },
      { id: other.id, status: 409 },
    ]);
    expect((await send()).body).toEqual(first.body);
  });

  it('S0 6.7.1 f: a courier remits for itself only', async () => {
    const { parties } = devFile();
    const body = { reference: 'x', items: [{ orderId: 'ord_x', amountMinor: 1 }] };

    const forOther = as('courier').post(`/v1/parties/${parties.seller}/remittances`, body);
    expect(await refusal(forOther)).toBe('404 not_found');
    const bySeller = as('seller').post(`/v1/parties/${parties.courier}/remittances`, body);
    expect(await refusal(bySeller)).toBe('403 role_not_allowed');
  });
});
