import { describe, expect, test } from 'vitest';
import {
  actors,
  answered,
  awaitingHandover,
  delivered,
  did,
  expired,
  handedOver,
  payable,
  placed,
  refusalOf,
} from '../order-life.ts';

describe('a timer', () => {
  test('does nothing a second early, nor after its step was taken', () => {
    const met = answered(payable(), 'authorize_payment');

    expect(refusalOf(() => expired(placed(), 'seller_confirmation', -1_000))).toBe(
      'deadline_not_running',
    );
    expect(refusalOf(() => expired(met, 'payment'))).toBe('deadline_not_running');
    expect(refusalOf(() => expired(expired(delivered(), 'after_sale'), 'after_sale'))).toBe(
      'deadline_not_running',
    );
  });

  test('that comes after the grace escalates and acts in one', () => {
    const hours = 24 * 3_600_000;
    const { order, deadlines } = expired(placed(), 'seller_confirmation', hours).state;

    expect(order).toMatchObject({ status: 'cancelled', escalated: true });
    expect(deadlines[0]).toMatchObject({ state: 'missed', grace: 'acted' });
  });

  test('tells the instant that was missed, not when it was noticed', () => {
    const late = expired(placed(), 'seller_confirmation', 60_000).state.deadlines[0];

    expect(late?.endedAt).toBe(late?.dueAt);
  });
});

describe('what a passed deadline does', () => {
  test('S0 5.6 c: what ends an order as announced needs nobody to look', () => {
    const offer = expired(placed({ confirmed: false }), 'consumer_confirmation');
    const window = expired(delivered(), 'after_sale').state;

    expect(offer.state.order).toMatchObject({ status: 'cancelled', escalated: false });
    expect(window.deadlines.find(({ name }) => name === 'after_sale')?.state).toBe('met');
  });

  test('S0 9.4 a, 6.7.2 a: cancels what nobody confirmed, paid or handed over', () => {
    const offer = expired(placed({ confirmed: false }), 'consumer_confirmation');
    const unpaid = expired(answered(payable(), 'authorize_payment', 'declined'), 'payment');
    const unsent = expired(expired(awaitingHandover(), 'dispatch'), 'dispatch');

    expect([offer, unpaid, unsent].map(({ state }) => state.order.statusReason)).toEqual([
      'consumer_confirmation_expired',
      'payment_expired',
      'dispatch_expired',
    ]);
  });

  test('S0 7.5.1 c: a late delivery escalates; long after, the goods are presumed lost', () => {
    const late = expired(handedOver(), 'delivery');
    expect(late.state.order).toMatchObject({ status: 'in_delivery', escalated: true });

    const lost = expired(late, 'presumed_lost');
    expect(lost.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(lost.state.refunds).toMatchObject([{ amountMinor: 26_980, reason: 'lost' }]);
  });

  test('S0 6.7.1 f: cash that is kept too long becomes a case, then the courier’s debt', () => {
    const overdue = expired(delivered(2, 'refused', 'on_delivery'), 'cod_remittance');
    expect(overdue.state.cases).toMatchObject([
      { kind: 'remittance_overdue', respondentPartyId: 'pty_courier', status: 'open' },
    ]);

    const claimed = did(overdue, actors.support, {
      name: 'resolveCase',
      caseId: overdue.state.cases[0]?.id ?? '',
      refundId: 'rfd_none',
      outcome: 'noted',
      note: null,
    });
    expect(claimed.state.balances).toMatchObject({
      cash_in_transit: 0,
      'claim:pty_courier': 26_980,
    });
    const completed = expired(claimed, 'after_sale');
    expect(completed.state.order.status).toBe('completed');

    const paid = did(completed, actors.courier, {
      name: 'recordRemittance',
      courierId: 'pty_courier',
      reference: 'R-9',
      amountMinor: 26_980,
    });
    expect(paid.state.balances).toMatchObject({ 'claim:pty_courier': 0, provider: 26_980 });
  });

  test('S0 6.8: the end of the after-sale window is nobody’s fault', () => {
    const { order } = expired(delivered(), 'after_sale').state;

    expect(order).toMatchObject({ status: 'completed', escalated: false });
  });
});
