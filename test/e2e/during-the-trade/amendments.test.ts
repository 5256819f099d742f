import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  as,
  clock,
  due,
  justBefore,
  type Order,
  readOrder,
  refusal,
  taken,
  untilOrder,
  untilStatus,
  waitingOf,
} from '../../support/client.ts';
import { bringTo, line, place, type Wishes } from '../life.ts';
import { booksOf, ledgerOf, paymentsOf } from '../money.ts';
import { policyWithRules } from '../registry.ts';
import { command, deliver, handOver, shipmentOf } from '../steps.ts';
import { holdsOf } from '../stock.ts';

/** Two lines, a discount and a tax: 3 × 100.00 − 10.00, 1 × 50.00, fee 8.00, tax 6.00. */
function twoLines() {
  return {
    lines: [
      line(1, {
        sku: `tea-${randomUUID()}`,
        quantity: 3,
        unitPriceMinor: 10_000,
        discountMinor: 1_000,
      }),
      line(2, { sku: `cup-${randomUUID()}`, quantity: 1, unitPriceMinor: 5_000 }),
    ],
    deliveryFeeMinor: 800,
    taxMinor: 600,
    totalMinor: 35_400,
  };
}

/** Only one of three tins and the cup: 200.00 less, two thirds of discount and tax of the tins. */
const amendedTotals = {
  goodsMinor: 15_000,
  discountMinor: 333,
  deliveryFeeMinor: 800,
  taxMinor: 259,
  totalMinor: 15_726,
};
const lessMinor = 35_400 - amendedTotals.totalMinor;

const less = { decision: 'accept', lines: [{ lineNo: 1, quantity: 1 }] };
const decide = (
  id: string,
  decision: 'accept' | 'decline',
  role: 'consumer' | 'seller' = 'consumer',
) => as(role).post<Order>(`/v1/orders/${id}/amendment-decision`, { decision });

/** The seller can deliver one tin of three; the consumer has not answered yet. */
async function placeAmended(wishes: Wishes = {}): Promise<Order> {
  const { id } = await place({ ...twoLines(), ...wishes });
  await untilStatus(id, 'awaiting_confirmation');
  return command('seller', `/v1/orders/${id}/seller-decision`, less);
}

const accepted = async (id: string): Promise<Order> => taken(decide(id, 'accept'));

describe('S0 9.4 a: the seller can deliver less than was ordered', () => {
  it('S0 9.4 a: the offer is another one, and waits for the consumer with a deadline', async () => {
    const order = await placeAmended();

    expect(order).toMatchObject({
      status: 'awaiting_consumer',
      statusReason: 'amendment',
      totals: { totalMinor: 35_400 },
      amendment: {
        version: 2,
        status: 'proposed',
        lines: [
          { lineNo: 1, quantity: 1 },
          { lineNo: 2, quantity: 1 },
        ],
        totals: { totalMinor: 15_726 },
        decidedAt: null,
      },
    });
    expect(due(order, 'seller_confirmation').state).toBe('met');
    const { waitingFor } = await waitingOf(order.id);
    expect(waitingFor).toMatchObject([
      {
        what: 'amendment_decision',
        responsible: { role: 'consumer' },
        clause: 'S0 9.4 a',
        dueAt: due(order, 'amendment').dueAt,
        action: { path: `/v1/orders/${order.id}/amendment-decision` },
      },
    ]);
    expect(await refusal(decide(order.id, 'accept', 'seller') as never)).toBe(
      '403 role_not_allowed',
    );
  });

  it('S0 6.4.5: accepted, the price falls with its parts apart, and the rest goes back into stock', async () => {
    const { id } = await placeAmended({ token: null });

    const order = await accepted(id);

    expect(order).toMatchObject({
      status: 'awaiting_payment',
      totals: amendedTotals,
      amendment: { status: 'accepted' },
    });
    expect(order.lines).toMatchObject([
      { ordered: 3, confirmed: 1, dropped: 2 },
      { ordered: 1, confirmed: 1, dropped: 0 },
    ]);
    await untilOrder(id, ({ version }) => version > order.version);
    const [hold] = await holdsOf(id);
    expect(hold?.lines.map(({ quantity, released }) => quantity - released)).toEqual([1, 1]);
  });

  it('S0 9.4 a: paid by wallet before, the difference goes back and the goods travel on', async () => {
    const { id } = await placeAmended({ timing: 'before_confirmation', method: 'alipay' });

    await accepted(id);
    const order = await untilOrder(id, ({ payment }) => payment.refundedMinor > 0);

    expect(order.payment).toMatchObject({ capturedMinor: 35_400, refundedMinor: lessMinor });
    expect(order.refunds).toMatchObject([{ amountMinor: lessMinor, reason: 'amendment' }]);
    const done = await completedAs(order);
    const { balances } = await ledgerOf(id);
    expect(balances).toMatchObject({ provider: 15_726, escrow: 0, refund_due: 0 });
    expect(done.payment.refundedMinor).toBe(lessMinor);
    const books = await booksOf(id);
    expect(books.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['authorization', 35_400],
      ['capture', 35_400],
      ['refund', lessMinor],
    ]);
  });

  it('S0 9.4 a: held on a card before, only the lower price is ever captured', async () => {
    const paid = await capturedAmended('tok_ok');

    expect(paid.payment).toMatchObject({ authorizedMinor: 15_726, capturedMinor: 15_726 });
    expect(paid.refunds).toEqual([]);
    const { id } = paid;
    expect((await paymentsOf(id)).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['authorization', 35_400],
      ['capture', 15_726],
      ['void', lessMinor],
    ]);
    expect(await booksOf(id)).toMatchObject([
      { kind: 'authorization', amountMinor: 35_400 },
      { kind: 'capture', amountMinor: 15_726, releasedMinor: lessMinor },
    ]);
  });

  it('S0 9.4 a: where the provider keeps the rest of the hold, it is let go as well', async () => {
    const { id } = await capturedAmended('tok_capture_keeps_rest');

    const freed = await untilOrder(id, ({ payment }) => payment.authorizedMinor === 15_726);

    expect(freed.payment).toMatchObject({ status: 'captured', capturedMinor: 15_726 });
    expect((await paymentsOf(id)).map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['authorization', 35_400],
      ['capture', 15_726],
      ['void', lessMinor],
    ]);
    expect(await booksOf(id)).toMatchObject([
      { kind: 'authorization' },
      { kind: 'capture', releasedMinor: 0 },
      { kind: 'void', amountMinor: lessMinor },
    ]);
  });

  it('S0 6.7.1 f: in cash only the lower price is collected', async () => {
    const { id } = await placeAmended({ timing: 'on_delivery' });

    await accepted(id);
    const order = await untilStatus(id, 'awaiting_handover');

    expect(await shipmentOf(order)).toMatchObject({
      codDueMinor: 15_726,
      lines: [
        { lineNo: 1, quantity: 1 },
        { lineNo: 2, quantity: 1 },
      ],
    });
    const delivered = await bringTo(id, 'delivered');
    expect(delivered.payment.collectedMinor).toBe(15_726);
  });

  it('S0 9.4 a: declined, or cancelled meanwhile, it ends the order and gives all back', async () => {
    const wishes = { timing: 'before_confirmation', method: 'alipay' } as const;
    const [one, other] = await Promise.all([placeAmended(wishes), placeAmended(wishes)]);

    const declined = await taken(decide(one.id, 'decline'));
    const cancelled = await command('seller', `/v1/orders/${other.id}/cancellation`, {
      reason: 'price_error',
    });

    expect(declined).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_declined',
      amendment: { status: 'declined' },
    });
    expect(cancelled.amendment).toMatchObject({ status: 'withdrawn' });
    for (const { id } of [one, other]) {
      const order = await untilOrder(id, ({ payment }) => payment.status === 'refunded');
      expect(order.payment.refundedMinor).toBe(35_400);
      expect(await refusal(decide(id, 'accept') as never)).toBe('409 wrong_order_status');
    }
  });

  it('S0 9.4 a: two answers at once: one counts, the other hears so', async () => {
    const { id } = await placeAmended({ token: null });

    const answers = await Promise.all([decide(id, 'accept'), decide(id, 'decline')]);

    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 409,
    ]);
    const { status, amendment } = await readOrder(id);
    expect([status, amendment?.status]).toEqual(
      answers[0]?.status === 200 ? ['awaiting_payment', 'accepted'] : ['cancelled', 'declined'],
    );
  });

  it('S0 9.4 a: just before its deadline it is still accepted; after it the order is cancelled', async () => {
    const [early, late] = await Promise.all([placeAmended(), placeAmended()]);
    await justBefore(early.id, due(early, 'amendment').dueAt, async () => {
      expect(await accepted(early.id)).toMatchObject({ amendment: { status: 'accepted' } });
    });

    const { fired } = await clock(late.id, { to: 'next_deadline' });

    expect(fired).toMatchObject([{ name: 'amendment' }]);
    expect(await readOrder(late.id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_expired',
      amendment: { status: 'expired' },
    });
    expect(await refusal(decide(late.id, 'accept') as never)).toBe('409 deadline_passed');
  });

  it('S0 9.4 a: by policy silence is consent, and the timeline says whose it was', async () => {
    const policy = await policyWithRules({ amendment: { onExpiry: 'accept' } });
    const { id } = await placeAmended({ policy, token: null });

    await clock(id, { to: 'next_deadline' });

    const order = await readOrder(id);
    expect(order).toMatchObject({
      status: 'awaiting_payment',
      totals: amendedTotals,
      amendment: { status: 'accepted' },
    });
    const { data } = await taken(
      as('seller').get<{ data: { what: string; summary: string }[] }>(`/v1/orders/${id}/timeline`),
    );
    expect(data.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['amendment_proposed', 'amendment_taken_as_accepted']),
    );
    expect(data.map(({ what }) => what)).not.toContain('amendment_accepted');
  });

  it('S0 9.4 a: a seller that can deliver nothing declines', async () => {
    const { id } = await place({ ...twoLines() });
    const none = { decision: 'accept', lines: [1, 2].map((lineNo) => ({ lineNo, quantity: 0 })) };

    const refused = as('seller').post(`/v1/orders/${id}/seller-decision`, none);

    expect(await refusal(refused)).toBe('422 quantities_do_not_add_up');
    expect((await readOrder(id)).status).toBe('awaiting_confirmation');
  });
});

/** Held on a card before, amended, and handed over. */
async function capturedAmended(token: string): Promise<Order> {
  const { id } = await placeAmended({ timing: 'before_confirmation', token });
  await accepted(id);
  await handOver(await untilStatus(id, 'awaiting_handover'));
  return untilOrder(id, ({ payment }) => payment.status === 'captured');
}

async function completedAs(order: Order): Promise<Order> {
  await handOver(order);
  await deliver(await untilStatus(order.id, 'in_delivery'));
  return bringTo(order.id, 'completed');
}
