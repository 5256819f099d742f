import { describe, expect, it } from 'vitest';
import { realOrdersOf } from '../../../scripts/story/source.ts';

const hourMs = 3_600_000;

const line = (fields: object = {}) => ({
  lineNo: 1,
  sku: 'sku-1',
  category: null,
  weightG: null,
  sellerRef: 'seller-1',
  sellerCity: 'curitiba',
  dispatchBy: '2017-03-03T12:00:00-03:00',
  priceMinor: 1_000,
  freightMinor: 200,
  ...fields,
});

const record = (fields: object = {}) =>
  JSON.stringify({
    orderId: 'o-1',
    status: 'delivered',
    class: 'on_time',
    purchasedAt: '2017-03-01T12:00:00-03:00',
    approvedAt: '2017-03-01T14:00:00-03:00',
    handedOverAt: '2017-03-02T12:00:00-03:00',
    deliveredAt: '2017-03-05T12:00:00-03:00',
    estimatedDeliveryAt: '2017-03-20T00:00:00-03:00',
    consumer: { ref: null, city: null, state: null, zipPrefix: null },
    lines: [line()],
    payments: [{ seq: 1, type: 'credit_card', installments: 1, amountMinor: 1_200 }],
    currency: 'BRL',
    ...fields,
  });

describe('real orders', () => {
  it('every instant counts from the purchase, whatever its zone', () => {
    const [real] = realOrdersOf(`${record({ approvedAt: '2017-03-01T17:00:00Z' })}\n`);

    expect(real).toMatchObject({
      id: 'o-1',
      ending: 'delivered',
      method: 'card',
      paidAfterMs: 2 * hourMs,
      handedOverAfterMs: 24 * hourMs,
      deliveredAfterMs: 96 * hourMs,
      dispatchDueAfterMs: 48 * hourMs,
      totalMinor: 1_200,
      deliveryFeeMinor: 200,
      remarks: [],
    });
  });

  it('an order of two sellers is one order for each, with that seller’s money', () => {
    const lines = [
      line({ priceMinor: 700 }),
      line({ lineNo: 2, sellerRef: 'seller-2', priceMinor: 300, freightMinor: 0 }),
      line({ lineNo: 3, priceMinor: 50, freightMinor: 5 }),
    ];

    const orders = realOrdersOf(record({ lines, payments: [] }));

    expect(orders).toMatchObject([
      { id: 'o-1-1', seller: { ref: 'seller-1' }, totalMinor: 955, deliveryFeeMinor: 205 },
      { id: 'o-1-2', seller: { ref: 'seller-2' }, totalMinor: 300, deliveryFeeMinor: 0 },
    ]);
    expect(orders[0]?.remarks).toEqual(['no_payment_rows', 'same_sku_twice', 'several_sellers']);
  });

  it('what was handed over before its payment was approved is paid a minute before', () => {
    const [real] = realOrdersOf(record({ approvedAt: '2017-03-02T18:00:00-03:00' }));

    expect(real?.paidAfterMs).toBe(24 * hourMs - 60_000);
    expect(real?.remarks).toEqual(['paid_after_handover']);
  });

  it('another amount than the lines add up to is remarked, and the sum is driven', () => {
    const [real] = realOrdersOf(record({ payments: [{ type: 'boleto', amountMinor: 500 }] }));

    expect(real).toMatchObject({ totalMinor: 1_200, method: 'bank_transfer' });
    expect(real?.remarks).toEqual(['paid_another_amount']);
  });

  it('the class says how a life ended, whatever dates the row bears', () => {
    const [real] = realOrdersOf(record({ class: 'never_shipped', status: 'invoiced' }));

    expect(real?.ending).toBe('never_shipped');
    expect(real?.remarks).toEqual(['dates_against_status']);
  });

  it('a malformed row is refused', () => {
    expect(() => realOrdersOf(record({ lines: [] }))).toThrow('lines');
  });
});
