import { describe, expect, test } from 'vitest';
import type { RecordInvoice, RequestRefund } from '../../../../src/domain/commands.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  delivered,
  did,
  expired,
  handedOver,
  type Life,
  lostForGood,
  placed,
  placedAs,
  refunded,
  refusalOf,
  returnedToSeller,
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

function refund(
  life: Life,
  amountMinor: number | null,
  changes: Partial<RequestRefund> = {},
): Life {
  return did(life, actors.support, {
    name: 'requestRefund',
    refundId: `rfd_${life.state.order.version}`,
    lines: null,
    amountMinor,
    deliveryFeeMinor: null,
    reason: 'quality',
    bearer: 'seller',
    channel: 'original',
    ...changes,
  });
}

const redDue = ({ state }: Life) => {
  const open = state.cases.find(({ kind }) => kind === 'red_invoice_due');
  return open?.status === 'open' ? open.details['amountMinor'] : null;
};

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

  const invoiced = () => invoice(delivered());
  const units = (quantity: number): Partial<RequestRefund> => ({
    lines: [{ lineNo: 1, quantity }],
  });

  test.each(['seller', 'courier', 'platform', 'consumer'] as const)(
    'S0 8.2 c: is due for goods that are given back, though their %s bears it',
    (bearer) => {
      const back = refund(invoiced(), null, { ...units(1), bearer });

      expect(redDue(back)).toBe(12_990);
    },
  );

  test.each([
    ['seller', 5_000, 21_980],
    ['consumer', 5_000, 21_980],
    ['courier', null, 26_980],
    ['platform', null, 26_980],
  ] as const)(
    'S0 8.2 c: for an amount that is of no goods only if it is of the price, borne by the %s',
    (bearer, due, invoiceable) => {
      expect(redDue(refund(invoiced(), 5_000, { bearer }))).toBe(due);

      const before = refund(delivered(), 5_000, { bearer });
      const most = (amountMinor: number) => refusal(before, { amountMinor });
      expect(most(invoiceable)).toBeUndefined();
      expect(most(invoiceable + 1)).toBe('invoice_exceeds_paid');
    },
  );

  test('S0 8.2 c: and for a delivery fee, whoever gives it back', () => {
    const fee = { deliveryFeeMinor: 1_000, bearer: 'courier' as const };

    expect(redDue(refund(invoiced(), null, fee))).toBe(1_000);
    expect(redDue(refund(invoiced(), 500, fee))).toBe(1_000);
  });

  test('S0 7.5.1 c: a compensation for lateness leaves the price as it was', () => {
    const { deadlines } = defaultPolicy;
    const delivery = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' as const };
    const lateDelivery = { amount: { basisPointsOfGoods: 1_000 }, maxMinor: 1_000 };
    const policy = { ...defaultPolicy, deadlines: { ...deadlines, delivery }, lateDelivery };

    const late = expired(invoice(handedOver(placedAs({}, policy))), 'delivery');

    expect(late.state.refunds).toMatchObject([{ kind: 'compensation', amountMinor: 1_000 }]);
    expect(redDue(late)).toBeNull();
  });

  test('S0 8.2 c: goods that go back after a present were not bought, present or not', () => {
    const present = refund(invoice(delivered(1)), 20_000, { bearer: 'platform' });
    expect(redDue(present)).toBeNull();

    const back = returnedToSeller(present);

    // Less than the unit has cost is left to be given back for it.
    expect(back.state.refunds.map(({ amountMinor }) => amountMinor)).toEqual([20_000, 6_980]);
    expect(redDue(back)).toBe(12_990);
  });

  test('S0 8.2 c: who keeps nothing and has all its money back has bought nothing', () => {
    const all = { bearer: 'platform' as const };

    // While the goods are on their way it may still keep them.
    const onTheirWay = refund(invoice(handedOver()), 26_980, all);
    expect(redDue(onTheirWay)).toBeNull();
    expect(redDue(lostForGood(onTheirWay))).toBe(26_980);
    expect(redDue(returnedToSeller(refund(invoice(delivered(0)), 26_500, all)))).toBe(26_980);
    expect(redDue(refund(invoiced(), 26_980, all))).toBeNull();
  });
});
