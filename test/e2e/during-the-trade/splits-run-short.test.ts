import { randomUUID } from 'node:crypto';
import { describe, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import {
  clock,
  devFile,
  due,
  type Order,
  readOrder,
  untilOrder,
  untilStatus,
} from '../../support/client.ts';
import {
  deliverShipment,
  handOverShipment,
  ownCourier,
  plannedOf,
  readShipment,
  split,
} from '../legs.ts';
import { bringTo, line, placeAt } from '../life.ts';
import { booksOf } from '../money.ts';
import { policyWith } from '../registry.ts';
import { command } from '../steps.ts';
import { levelOf, stockUp } from '../stock.ts';

/** The stock keeper lets go of goods before their order has sent them all, and has less of them. */

interface Split {
  order: Order;
  sku: string;
  /** The shipment that everything was planned onto, then those that were split off. */
  shipmentIds: string[];
}

/** As many units of an article as all parts together, held for an hour only; each its own way. */
async function placeSplit(onShortage: 'amend' | 'cancel', parts: number[]): Promise<Split> {
  const sku = `short-hold-${randomUUID()}`;
  const quantity = parts.reduce((sum, units) => sum + units, 0);
  await stockUp(sku, quantity);
  const policy = await policyWith({ allocation: { strategy: 'in_order', onShortage } });
  const order = await placeAt('awaiting_handover', {
    policy,
    lines: [line(1, { sku, quantity })],
    totalMinor: quantity * 12_990 + 1_000,
  });
  const shipmentIds = [await plannedOf(order.id)];
  for (const units of parts.slice(1)) {
    const { id } = await split(order, order.courierId ?? '', [{ lineNo: 1, quantity: units }]);
    shipmentIds.push(id);
  }
  return { order, sku, shipmentIds };
}

/** The hold is over at the keeper, which has less by now; the engine finds out when it asks. */
async function runShort({ order, sku }: Split, onHand: number): Promise<void> {
  const url = `${devFile().simulators.stock}/holds/hold:${order.id}/expiry`;
  const { ok } = await fetch(url, { method: 'POST' });
  if (!ok) throw new Error(`the hold of ${order.id} does not expire`);
  await stockUp(sku, onHand);
  await clock(order.id, { advance: 'PT31M' });
}

async function shipmentsOf({ shipmentIds }: Split): Promise<unknown[]> {
  const shipments = await Promise.all(shipmentIds.map(readShipment));
  return shipments.map(({ status, lines }) => [status, lines[0]?.quantity ?? 0]);
}

const send = async (order: Order, shipmentId: string): Promise<void> => {
  await handOverShipment(ownCourier(order), shipmentId);
  await deliverShipment(ownCourier(order), shipmentId);
};

describe.concurrent('S0 5.3, 9.4 a: a split order runs short', () => {
  it('S0 5.3, 9.4 a: by policy the rest is offered; accepted it travels on, and only that is paid', async ({
    expect,
  }) => {
    const placed = await placeSplit('amend', [2, 2, 1]);
    const { order, sku, shipmentIds } = placed;
    await runShort(placed, 3);

    const offered = await untilStatus(order.id, 'awaiting_consumer');
    expect(offered.amendment).toMatchObject({
      proposedBy: 'stock',
      lines: [{ lineNo: 1, quantity: 3 }],
      totals: { totalMinor: 39_970 },
    });
    expect(due(offered, 'dispatch').state).toBe('stopped');
    const decision = `/v1/orders/${order.id}/amendment-decision`;
    const accepted = await command('consumer', decision, { decision: 'accept' });

    expect(accepted).toMatchObject({
      status: 'awaiting_handover',
      lines: [{ ordered: 5, withdrawn: 2, planned: 3 }],
    });
    expect(await shipmentsOf(placed)).toEqual([
      ['awaiting_handover', 2],
      ['awaiting_handover', 1],
      ['cancelled', 0],
    ]);
    for (const id of shipmentIds.slice(0, 2)) await send(order, id);
    const completed = await bringTo((await untilStatus(order.id, 'delivered')).id, 'completed');
    expect(completed).toMatchObject({
      lines: [{ handedOver: 3, accepted: 3 }],
      payment: { capturedMinor: 39_970, refundedMinor: 0 },
      cases: [],
    });
    expect(await booksOf(order.id)).toMatchObject([
      { kind: 'authorization', amountMinor: 65_950 },
      { kind: 'capture', amountMinor: 39_970 },
    ]);
    await eventually(async () => expect(await levelOf(sku)).toMatchObject({ onHand: 0, held: 0 }));
  });

  it('S0 5.3: by policy it ends, as a whole, and nothing stays held or set aside', async ({
    expect,
  }) => {
    const placed = await placeSplit('cancel', [1, 1]);
    await runShort(placed, 1);

    const ended = await untilOrder(placed.order.id, ({ payment }) => payment.status === 'voided');

    expect(ended).toMatchObject({ status: 'cancelled', statusReason: 'seller_out_of_stock' });
    expect(await shipmentsOf(placed)).toEqual([
      ['cancelled', 1],
      ['cancelled', 1],
    ]);
    expect(await levelOf(placed.sku)).toMatchObject({ held: 0, available: 1 });
  });

  it('S0 5.3, 6.8 d: where a part is on its way already, what lacks its goods is called off and paid back', async ({
    expect,
  }) => {
    const placed = await placeSplit('amend', [1, 1, 1]);
    const { order, sku, shipmentIds } = placed;
    const [first = '', second = ''] = shipmentIds;
    await handOverShipment(ownCourier(order), first);
    await untilOrder(order.id, ({ payment }) => payment.status === 'captured');
    await runShort(placed, 1);

    const less = await untilOrder(order.id, ({ payment }) => payment.refundedMinor > 0);

    expect(less).toMatchObject({
      status: 'in_delivery',
      amendment: null,
      lines: [{ planned: 2, cancelled: 1, refundedMinor: 12_990 }],
      refunds: [{ amountMinor: 12_990, reason: 'seller_out_of_stock' }],
    });
    expect(await shipmentsOf(placed)).toEqual([
      ['handed_over', 1],
      ['awaiting_handover', 1],
      ['cancelled', 1],
    ]);
    await deliverShipment(ownCourier(order), first);
    await send(order, second);
    await untilStatus(order.id, 'delivered');
    await eventually(async () => expect(await levelOf(sku)).toMatchObject({ onHand: 0, held: 0 }));
  });

  it('S0 5.3: where a part was called off already nothing is offered: the rest goes on without what lacks', async ({
    expect,
  }) => {
    const placed = await placeSplit('amend', [1, 1, 1]);
    const { order, shipmentIds } = placed;
    const reason = 'seller_out_of_stock';
    await command('seller', `/v1/shipments/${shipmentIds[2]}/cancellation`, { reason });
    await runShort(placed, 1);

    const short = await untilOrder(order.id, ({ lines }) => lines[0]?.cancelled === 2);

    expect(short).toMatchObject({ status: 'awaiting_handover', amendment: null });
    await send(order, shipmentIds[0] ?? '');
    const { payment } = await bringTo(order.id, 'completed');
    expect(payment.capturedMinor - payment.refundedMinor).toBe(13_990);
    expect((await readOrder(order.id)).cases).toEqual([]);
  });
});
