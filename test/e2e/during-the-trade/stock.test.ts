import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  due,
  type Order,
  readOrder,
  taken,
  untilOrder,
  waitingOf,
} from '../../support/client.ts';
import { bringTo, line, place, type Wishes } from '../life.ts';
import { policyWith } from '../registry.ts';
import { command } from '../steps.ts';
import { holdsOf, levelOf, stockUp } from '../stock.ts';

const newSku = () => `tea-${randomUUID()}`;
const placeOf = (sku: string, wishes: Wishes = {}) =>
  place({ lines: [line(1, { sku })], ...wishes });

const allocatedTo = (id: string): Promise<Order> =>
  untilOrder(id, ({ lines }) => (lines[0]?.allocations.length ?? 0) > 0);

describe('S0 5.3: goods are allocated and set aside', () => {
  it('S0 5.3: from as few warehouses as possible, by policy in their own order; the order tells which', async () => {
    const sku = newSku();
    await stockUp(sku, 1, 'east');
    await stockUp(sku, 5, 'west');
    const inOrder = await policyWith({ allocation: { strategy: 'in_order' } });

    const one = await allocatedTo((await placeOf(sku)).id);
    const other = await allocatedTo((await placeOf(sku, { policy: inOrder })).id);

    expect(one.lines[0]?.allocations).toEqual([{ warehouse: 'west', quantity: 2 }]);
    expect(other.lines[0]?.allocations).toEqual([
      { warehouse: 'east', quantity: 1 },
      { warehouse: 'west', quantity: 1 },
    ]);
    const gone = await bringTo(one.id, 'in_delivery');
    expect(gone.lines[0]?.allocations).toEqual([{ warehouse: 'west', quantity: 2 }]);
  });

  it('S0 5.3: orders that come at once never hold more than there is', async () => {
    const sku = newSku();
    await stockUp(sku, 3, 'east');
    await stockUp(sku, 4, 'west');

    const placed = await Promise.all(Array.from({ length: 6 }, () => placeOf(sku)));
    const orders = await Promise.all(
      placed.map(({ id }) =>
        untilOrder(
          id,
          ({ status, lines }) => status === 'cancelled' || (lines[0]?.allocations.length ?? 0) > 0,
        ),
      ),
    );

    const cancelled = orders.filter(({ status }) => status === 'cancelled');
    expect(cancelled).toHaveLength(3);
    for (const { statusReason } of cancelled) expect(statusReason).toBe('seller_out_of_stock');
    expect(await levelOf(sku)).toMatchObject({ onHand: 7, held: 6, available: 1 });
  });
});

describe('S0 5.3, 9.4 a: there is less in stock, and the policy amends', () => {
  const placeShort = async (wishes: Wishes = {}): Promise<{ order: Order; sku: string }> => {
    const sku = newSku();
    await stockUp(sku, 1);
    const policy = await policyWith({ allocation: { onShortage: 'amend' } });
    const { id } = await placeOf(sku, { policy, ...wishes });
    return { order: await untilOrder(id, ({ amendment }) => amendment !== null), sku };
  };
  const decide = (id: string, decision: string): Promise<Order> =>
    command('consumer', `/v1/orders/${id}/amendment-decision`, { decision });

  it('S0 5.3: what there is, is offered; the consumer is waited for, and the timeline says why', async () => {
    const { order } = await placeShort();

    expect(order).toMatchObject({
      status: 'awaiting_consumer',
      statusReason: 'amendment',
      amendment: {
        proposedBy: 'stock',
        lines: [{ lineNo: 1, quantity: 1 }],
        totals: { totalMinor: 13_990 },
      },
    });
    expect((await waitingOf(order.id)).waitingFor).toMatchObject([
      { what: 'amendment_decision', responsible: { role: 'consumer' }, clause: 'S0 9.4 a' },
    ]);
    const { data } = await taken(
      as('consumer').get<{ data: { what: string; summary: string }[] }>(
        `/v1/orders/${order.id}/timeline`,
      ),
    );
    expect(data.find(({ what }) => what === 'amendment_proposed')?.summary).toBe(
      'There is less in stock than was ordered; the consumer decides.',
    );
  });

  it('S0 5.3: accepted, the seller has its day for what is left, and only that leaves and is paid', async () => {
    const { order, sku } = await placeShort();

    const accepted = await decide(order.id, 'accept');

    expect(accepted).toMatchObject({
      status: 'awaiting_confirmation',
      totals: { totalMinor: 13_990 },
      lines: [{ ordered: 2, withdrawn: 1, allocations: [{ warehouse: 'main', quantity: 1 }] }],
    });
    expect(due(accepted, 'seller_confirmation').state).toBe('running');
    const { id } = await bringTo(order.id, 'in_delivery');
    const paid = await untilOrder(id, ({ payment }) => payment.status === 'captured');
    expect(paid.payment.capturedMinor).toBe(13_990);
    expect(await levelOf(sku)).toMatchObject({ onHand: 0, held: 0 });
  });

  it('S0 5.3: declined, what was set aside is anybody’s again', async () => {
    const { order, sku } = await placeShort();

    await decide(order.id, 'decline');

    const [hold] = await holdsOf(order.id);
    expect(hold?.lines).toMatchObject([{ sku, quantity: 1 }]);
    const ended = await readOrder(order.id);
    expect(ended).toMatchObject({ status: 'cancelled', statusReason: 'amendment_declined' });
    await untilOrder(order.id, ({ version }) => version > ended.version);
    expect(await levelOf(sku)).toMatchObject({ held: 0, available: 1 });
  });
});
