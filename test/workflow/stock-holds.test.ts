import { describe, expect, test } from 'vitest';
import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { holdRenewalDueAt } from '../../src/domain/stock/renewing-holds.ts';
import { inLastSecond } from '../support/deadline-edges.ts';
import { orderState } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { forward } from '../support/order-clock.ts';
import { bringTo, isQuiet, placeOrder, untilOrder, untilStatus } from '../support/order-life.ts';
import { anOrder, newId, parties } from '../support/orders.ts';

const engine = engineOfFile();

async function stockUp(sku: string, onHand: number): Promise<void> {
  await engine.neighbours.setStock(parties.seller, sku, onHand);
}

/** Two of an article that is held for an hour only, where nothing else is said. */
async function placeHeld(sku: string, orderId = newId('ord')): Promise<OrderState> {
  const [line] = anOrder().lines;
  await placeOrder(engine, { lines: [{ ...must(line, 'line'), sku }] }, orderId);
  return untilOrder(engine, orderId, isQuiet);
}

/** The stock keeper's own clock has run out. */
async function expireAtKeeper(key: string): Promise<void> {
  const { stockUrl } = engine.neighbours.urls;
  const answer = await fetch(`${stockUrl}/holds/${key}/expiry`, { method: 'POST' });
  expect(answer.status).toBe(200);
}

async function heldOf(sku: string): Promise<object> {
  const { stockUrl } = engine.neighbours.urls;
  return (await (await fetch(`${stockUrl}/stock/${parties.seller}/${sku}`)).json()) as object;
}

const renewals = ({ effects }: OrderState) => effects.filter(({ kind }) => kind === 'renew_hold');

describe.concurrent('a hold shorter than the order', () => {
  test('S0 5.3: one second before half of its time nothing is asked; one second after it lasts anew', async () => {
    const placed = await placeHeld(`short-hold-${newId('sku')}`);
    const { id } = placed.order;
    const dueAt = must(holdRenewalDueAt(placed), 'renewal');
    await inLastSecond(engine, id, dueAt, (state) => expect(renewals(state)).toEqual([]));

    await forward(engine, id, { toJustAfter: dueAt });

    const state = await untilOrder(
      engine,
      id,
      (now) => renewals(now).some(({ status }) => status === 'done') && isQuiet(now),
    );
    const [before, after] = [placed, state].map(({ effects }) => effects[0]?.result?.validUntil);
    expect(String(after) > String(before)).toBe(true);
    expect(await engine.neighbours.stockHolds(id)).toHaveLength(1);
  });

  test('S0 5.3: one that the keeper let go is taken anew, and the goods leave from that', async () => {
    const sku = `short-hold-${newId('sku')}`;
    await stockUp(sku, 2);
    const placed = await placeHeld(sku);
    const { id } = placed.order;
    await expireAtKeeper(`hold:${id}`);

    await forward(engine, id, { toJustAfter: must(holdRenewalDueAt(placed), 'renewal') });
    await untilOrder(engine, id, (now) =>
      now.effects.some(({ id: key, status }) => key === `hold:${id}:2` && status === 'done'),
    );
    await bringTo(engine, id, 'in_delivery');

    const holds = await engine.neighbours.stockHolds(id);
    expect(holds.map(({ status, lines }) => [status, lines[0]?.committed])).toEqual([
      ['expired', 0],
      ['held', 2],
    ]);
    expect(await heldOf(sku)).toMatchObject({ onHand: 0, held: 0 });
  });

  test('S0 5.3: sold to somebody else meanwhile, the order ends: nothing is sold twice', async () => {
    const sku = `short-hold-${newId('sku')}`;
    await stockUp(sku, 3);
    const first = await placeHeld(sku);
    const { id } = first.order;
    await expireAtKeeper(`hold:${id}`);
    const second = await placeHeld(sku);

    await forward(engine, id, { toJustAfter: must(holdRenewalDueAt(first), 'renewal') });

    const ended = await untilStatus(engine, id, 'cancelled');
    expect(ended.order.statusReason).toBe('seller_out_of_stock');
    expect((await orderState(engine, second.order.id)).order.status).toBe('awaiting_confirmation');
    expect(await heldOf(sku)).toMatchObject({ onHand: 3, held: 2, available: 1 });
  });
});
