import { describe, expect, it } from 'vitest';
import type { OrderStatus } from '../../../src/domain/order.ts';
import type { TimelineItem } from '../../../src/domain/views/timeline.ts';
import { type HashedJournalEntry, verifyChain } from '../../../src/evidence/journal-chain.ts';
import {
  as,
  clock,
  devFile,
  due,
  type Order,
  readOrder,
  type Role,
  taken,
  untilStatus,
} from '../../support/client.ts';
import { bringTo, place, placeAt, placeUnderWay } from '../life.ts';
import { ledgerOf, paymentsOf, untilPayment } from '../money.ts';
import { bringBack, deliver } from '../steps.ts';

const happyLife: OrderStatus[] = [
  'awaiting_consumer',
  'awaiting_confirmation',
  'awaiting_payment',
  'awaiting_handover',
  'in_delivery',
  'delivered',
  'completed',
];

/** A whole life with a stop at each status. */
async function liveThrough(visit: (order: Order) => Promise<void>): Promise<Order> {
  let order = await place({ consumerConfirmation: null, token: null });
  for (const status of happyLife) {
    order = await bringTo(order.id, status);
    await visit(order);
  }
  return order;
}

describe('S0 6.8: the after-sale window', () => {
  it('S0 6.8: it ends at 24:00 of the last day in the zone of the policy', async () => {
    const order = await placeAt('delivered');

    const window = due(order, 'after_sale');

    expect(window).toMatchObject({ clause: 'S0 6.8', responsible: { role: 'consumer' } });
    const deliveredAt = due(order, 'acceptance').endedAt ?? '';
    const lastDate = new Date(Date.parse(shanghaiDate(deliveredAt)) + 15 * 86_400_000);
    const dayAfter = new Date(lastDate.getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(window.dueAt).toBe(new Date(`${dayAfter}T00:00:00+08:00`).toISOString());
  });

  it('S0 6.8: before its end nothing is settled, after it the order is completed', async () => {
    const { id } = await placeAt('delivered');
    expect((await ledgerOf(id)).balances['escrow']).toBe(-26_980);

    const { fired } = await clock(id, { to: 'next_deadline' });

    expect(fired.map(({ name }) => name)).toEqual(['after_sale']);
    const order = await untilStatus(id, 'completed');
    expect(order.escalated).toBe(false);
    expect(order.due.filter(({ state }) => state === 'running')).toEqual([]);
  });
});

describe('settlement', () => {
  it('seller, courier and platform get their shares, and escrow is empty', async () => {
    const { id } = await placeAt('completed');

    const { postings, balances } = await ledgerOf(id);

    // 3.85 % of 25,980 rounded down is 1,000; the delivery fee is the courier's.
    expect(balances).toEqual({
      provider: 26_980,
      escrow: 0,
      seller: -24_980,
      courier: -1_000,
      platform_fee: -1_000,
    });
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
    expect(await paymentsOf(id)).toContainEqual(
      expect.objectContaining({ kind: 'settlement', amountMinor: 24_980, status: 'succeeded' }),
    );
  });

  it('of what was kept only: refused goods are nobody’s income', async () => {
    const { id } = await placeUnderWay();
    await deliver(await readOrder(id), { 1: { refused: 1 } });
    await bringBack(await readOrder(id));
    await untilPayment(id, 'partly_refunded');

    await bringTo(id, 'completed');

    expect((await ledgerOf(id)).balances).toMatchObject({
      escrow: 0,
      refund_due: 0,
      seller: -12_490,
      courier: -1_000,
      platform_fee: -500,
      provider: 13_990,
    });
  });

  it('what a party has earned is read over all its orders', async () => {
    const { courier } = devFile().parties;
    const balance = () =>
      taken(as('courier').get<{ balances: unknown }>(`/v1/parties/${courier}/balance`));
    const before = JSON.stringify(await balance());

    await placeAt('completed');

    expect(JSON.stringify(await balance())).not.toBe(before);
  });
});

describe('a whole life', () => {
  it('S0 8.2 c: the ledger sums to zero in every status, and escrow is empty in the last', async () => {
    const seen: string[] = [];

    const { id } = await liveThrough(async (order) => {
      const { postings } = await ledgerOf(order.id);
      const sum = postings.reduce((total, { amountMinor }) => total + amountMinor, 0);
      seen.push(`${order.status} ${sum}`);
    });

    expect(seen).toEqual(happyLife.map((status) => `${status} 0`));
    expect((await ledgerOf(id)).balances).toMatchObject({ escrow: 0 });
  });

  it('its timeline tells the story to each of its parties', async () => {
    const { id } = await placeAt('completed');

    for (const role of ['platform', 'consumer', 'seller', 'courier', 'support'] as Role[]) {
      const { data } = await taken(
        as(role).get<{ data: TimelineItem[] }>(`/v1/orders/${id}/timeline`),
      );
      expect(data.map(({ what }) => what)).toEqual(
        expect.arrayContaining([
          'order_placed',
          'order_confirmed',
          'payment_authorized',
          'document_issued',
          'goods_handed_over',
          'payment_captured',
          'delivery_appointed',
          'goods_delivered',
          'after_sale_ended',
          'order_settled',
          'order_completed',
        ]),
      );
      expect(data.map(({ at }) => at)).toEqual(data.map(({ at }) => at).toSorted());
      expect(data.every(({ summary }) => /^[A-Z].*\.$/.test(summary))).toBe(true);
    }
    const { apiUrl, tokens } = devFile();
    const headers = {
      authorization: `Bearer ${tokens.consumer}`,
      'accept-language': 'zh-CN, en;q=0.5',
    };
    const answer = await fetch(`${apiUrl}/v1/orders/${id}/timeline`, { headers });
    expect(answer.headers.get('content-language')).toBe('zh');
    const { data } = (await answer.json()) as { data: TimelineItem[] };
    expect(data.filter(({ summary }) => !/^[^A-Za-z]+。$/.test(summary))).toEqual([]);
  });

  it('what is due keeps its history: met, missed, stopped', async () => {
    const { id } = await place();
    await clock(id, { to: 'next_deadline' });
    await bringTo(id, 'in_delivery');
    await clock(id, { to: 'next_deadline' });

    const order = await bringTo(id, 'completed');

    const states = Object.fromEntries(order.due.map(({ name, state }) => [name, state]));
    expect(states).toEqual({
      seller_confirmation: 'missed',
      payment: 'met',
      dispatch: 'met',
      delivery: 'missed',
      presumed_lost: 'stopped',
      acceptance: 'met',
      after_sale: 'met',
    });
    expect(order.due.every(({ endedAt }) => endedAt !== null)).toBe(true);
  });
});

describe('S0 10.4: the journal', () => {
  const journalOf = async (id: string): Promise<HashedJournalEntry[]> =>
    (await taken(as('auditor').get<{ data: HashedJournalEntry[] }>(`/v1/orders/${id}/journal`)))
      .data;

  it('S0 10.4: its chain holds from the first entry to the last', async () => {
    const { id, version } = await placeAt('completed');

    const entries = await journalOf(id);

    expect(entries).toHaveLength(version);
    expect(verifyChain(entries)).toEqual({ valid: true, head: entries.at(-1)?.hash });
  });

  it('S0 10.4: an entry changed, left out or moved is named', async () => {
    const { id } = await placeAt('awaiting_handover');
    const entries = await journalOf(id);
    const changed = entries.map((entry) =>
      entry.sequence === 2 ? { ...entry, actor: { role: 'support', id: 'x' } } : entry,
    );

    expect(verifyChain(changed)).toEqual({ valid: false, sequence: 2, reason: 'hash_differs' });
    expect(verifyChain(entries.filter(({ sequence }) => sequence !== 2))).toMatchObject({
      valid: false,
      sequence: 3,
    });
    expect(verifyChain([...entries.slice(1), ...entries.slice(0, 1)])).toMatchObject({
      valid: false,
    });
  });

  it('S0 10.4: who did what is in it, by role and id', async () => {
    const { id, sellerId, courierId } = await placeAt('in_delivery');

    const actors = (await journalOf(id)).map(({ type, actor }) => ({ type, actor }));

    expect(actors).toContainEqual({
      type: 'order_confirmed',
      actor: expect.objectContaining({ role: 'seller', id: sellerId }),
    });
    expect(actors).toContainEqual({
      type: 'document_completed',
      actor: expect.objectContaining({ role: 'courier', id: courierId }),
    });
  });
});

function shanghaiDate(instant: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(instant));
}
