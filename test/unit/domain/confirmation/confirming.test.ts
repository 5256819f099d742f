import { describe, expect, test } from 'vitest';
import type { DecideAsSeller } from '../../../../src/domain/commands.ts';
import { actors, answered, did, expired, type Life, placed, refusalOf } from '../order-life.ts';

function consumerSays(life: Life, decision: 'accept' | 'decline', at?: string): Life {
  const command = { name: 'decideAsConsumer', decision, reason: null, note: null } as const;
  return did(life, actors.consumer, command, at);
}

function sellerSays(life: Life, changes: Partial<DecideAsSeller> = {}, at?: string): Life {
  const command: DecideAsSeller = {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
    ...changes,
  };
  return did(life, actors.seller, command, at);
}

const offered = () => placed({ confirmed: false });

describe('the consumer', () => {
  test('S0 9.4 a: accepting makes the offer an order, from now on the seller has its day', () => {
    const { order, deadlines } = consumerSays(offered(), 'accept').state;

    expect(order.status).toBe('awaiting_confirmation');
    expect(order.consumerConfirmation?.at).toBe(order.lastAt);
    expect(deadlines.map(({ name, state }) => [name, state])).toEqual([
      ['consumer_confirmation', 'met'],
      ['seller_confirmation', 'running'],
    ]);
  });

  test('S0 9.4 a: declining ends it, and the stock is released', () => {
    const { order, effects } = consumerSays(offered(), 'decline').state;

    expect(order).toMatchObject({ status: 'cancelled', statusReason: 'consumer_declined' });
    expect(effects.map(({ kind }) => kind)).toContain('release_stock');
  });

  test('S0 9.4 a: a second before the deadline is in time, on the deadline is too late', () => {
    expect(consumerSays(offered(), 'accept', '2026-03-03T01:59:59.000Z').state.order.status).toBe(
      'awaiting_confirmation',
    );
    expect(refusalOf(() => consumerSays(offered(), 'accept', '2026-03-03T02:00:00.000Z'))).toBe(
      'deadline_passed',
    );
  });
});

describe('the seller', () => {
  test('S0 6.6 c: confirming leads to the payment, or with cash to the handover', () => {
    const cash = sellerSays(placed({ timing: 'on_delivery' })).state;

    expect(sellerSays(placed()).state.order.status).toBe('awaiting_payment');
    expect(cash.order.status).toBe('awaiting_handover');
    expect(cash.shipments).toMatchObject([{ direction: 'outbound', codDueMinor: 26_980 }]);
    expect(cash.lines).toMatchObject([{ confirmed: 2, planned: 2 }]);
  });

  test('S0 6.6 c: declining needs a reason and cancels', () => {
    expect(refusalOf(() => sellerSays(placed(), { decision: 'decline' }))).toBe('reason_missing');
    expect(
      sellerSays(placed(), { decision: 'decline', reason: 'seller_out_of_stock' }).state.order,
    ).toMatchObject({ status: 'cancelled', statusReason: 'seller_declined' });
    expect(
      refusalOf(() =>
        sellerSays(placed(), { decision: 'decline', reason: 'consumer_changed_mind' }),
      ),
    ).toBe('reason_not_allowed');
  });

  test('S0 6.6 c: late within the grace is taken but missed; after the grace it is refused', () => {
    const late = sellerSays(placed(), {}, '2026-03-03T03:00:00.000Z').state;

    expect(late.order).toMatchObject({ status: 'awaiting_payment', escalated: true });
    expect(late.deadlines[0]?.state).toBe('missed');
    const graceEnd = placed().state.deadlines[0]?.graceEndsAt ?? '';
    expect(refusalOf(() => sellerSays(placed(), {}, graceEnd))).toBe('deadline_passed');
  });

  test('S0 6.6 c: a silent seller is escalated first, and cancelled after the grace', () => {
    const escalated = expired(placed(), 'seller_confirmation');
    const over = expired(escalated, 'seller_confirmation');

    expect(escalated.state.order).toMatchObject({
      status: 'awaiting_confirmation',
      escalated: true,
    });
    expect(over.state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'confirmation_expired',
    });
  });

  test('S0 6.6 c: only what was ordered can be confirmed', () => {
    const lines = (lineNo: number, quantity: number) => ({ lines: [{ lineNo, quantity }] });

    expect(refusalOf(() => sellerSays(placed(), lines(9, 1)))).toBe('line_not_found');
    expect(refusalOf(() => sellerSays(placed(), lines(1, 3)))).toBe('quantity_exceeded');
    expect(sellerSays(placed(), lines(1, 2)).state.order.status).toBe('awaiting_payment');
  });

  test('S0 5.3: goods that are not in stock cancel; an unheard answer is asked for again', () => {
    const unheard = did(placed(), actors.engine, {
      name: 'recordEffect',
      effectId: 'hold:ord_1',
      outcome: { status: 'unknown' },
    });

    expect(unheard.state.order.status).toBe('awaiting_confirmation');
    expect(unheard.state.effects[0]).toMatchObject({ status: 'pending', tries: 1 });
    expect(answered(unheard, 'hold_stock', 'declined').state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'seller_out_of_stock',
    });
  });
});
