import { describe, expect, test } from 'vitest';
import type { RecordInvoice } from '../../../../src/domain/commands.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  delivered,
  did,
  expired,
  handedOver,
  type Life,
  placed,
  placedAs,
  refunded,
  refusalOf,
} from '../order-life.ts';

function invoice(life: Life, changes: Partial<RecordInvoice> = {}): Life {
  return did(life, actors.seller, {
    name: 'recordInvoice',
    invoiceId: `inv_${life.state.order.version}`,
    number: 'N-1',
    kind: 'blue',
    amountMinor: 26_980,
    currency: null,
    digest: 'sha256:invoice',
    issuedAt: null,
    redOf: null,
    ...changes,
  });
}

const red = (life: Life, amountMinor: number, number = 'N-2') =>
  invoice(life, { kind: 'red', number, redOf: 'N-1', amountMinor });

const refusal = (life: Life, changes: Partial<RecordInvoice> = {}) =>
  refusalOf(() => invoice(life, changes));

function refund(life: Life, amountMinor: number): Life {
  return did(life, actors.support, {
    name: 'requestRefund',
    refundId: `rfd_${life.state.order.version}`,
    lines: null,
    amountMinor,
    deliveryFeeMinor: null,
    reason: 'quality',
    bearer: 'seller',
    channel: 'original',
  });
}

const waits = (life: Life) => waitingFor(life.state).waitingFor.map(({ what }) => what);

describe('a blue invoice', () => {
  test('S0 8.2 c: is over what was paid and kept, under a number of its own', () => {
    const life = invoice(delivered(), { amountMinor: 20_000 });

    expect(life.state.invoices).toMatchObject([
      { number: 'N-1', kind: 'blue', amountMinor: 20_000, currency: 'CNY', sellerId: 'pty_seller' },
    ]);
    expect(refusal(life, { number: 'N-2', amountMinor: 6_981 })).toBe('invoice_exceeds_paid');
    expect(refusal(life, { amountMinor: 1 })).toBe('invoice_number_in_use');
    expect(refusal(delivered(), { currency: 'EUR' })).toBe('currency_mismatch');
    expect(refusal(placed())).toBe('invoice_exceeds_paid');
    expect(refusal(refund(delivered(), 1))).toBe('invoice_exceeds_paid');
  });

  test('S0 8.2 c: that was asked for is waited for once there is money, and holds nothing up', () => {
    const wish = { invoiceKind: 'company' as const };
    expect(waits(placedAs(wish))).not.toContain('invoice');
    const life = delivered(2, 'refused', placedAs(wish));
    expect(waits(life)).toContain('invoice');

    const done = expired(life, 'after_sale');

    expect(done.state.order.status).toBe('completed');
    expect(waits(done)).toEqual(['invoice']);
    expect(waits(invoice(done))).toEqual([]);
    expect(waits(handedOver())).not.toContain('invoice');
  });
});

describe('a red invoice', () => {
  const overInvoiced = () => refund(invoice(delivered()), 5_000);

  test('S0 8.2 c: is due from the seller after a refund, as long as more is invoiced than kept', () => {
    const life = overInvoiced();
    expect(life.state.cases).toMatchObject([
      {
        kind: 'red_invoice_due',
        status: 'open',
        respondentPartyId: 'pty_seller',
        details: { amountMinor: 5_000, currency: 'CNY' },
      },
    ]);
    expect(waits(life)).toContain('red_invoice');
    const more = refund(life, 1_000);
    expect(more.state.cases).toMatchObject([{ details: { amountMinor: 6_000 } }]);

    const part = red(more, 4_000);
    expect(part.state.cases).toMatchObject([{ status: 'open', details: { amountMinor: 2_000 } }]);
    const whole = red(part, 2_000, 'N-3');

    expect(whole.state.cases).toMatchObject([
      { status: 'resolved', resolution: { outcome: 'red_invoice_recorded' } },
    ]);
    expect(waits(whole)).not.toContain('red_invoice');
  });

  test('S0 8.2 c: holds up neither the money nor the end of the order', () => {
    const done = expired(refunded(overInvoiced()), 'after_sale');

    expect(done.state.order.status).toBe('completed');
    expect(waits(done)).toEqual(['red_invoice']);
    expect(red(done, 5_000).state.cases).toMatchObject([{ status: 'resolved' }]);
  });

  test('S0 8.2 c: takes back at most what its blue one has left', () => {
    const life = overInvoiced();

    expect(refusalOf(() => red(life, 26_981))).toBe('red_invoice_exceeds_blue');
    expect(refusalOf(() => red(red(life, 26_980), 1, 'N-3'))).toBe('red_invoice_exceeds_blue');
    expect(refusal(life, { kind: 'red', number: 'N-2', redOf: 'N-9' })).toBe('invoice_not_found');
    expect(refusal(red(life, 26_980), { kind: 'red', number: 'N-3', redOf: 'N-2' })).toBe(
      'invoice_not_found',
    );
    // What was taken back may be invoiced anew, as far as it is kept.
    expect(invoice(red(life, 26_980), { number: 'N-3', amountMinor: 21_980 })).toBeDefined();
  });
});
