import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  clockTo,
  devFile,
  due,
  insist,
  justBefore,
  type Order,
  readOrder,
  refusal,
  type Shipment,
  taken,
  untilOrder,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { line, placeAt } from '../life.ts';
import { type Courier, newCourier, plannedOf, readShipment } from '../legs.ts';
import { policyWith } from '../registry.ts';
import { command } from '../steps.ts';
import { holdsOf } from '../stock.ts';

/** Only couriers of this file handle live animals: nobody else is asked. */
const handling = ['live_animals'];
const ableCourier = () => newCourier({ capabilities: handling });
const lines = () => [line(1, { handling, sku: `fish-${randomUUID()}` })];

const confirming = (whenNoneIsLeft: 'case' | 'cancel' = 'case') =>
  policyWith({ couriers: { confirming: 'all', whenNoneIsLeft } });

async function placedWith(courier: Courier, policy: string): Promise<Order> {
  return placeAt('awaiting_handover', { courierId: courier.id, policy, lines: lines() });
}

async function decide(courier: Courier, shipmentId: string, body: object): Promise<Shipment> {
  const path = `/v1/shipments/${shipmentId}/courier-decision`;
  return insist((sent) => courier.client.post<Shipment>(path, body, sent));
}

const decline = { decision: 'decline', reason: 'no_capacity' };

describe('S0 7.5.1 a: the courier confirms the carriage', () => {
  it('S0 7.5.1 a: nothing is handed over before it has, and the dispatch runs from then on', async () => {
    const courier = await ableCourier();
    const order = await placedWith(courier, await confirming());
    const id = await plannedOf(order.id);
    const path = `/v1/shipments/${id}`;

    expect(await readShipment(id)).toMatchObject({ status: 'awaiting_courier' });
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      {
        what: 'courier_confirmation',
        responsible: { role: 'courier', partyId: courier.id },
        dueAt: due(order, 'courier_confirmation').dueAt,
        clause: 'S0 7.5.1 a',
        action: { method: 'POST', path: `${path}/courier-decision`, role: 'courier' },
      },
    ]);
    const note = { parcels: [{ parcelNo: 1, weightG: 900, packaging: 'intact' }] };
    expect(await refusal(as('seller').post(`${path}/handover-note`, note))).toBe(
      '409 wrong_shipment_status',
    );
    expect(order.due.some(({ name }) => name === 'dispatch')).toBe(false);
    const asSeller = as('seller').post(`${path}/courier-decision`, { decision: 'accept' });
    expect(await refusal(asSeller)).toBe('403 role_not_allowed');
    const unreasoned = courier.client.post(`${path}/courier-decision`, { decision: 'decline' });
    expect(await refusal(unreasoned)).toBe('422 reason_missing');

    const accepted = await decide(courier, id, { decision: 'accept' });

    expect(accepted).toMatchObject({ status: 'awaiting_handover', courierId: courier.id });
    const confirmed = await readOrder(order.id);
    expect(due(confirmed, 'courier_confirmation').state).toBe('met');
    expect(due(confirmed, 'dispatch').state).toBe('running');
    const twice = courier.client.post(`${path}/courier-decision`, { decision: 'accept' });
    expect(await refusal(twice)).toBe('409 wrong_shipment_status');
  });

  it('S0 7.5.1 a: one that declines is followed by the next that can, and sees the goods no more', async () => {
    const first = await ableCourier();
    const order = await placedWith(first, await confirming());
    const id = await plannedOf(order.id);
    const path = `/v1/shipments/${id}/courier-decision`;
    const key = randomUUID();

    const declined = await taken(first.client.post<Shipment>(path, decline, { key }));

    expect(declined.status).toBe('awaiting_courier');
    expect(declined.courierId).not.toBe(first.id);
    expect(await readOrder(order.id)).toMatchObject({ courierId: declined.courierId });
    expect(await refusal(first.client.get(`/v1/shipments/${id}`))).toBe('404 not_found');
    // Repeated it hears the same; said anew it decides nothing for the next one.
    expect(await first.client.post(path, decline, { key })).toMatchObject({
      status: 200,
      body: { id, courierId: declined.courierId },
    });
    expect(await refusal(first.client.post(path, { decision: 'accept' }))).toBe(
      '409 wrong_shipment_status',
    );
    expect(due(await readOrder(order.id), 'courier_confirmation')).toMatchObject({
      state: 'running',
      responsible: { partyId: declined.courierId },
    });
  });

  it('S0 7.5.1 a: when nobody is left support has a case, and the seller may name somebody', async () => {
    const capability = { capabilities: ['high_value'] };
    const [first, second] = [await newCourier(capability), await newCourier(capability)];
    const policy = await confirming();
    const valuable = [line(1, { handling: ['high_value'], sku: `jade-${randomUUID()}` })];
    const order = await placeAt('awaiting_handover', {
      courierId: first.id,
      policy,
      lines: valuable,
    });
    const id = await plannedOf(order.id);
    await decide(first, id, decline);
    await decide(second, id, { decision: 'decline', reason: 'goods_not_carried' });

    const stuck = await readOrder(order.id);
    expect(stuck.cases).toMatchObject([{ kind: 'courier_unavailable', status: 'open' }]);
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      {
        what: 'reassignment',
        responsible: { role: 'seller' },
        action: { path: `/v1/shipments/${id}/reassignment`, role: 'seller' },
      },
      { what: 'case_resolution' },
    ]);
    const third = await newCourier(capability);
    const given = await command<Shipment>('seller', `/v1/shipments/${id}/reassignment`, {
      courierId: third.id,
    });
    expect(given).toMatchObject({ status: 'awaiting_courier', courierId: third.id });
    expect((await readOrder(order.id)).cases).toMatchObject([{ status: 'resolved' }]);
    await decide(third, id, { decision: 'accept' });
    expect((await readShipment(id)).status).toBe('awaiting_handover');
  });

  it('S0 7.5.1 a: by policy an order that nobody takes on is cancelled; so it is by support', async () => {
    const capability = { capabilities: ['oversize'] };
    const only = await newCourier(capability);
    const large = () => [line(1, { handling: ['oversize'], sku: `boat-${randomUUID()}` })];
    const cancelling = { courierId: only.id, policy: await confirming('cancel'), lines: large() };
    const cancelled = await placeAt('awaiting_handover', cancelling);
    await decide(only, await plannedOf(cancelled.id), decline);

    expect(await untilStatus(cancelled.id, 'cancelled')).toMatchObject({
      statusReason: 'courier_unavailable',
    });

    const waiting = { courierId: only.id, policy: await confirming(), lines: large() };
    const decided = await placeAt('awaiting_handover', waiting);
    await decide(only, await plannedOf(decided.id), decline);
    const [open] = (await readOrder(decided.id)).cases;
    await command('support', `/v1/cases/${open?.id}/resolution`, { outcome: 'noted' });
    expect(
      await untilOrder(decided.id, ({ payment }) => payment.status === 'voided'),
    ).toMatchObject({ status: 'cancelled', statusReason: 'courier_unavailable' });
  });

  it('S0 7.5.1 a, 6.7.2 b: goods whose money has gone back are not asked about, and are called off in time', async () => {
    const courier = await ableCourier();
    const wishes = { courierId: courier.id, policy: await confirming(), lines: lines() };
    const { id } = await placeAt('awaiting_handover', { ...wishes, method: 'wechat_pay' });
    await untilOrder(id, ({ payment }) => payment.status === 'captured');
    const shipmentId = await plannedOf(id);
    const all = { lines: [{ lineNo: 1, quantity: 2 }], deliveryFeeMinor: 1_000 };

    await command('support', `/v1/orders/${id}/refunds`, {
      ...all,
      reason: 'other',
      bearer: 'seller',
    });

    const back = await untilOrder(id, ({ payment }) => payment.status === 'refunded');
    expect(due(back, 'courier_confirmation').state).toBe('stopped');
    expect((await waitingOf(id)).waitingFor).toMatchObject([
      { what: 'shipment_cancellation', dueAt: due(back, 'dispatch').dueAt },
    ]);
    const path = `/v1/shipments/${shipmentId}/courier-decision`;
    expect(await refusal(courier.client.post(path, { decision: 'accept' }))).toBe(
      '409 wrong_shipment_status',
    );
    await clock(id, { to: 'next_deadline' });
    await clock(id, { to: 'next_deadline' });
    expect(await untilStatus(id, 'cancelled')).toMatchObject({ statusReason: 'dispatch_expired' });
    await eventually(async () =>
      expect(await holdsOf(id)).toMatchObject([{ lines: [{ committed: 0, released: 2 }] }]),
    );
  });

  it('S0 7.5.1 a: who has agreed to confirm is asked, within the agreed time; one second after it the next', async () => {
    const courier = await ableCourier();
    const agreement = {
      kind: 'carriage',
      parties: [devFile().parties.seller, courier.id],
      confirmWithin: 'PT2H',
      digest: `sha256:${'c'.repeat(64)}`,
    };
    await taken(as('ops').put(`/v1/agreements/agr-${randomUUID()}`, agreement));
    const order = await placeAt('awaiting_handover', { courierId: courier.id, lines: lines() });
    const asked = due(order, 'courier_confirmation');
    expect(Date.parse(asked.dueAt) - Date.parse(asked.startedAt)).toBe(2 * 3_600_000);
    const id = await plannedOf(order.id);

    await justBefore(order.id, asked.dueAt, async () =>
      expect((await readShipment(id)).courierId).toBe(courier.id),
    );
    await clockTo(order.id, asked.dueAt, 1);

    const late = await untilOrder(order.id, ({ escalated }) => escalated);
    expect(late.courierId).not.toBe(courier.id);
    expect(late.due.filter(({ name }) => name === 'courier_confirmation')[0]?.state).toBe('missed');
    const path = `/v1/shipments/${id}/courier-decision`;
    expect(await refusal(courier.client.post(path, { decision: 'accept' }))).toBe(
      '409 wrong_shipment_status',
    );
  });
});
