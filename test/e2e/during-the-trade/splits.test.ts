import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  clockTo,
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
import {
  deliverShipment,
  handOverShipment,
  newCourier,
  ownCourier,
  plannedOf,
  readShipment,
  remitTo,
  split,
} from '../legs.ts';
import { placeAt, placeUnderWay } from '../life.ts';
import { newParty } from '../registry.ts';
import { bringBack, command } from '../steps.ts';

const path = (order: Order) => `/v1/orders/${order.id}/shipments`;
const one = [{ lineNo: 1, quantity: 1 }];

const dispatchOf = (order: Order, shipmentId: string) => {
  const found = order.due.find(
    ({ name, subject }) => name === 'dispatch' && subject.id === shipmentId,
  );
  if (!found) throw new Error('no dispatch deadline');
  return found;
};

async function timelineOf(order: Order): Promise<string[]> {
  const { data } = await taken(
    as('support').get<{ data: { what: string }[] }>(`/v1/orders/${order.id}/timeline`),
  );
  return data.map(({ what }) => what);
}

describe('S0 5.3, 6.7.2: an order travels in several shipments', () => {
  it('S0 6.7.2: each part goes with its own courier, and the order follows them', async () => {
    const order = await placeAt('awaiting_handover');
    const other = await newCourier();

    const body = { courierId: other.id, lines: one };
    const answer = await as('seller').post<Shipment>(path(order), body);

    expect(answer).toMatchObject({
      status: 201,
      body: { status: 'awaiting_handover', courierId: other.id, lines: [{ quantity: 1 }] },
    });
    expect(answer.headers.get('location')).toBe(`/v1/shipments/${answer.body.id}`);
    const planned = await plannedOf(order.id);
    expect((await readShipment(planned)).lines).toMatchObject([{ lineNo: 1, quantity: 1 }]);
    const whole = await readOrder(order.id);
    expect(dispatchOf(whole, answer.body.id).dueAt).toBe(dispatchOf(whole, planned).dueAt);
    expect(whole.lines).toMatchObject([{ planned: 2, cancelled: 0 }]);
    expect((await waitingOf(order.id)).waitingFor).toHaveLength(2);

    await handOverShipment(other, answer.body.id);
    const first = await untilOrder(order.id, ({ payment }) => payment.status === 'captured');
    expect(first).toMatchObject({ status: 'in_delivery', payment: { capturedMinor: 26_980 } });
    await deliverShipment(other, answer.body.id);
    expect(await readOrder(order.id)).toMatchObject({ status: 'in_delivery' });
    await handOverShipment(ownCourier(order), planned);
    await deliverShipment(ownCourier(order), planned);

    await untilStatus(order.id, 'delivered');
    await clock(order.id, { to: 'next_deadline' });
    const completed = await untilStatus(order.id, 'completed');
    expect(completed.lines).toMatchObject([{ accepted: 2, handedOver: 2 }]);
    expect(completed).toMatchObject({ escalated: false, refunds: [], cases: [] });
    // Two shipments, two couriers: each has its half of the fee.
    const balance = `/v1/parties/${other.id}/balance`;
    expect(await taken(other.client.get(balance))).toMatchObject({
      balances: [{ account: 'courier', amountMinor: -500 }],
    });
  });

  it('S0 6.7.2: more than there is, nothing left behind, or a courier that may not, is refused', async () => {
    const order = await placeAt('awaiting_handover');
    const { id: pending } = await newParty('courier');
    const courierId = order.courierId;
    const ask = (body: object) => refusal(as('seller').post(path(order), body));

    expect(await ask({ courierId, lines: [{ lineNo: 1, quantity: 3 }] })).toBe(
      '422 quantity_exceeded',
    );
    expect(await ask({ courierId, lines: [{ lineNo: 1, quantity: 2 }] })).toBe(
      '422 quantities_do_not_add_up',
    );
    expect(await ask({ courierId, lines: [{ lineNo: 9, quantity: 1 }] })).toBe(
      '422 line_not_found',
    );
    expect(await ask({ courierId, lines: [...one, ...one] })).toBe('422 duplicate_line_no');
    expect(await ask({ courierId, lines: [{ lineNo: 1, quantity: 0 }] })).toBe(
      '400 malformed_request',
    );
    expect(await ask({ courierId: 'pty_nobody', lines: one })).toBe('422 party_not_found');
    expect(await ask({ courierId: order.sellerId, lines: one })).toBe('422 party_wrong_role');
    expect(await ask({ courierId: pending, lines: one })).toBe('422 party_not_approved');
    expect(await refusal(as('courier').post(path(order), { courierId, lines: one }))).toBe(
      '403 role_not_allowed',
    );
    const dry = await taken(
      as('seller').post<{ wouldSucceed: boolean }>(`${path(order)}?dryRun=true`, {
        courierId: pending,
        lines: one,
      }),
    );
    expect(dry).toMatchObject({ wouldSucceed: false, problems: [{ code: 'party_not_approved' }] });
    expect((await readOrder(order.id)).shipments).toHaveLength(1);
  });

  it('S0 6.7.2 a: what is not handed over in time is called off alone; the rest goes on', async () => {
    const order = await placeAt('awaiting_handover');
    const late = await split(order, order.courierId ?? '', one);
    const planned = await plannedOf(order.id);
    await handOverShipment(ownCourier(order), planned);
    const moving = await untilOrder(order.id, ({ payment }) => payment.status === 'captured');
    const { graceEndsAt } = dispatchOf(moving, late.id);

    await justBefore(order.id, graceEndsAt ?? '', async () =>
      expect((await readShipment(late.id)).status).toBe('awaiting_handover'),
    );
    await clockTo(order.id, graceEndsAt ?? '', 1);

    const less = await untilOrder(order.id, ({ payment }) => payment.refundedMinor > 0);
    expect(await readShipment(late.id)).toMatchObject({
      status: 'cancelled',
      reason: 'dispatch_expired',
    });
    expect(less).toMatchObject({
      status: 'in_delivery',
      lines: [{ planned: 1, cancelled: 1, refundedMinor: 12_990 }],
      refunds: [{ amountMinor: 12_990, reason: 'dispatch_expired' }],
    });
    await deliverShipment(ownCourier(order), planned);
    await untilStatus(order.id, 'delivered');
    await clock(order.id, { to: 'next_deadline' });
    expect((await untilStatus(order.id, 'completed')).payment.refundedMinor).toBe(12_990);
  });

  it('S0 6.7.1 f: cash is collected at each door for its goods, the fee once', async () => {
    const order = await placeAt('awaiting_handover', { timing: 'on_delivery' });
    const other = await newCourier();
    const second = await split(order, other.id, one);
    const planned = await plannedOf(order.id);
    expect((await readShipment(planned)).codDueMinor).toBe(13_990);
    const codParts = { goodsMinor: 12_990, deliveryFeeMinor: 1_000 };
    expect(second).toMatchObject({ codDueMinor: 13_990, codParts });

    await handOverShipment(other, second.id);
    const atSecond = await deliverShipment(other, second.id);
    expect(atSecond).toBe(13_990);
    expect(await readShipment(planned)).toMatchObject({
      codDueMinor: 12_990,
      codParts: { goodsMinor: 12_990, deliveryFeeMinor: 0 },
    });
    await handOverShipment(ownCourier(order), planned);
    const atPlanned = await deliverShipment(ownCourier(order), planned);

    expect(atPlanned).toBe(12_990);
    await remitTo(other, order, atSecond);
    await remitTo(ownCourier(order), order, atPlanned);
    await clock(order.id, { to: 'next_deadline' });
    const completed = await untilStatus(order.id, 'completed');
    expect(completed.payment).toMatchObject({ collectedMinor: 26_980, remittance: 'remitted' });
  });
});

describe('S0 6.7.2: one shipment is called off, given to another courier, called back', () => {
  it('S0 6.7.2: calling one off before the money is taken gives its share back as soon as it is', async () => {
    const order = await placeAt('awaiting_handover');
    const off = await split(order, order.courierId ?? '', one);
    const cancellation = `/v1/shipments/${off.id}/cancellation`;
    const reason = 'seller_out_of_stock';

    expect(await refusal(as('support').post(cancellation, { reason }))).toBe(
      '403 role_not_allowed',
    );
    expect(await refusal(as('seller').post(cancellation, { reason: 'operator' }))).toBe(
      '400 malformed_request',
    );
    const note = '仓库漏水';
    const ended = await command<Shipment>('seller', cancellation, { reason, note });
    expect(ended).toMatchObject({ status: 'cancelled', reason });
    expect(await refusal(as('seller').post(cancellation, { reason }))).toBe(
      '409 wrong_shipment_status',
    );
    expect(await readOrder(order.id)).toMatchObject({ status: 'awaiting_handover', refunds: [] });
    const planned = await plannedOf(order.id);
    await handOverShipment(ownCourier(order), planned);

    const paid = await untilOrder(order.id, ({ payment }) => payment.refundedMinor > 0);
    expect(paid.payment).toMatchObject({ capturedMinor: 26_980, refundedMinor: 12_990 });
    expect(await timelineOf(order)).toContain('stock_released');
    const late = as('seller').post(`/v1/shipments/${planned}/cancellation`, { reason });
    expect(await refusal(late)).toBe('409 wrong_shipment_status');
  });

  it('S0 6.7.2: calling the last one off cancels the order', async () => {
    const order = await placeAt('awaiting_handover');
    const off = await split(order, order.courierId ?? '', one);
    const planned = await plannedOf(order.id);
    for (const id of [off.id, planned]) {
      await command('seller', `/v1/shipments/${id}/cancellation`, { reason: 'price_error' });
    }

    expect(await untilOrder(order.id, ({ payment }) => payment.status === 'voided')).toMatchObject({
      status: 'cancelled',
      statusReason: 'price_error',
    });
  });

  it('S0 6.7.2 b: another courier gets the shipment, and what the first was to sign is void', async () => {
    const order = await placeAt('awaiting_handover');
    const planned = await plannedOf(order.id);
    const body = { parcels: [{ parcelNo: 1, weightG: 900, packaging: 'intact' }] };
    const note = await command<{ id: string }>(
      'seller',
      `/v1/shipments/${planned}/handover-note`,
      body,
    );
    const other = await newCourier();
    const reassignment = `/v1/shipments/${planned}/reassignment`;
    const same = as('seller').post(reassignment, { courierId: order.courierId });
    expect(await refusal(same)).toBe('422 courier_unchanged');

    const given = await command<Shipment>('seller', reassignment, { courierId: other.id });

    expect(given).toMatchObject({ courierId: other.id, status: 'awaiting_handover' });
    expect(given.documents).toMatchObject([{ id: note.id, status: 'void' }]);
    expect(await readOrder(order.id)).toMatchObject({ courierId: other.id });
    expect(await refusal(as('courier').get(`/v1/shipments/${planned}`))).toBe('404 not_found');
    await handOverShipment(other, planned);
    await deliverShipment(other, planned);
    expect(await untilStatus(order.id, 'delivered')).toMatchObject({ cases: [] });
  });

  it('S0 7.7.3 a: support calls goods back; they return, and the money follows them', async () => {
    const order = await placeUnderWay({ platformOrderNo: `T-${randomUUID()}` });
    const planned = await plannedOf(order.id);
    const interception = `/v1/shipments/${planned}/interception`;
    const reason = 'recall';
    expect(await refusal(as('seller').post(interception, { reason }))).toBe('403 role_not_allowed');

    const back = await command<Shipment>('support', interception, { reason, note: '批次召回' });

    expect(back).toMatchObject({ status: 'undeliverable', reason: 'intercepted' });
    expect(await refusal(as('support').post(interception, { reason }))).toBe(
      '409 wrong_shipment_status',
    );
    const called = await readOrder(order.id);
    expect(called.shipments).toMatchObject([
      { direction: 'outbound' },
      { direction: 'return', originShipmentId: planned, status: 'in_transit' },
    ]);
    await bringBack(called);
    const returned = await untilOrder(order.id, ({ payment }) => payment.refundedMinor > 0);
    expect(returned).toMatchObject({
      status: 'returned',
      statusReason: 'undeliverable',
      payment: { refundedMinor: 26_980 },
    });
    expect(await timelineOf(order)).toContain('carriage_stopped');
  });

  it('S0 6.7.2: goods that the seller still has are not called back', async () => {
    const order = await placeAt('awaiting_handover');
    const interception = `/v1/shipments/${await plannedOf(order.id)}/interception`;

    expect(await refusal(as('support').post(interception, { reason: 'recall' }))).toBe(
      '409 wrong_shipment_status',
    );
  });
});
