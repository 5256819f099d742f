import { describe, expect, test } from 'vitest';
import { placedAs, placed, placedLine, refusalOf } from '../order-life.ts';

const refusedAs = (changes: Parameters<typeof placedAs>[0]) => refusalOf(() => placedAs(changes));

describe('placing', () => {
  test('S0 9.4 a: an offer takes effect only when its consumer has confirmed it', () => {
    const unconfirmed = placed({ confirmed: false }).state;

    expect(placed().state.order.status).toBe('awaiting_confirmation');
    expect(unconfirmed.order).toMatchObject({ status: 'awaiting_consumer', statusReason: 'offer' });
    expect(unconfirmed.deadlines.map(({ name }) => name)).toEqual(['consumer_confirmation']);
  });

  test('S0 6.4.5: goods, discount, delivery fee and tax are kept apart and must add up', () => {
    const lines = [placedLine({ discountMinor: 980 })];
    const { order } = placedAs({ lines, taxMinor: 100, totalMinor: 26_100 }).state;

    expect(order).toMatchObject({
      goodsMinor: 25_980,
      discountMinor: 980,
      deliveryFeeMinor: 1_000,
      taxMinor: 100,
      totalMinor: 26_100,
    });
    expect(refusedAs({ totalMinor: 26_979 })).toBe('totals_do_not_add_up');
  });

  test('S0 6.4.5: a discount above its line, or an order worth nothing, is refused', () => {
    const tooMuch = placedLine({ discountMinor: 25_981 });
    const free = placedLine({ unitPriceMinor: 0 });

    expect(refusedAs({ lines: [tooMuch], totalMinor: 999 })).toBe('totals_do_not_add_up');
    expect(refusedAs({ lines: [free], deliveryFeeMinor: 0, totalMinor: 0 })).toBe(
      'totals_do_not_add_up',
    );
  });

  test('S0 6.4.4: every line is counted under a number of its own', () => {
    expect(refusedAs({ lines: [placedLine({}), placedLine({})], totalMinor: 52_960 })).toBe(
      'duplicate_line_no',
    );
  });

  test('S0 5.4: parties must exist and have their role', () => {
    expect(refusedAs({ sellerId: 'pty_nobody' })).toBe('party_not_found');
    expect(refusedAs({ sellerId: 'pty_courier' })).toBe('party_wrong_role');
    expect(refusedAs({ paymentProviderId: null })).toBe('party_not_found');
  });

  test('S0 6.7.2 a, 9.4 a: a promise lies ahead, a confirmation behind', () => {
    const past = '2026-03-02T01:59:59.000Z';
    const dispatchBy = { dispatchBy: past, deliverBy: null };
    const deliverBy = { dispatchBy: null, deliverBy: past };
    const tomorrow = { at: '2026-03-03T02:00:00.000Z', channel: 'app', offerDigest: null };

    expect(refusedAs({ promised: dispatchBy })).toBe('promise_in_the_past');
    expect(refusedAs({ promised: deliverBy })).toBe('promise_in_the_past');
    expect(refusedAs({ consumerConfirmation: tomorrow })).toBe('confirmation_in_the_future');
  });

  test('S0 8.2 c: cash is for the door, and the door is for cash', () => {
    expect(refusedAs({ payment: { timing: 'on_delivery', method: 'card', token: 'tok_ok' } })).toBe(
      'method_not_allowed',
    );
    expect(
      refusedAs({ payment: { timing: 'after_confirmation', method: 'cash', token: null } }),
    ).toBe('method_not_allowed');
  });

  test('S0 5.3: the stock of a SKU is asked for once, whatever lines it is on', () => {
    const lines = [placedLine({}), placedLine({ lineNo: 2, quantity: 3 })];
    const { effects } = placedAs({ lines, totalMinor: 65_950 }).state;

    expect(effects).toMatchObject([
      { id: 'hold:ord_1', kind: 'hold_stock', request: { lines: [{ sku: 'tea-1', quantity: 5 }] } },
    ]);
  });

  test('paid before the confirmation, the payment comes first', () => {
    expect(placed({ timing: 'before_confirmation' }).state.order.status).toBe('awaiting_payment');
  });
});
