import { describe, expect, test } from 'vitest';
import type { DecideAsSeller } from '../../../../src/domain/commands.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  did,
  expired,
  notesOf,
  type Life,
  placed,
  placedAs,
  placedLine,
  refunded,
  refusalOf,
  shipmentOf,
  withHandoverNote,
} from '../order-life.ts';

function amended(life: Life, lines: DecideAsSeller['lines'] = [{ lineNo: 1, quantity: 1 }]): Life {
  return did(life, actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines,
  });
}

function says(life: Life, decision: 'accept' | 'decline', at?: string): Life {
  return did(life, actors.consumer, { name: 'decideOnAmendment', decision }, at);
}

const held = (life = placed()) => answered(life, 'hold_stock');

/** Paid before the seller confirms: held on a card, or taken from a wallet. */
function paidBefore(method: 'card' | 'alipay'): Life {
  const life = held(placed({ timing: 'before_confirmation', method }));
  const tried = did(life, actors.consumer, { name: 'payOrder', method, token: 'tok_ok' });
  const authorized = answered(tried, 'authorize_payment');
  return method === 'card' ? authorized : answered(authorized, 'capture_payment');
}

describe('the seller offers less', () => {
  test('S0 9.4 a: the offer was confirmed: only the amendment is left to decide', () => {
    const life = amended(held());
    const decision = {
      name: 'decideAsConsumer',
      decision: 'accept',
      reason: null,
      note: null,
    } as const;

    expect(refusalOf(() => did(life, actors.consumer, decision))).toBe('wrong_order_status');
  });

  test('S0 9.4 a: the consumer is asked, with a deadline; nothing is given back before', () => {
    const { order, lines, deadlines, effects } = amended(held()).state;

    expect(order).toMatchObject({
      status: 'awaiting_consumer',
      statusReason: 'amendment',
      totalMinor: 26_980,
      amendment: {
        version: 2,
        status: 'proposed',
        lines: [{ lineNo: 1, quantity: 1 }],
        totals: { goodsMinor: 12_990, discountMinor: 0, taxMinor: 0, totalMinor: 13_990 },
      },
    });
    expect(lines[0]).toMatchObject({ confirmed: 0, dropped: 0 });
    expect(deadlines.map(({ name, state }) => [name, state])).toEqual([
      ['seller_confirmation', 'met'],
      ['amendment', 'running'],
    ]);
    expect(effects.map(({ kind }) => kind)).toEqual(['hold_stock']);
  });

  test('S0 6.4.5: goods, discount, fee and tax of the amended offer stay apart, and add up', () => {
    const life = placedAs({
      lines: [
        placedLine({ quantity: 3, unitPriceMinor: 1_000, discountMinor: 100 }),
        placedLine({ lineNo: 2, sku: 'cup', quantity: 1, unitPriceMinor: 500 }),
      ],
      deliveryFeeMinor: 300,
      taxMinor: 200,
      totalMinor: 3_900,
    });

    const { order } = amended(held(life)).state;

    // A third of the first line is left: of 2,900 net and of its share of 171 of the tax.
    expect(order.amendment?.totals).toEqual({
      goodsMinor: 1_500,
      discountMinor: 33,
      taxMinor: 86,
      totalMinor: 1_853,
    });
  });

  test('S0 9.4 a: the amendment is a new version of the offer; the one before it holds until it is accepted', () => {
    const life = amended(held());
    const offers = ({ state }: Life) =>
      state.documents
        .filter(({ kind }) => kind === 'offer')
        .map(({ version, status, number }) => [number, version, status]);

    expect(offers(life)).toEqual([
      ['OF-1', 1, 'confirmed'],
      ['OF-1', 2, 'issued'],
    ]);
    expect(life.state.documents.at(-1)?.content['offer']).toMatchObject({
      lines: [{ lineNo: 1, quantity: 1, discountMinor: 0 }],
      totals: { goodsMinor: 12_990, deliveryFeeMinor: 1_000, totalMinor: 13_990 },
    });
    expect(offers(says(life, 'accept')).map(([, , status]) => status)).toEqual([
      'void',
      'confirmed',
    ]);
    expect(offers(says(life, 'decline')).map(([, , status]) => status)).toEqual([
      'confirmed',
      'void',
    ]);
  });

  test('S0 9.4 a: the decision on the offer is not one on its amendment', () => {
    const decide = () =>
      did(amended(held()), actors.consumer, {
        name: 'decideAsConsumer',
        decision: 'accept',
        reason: null,
        note: null,
      });

    expect(refusalOf(decide)).toBe('wrong_order_status');
  });

  test('S0 9.4 a: nothing at all is no amendment, and neither is what is worth nothing', () => {
    const free = placedAs({
      lines: [placedLine({}), placedLine({ lineNo: 2, sku: 'gift', unitPriceMinor: 0 })],
      deliveryFeeMinor: 0,
      totalMinor: 25_980,
    });
    const none = [{ lineNo: 1, quantity: 0 }];

    expect(refusalOf(() => amended(held(), none))).toBe('quantities_do_not_add_up');
    expect(refusalOf(() => amended(held(free), none))).toBe('totals_do_not_add_up');
    expect(
      refusalOf(() =>
        amended(
          held(),
          [none[0], none[0]].flatMap((l) => l ?? []),
        ),
      ),
    ).toBe('duplicate_line_no');
  });

  test('S0 5.3: it is not taken while the stock keeper has not answered', () => {
    expect(refusalOf(() => amended(placed()))).toBe('order_busy');
  });
});

describe('the consumer decides', () => {
  test('S0 9.4 a: accepted before it is paid, only what is left is asked for', () => {
    const { order, lines, effects } = says(amended(held()), 'accept').state;

    expect(order).toMatchObject({
      status: 'awaiting_payment',
      goodsMinor: 12_990,
      totalMinor: 13_990,
      placedTotalMinor: 26_980,
      amendment: { status: 'accepted', decidedAt: order.lastAt },
    });
    expect(lines[0]).toMatchObject({ quantity: 2, confirmed: 1, dropped: 1 });
    expect(effects.find(({ kind }) => kind === 'release_stock')?.request).toEqual({
      holdKey: 'hold:ord_1',
      lines: [{ sku: 'tea-1', quantity: 1 }],
    });
  });

  test('S0 9.4 a: at the door only what is left is collected', () => {
    const life = says(amended(held(placed({ timing: 'on_delivery' }))), 'accept');

    expect(life.state.order.status).toBe('awaiting_handover');
    expect(shipmentOf(life).codDueMinor).toBe(13_990);
    expect(life.state.shipmentLines).toMatchObject([{ lineNo: 1, quantity: 1 }]);
  });

  test('S0 9.4 a: of an authorized card only so much is captured; a void lets go of all of it', () => {
    const life = says(amended(paidBefore('card')), 'accept');
    expect(life.state.order).toMatchObject({
      status: 'awaiting_handover',
      authorizedMinor: 26_980,
    });

    const cancelled = did(life, actors.consumer, {
      name: 'cancelOrder',
      reason: 'wrong_details',
      note: null,
    });

    const asked = cancelled.state.effects.find(({ kind }) => kind === 'void_payment');
    expect(asked?.request.amountMinor).toBe(26_980);
  });

  test('S0 9.4 a: what a wallet has paid too much goes back, and the rest still pays the goods', () => {
    const life = says(amended(paidBefore('alipay')), 'accept');
    expect(life.state.refunds).toMatchObject([
      { amountMinor: 12_990, deliveryFeeMinor: 0, reason: 'amendment', bearer: 'seller' },
    ]);

    const paid = refunded(life);

    expect(paid.state.order.paymentStatus).toBe('partly_refunded');
    expect(paid.state.balances).toMatchObject({ provider: 13_990, escrow: -13_990, refund_due: 0 });
    expect(notesOf(withHandoverNote(paid))).toHaveLength(1);
  });

  test('S0 6.7.2: goods whose money support has given back whole are not handed over', () => {
    const life = says(amended(paidBefore('alipay')), 'accept');
    const given = refunded(
      did(life, actors.support, {
        name: 'requestRefund',
        refundId: 'rfd_all',
        lines: null,
        amountMinor: 12_990,
        deliveryFeeMinor: 1_000,
        reason: 'other',
        bearer: 'seller',
        channel: 'original',
      }),
    );

    expect(given.state.order.paymentStatus).toBe('refunded');
    expect(refusalOf(() => withHandoverNote(given))).toBe('not_paid_for');
  });

  test('S0 9.4 a: declined it ends the order, and all is undone', () => {
    const { order, refunds, effects } = says(amended(paidBefore('alipay')), 'decline').state;

    expect(order).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_declined',
      amendment: { status: 'declined' },
    });
    expect(refunds).toMatchObject([{ amountMinor: 26_980 }]);
    expect(effects.find(({ kind }) => kind === 'release_stock')?.request.lines).toBeUndefined();
  });

  test('S0 5.3: a part that the keeper cannot release, because all was released meanwhile, is no case', () => {
    const cancelled = did(says(amended(held()), 'accept'), actors.consumer, {
      name: 'cancelOrder',
      reason: 'wrong_details',
      note: null,
    });

    const { cases, effects } = answered(cancelled, 'release_stock', 'declined').state;

    expect(cases).toEqual([]);
    expect(effects.find(({ id }) => id === 'release:ord_1:amendment:2')?.status).toBe('done');
  });

  test('S0 9.4 a: there is nothing to decide while the offer itself is open, or after it', () => {
    expect(refusalOf(() => says(placed({ confirmed: false }), 'accept'))).toBe(
      'wrong_order_status',
    );
    expect(refusalOf(() => says(says(amended(held()), 'accept'), 'accept'))).toBe(
      'wrong_order_status',
    );
  });

  test('S0 9.4 a: a second before the deadline is in time, on the deadline is too late', () => {
    const life = amended(held());
    const dueAt = life.state.deadlines.find(({ name }) => name === 'amendment')?.dueAt ?? '';
    const before = new Date(Date.parse(dueAt) - 1_000).toISOString();

    expect(says(life, 'accept', before).state.order.status).toBe('awaiting_payment');
    expect(refusalOf(() => says(life, 'accept', dueAt))).toBe('deadline_passed');
  });

  test('S0 9.4 a: /waiting names the consumer, its deadline and its call', () => {
    const life = amended(held());

    expect(waitingFor(life.state).waitingFor).toMatchObject([
      {
        what: 'amendment_decision',
        responsible: { role: 'consumer', partyId: null },
        clause: 'S0 9.4 a',
        action: { method: 'POST', path: '/v1/orders/ord_1/amendment-decision', role: 'consumer' },
      },
    ]);
  });
});

describe('the consumer is silent, or the order ends meanwhile', () => {
  const withSilence = (onExpiry: 'accept' | 'escalate') => {
    const { deadlines } = defaultPolicy;
    const amendment = { ...deadlines.amendment, onExpiry };
    const policy = { ...defaultPolicy, deadlines: { ...deadlines, amendment } };
    return amended(held(placedAs({}, policy)));
  };

  test('S0 9.4 a: silence is no consent: the order is cancelled', () => {
    const { order } = expired(amended(held()), 'amendment').state;

    expect(order).toMatchObject({
      status: 'cancelled',
      statusReason: 'amendment_expired',
      amendment: { status: 'expired' },
    });
  });

  test('S0 9.4 a: where the policy says so silence is consent, and the story tells it', () => {
    const { state, journal } = expired(withSilence('accept'), 'amendment');

    expect(state.order).toMatchObject({ status: 'awaiting_payment', totalMinor: 13_990 });
    expect(JSON.stringify(journal.at(-1))).toContain('amendment_taken_as_accepted');
  });

  test('S0 9.4 a: where it only escalates the late answer is still taken', () => {
    const escalated = expired(withSilence('escalate'), 'amendment');

    expect(escalated.state.order).toMatchObject({ status: 'awaiting_consumer', escalated: true });
    expect(says(escalated, 'accept').state.order.status).toBe('awaiting_payment');
  });

  test('S0 9.4 a: a cancelled order has nothing left to agree to', () => {
    const cancelled = did(amended(held()), actors.seller, {
      name: 'cancelOrder',
      reason: 'price_error',
      note: null,
    });

    expect(cancelled.state.order.amendment).toMatchObject({ status: 'withdrawn' });
    expect(refusalOf(() => says(cancelled, 'accept'))).toBe('wrong_order_status');
  });
});
