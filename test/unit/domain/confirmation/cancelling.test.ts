import { describe, expect, test } from 'vitest';
import {
  notesOf,
  actors,
  answered,
  atDoor,
  awaitingHandover,
  delivered,
  detailsOf,
  did,
  expired,
  type Life,
  payable,
  placed,
  refunded,
  refusalOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

type Canceller = 'consumer' | 'seller' | 'support' | 'platform';

function cancel(life: Life, by: Canceller, reason: string): Life {
  return did(life, actors[by], { name: 'cancelOrder', reason, note: null });
}

const kinds = ({ state }: Life) => state.effects.map(({ kind }) => kind);

/** Paid by wallet: the money has left the consumer before the goods leave the seller. */
function capturedByWallet(): Life {
  const declined = answered(payable(), 'authorize_payment', 'declined');
  const paid = did(declined, actors.consumer, { name: 'payOrder', method: 'alipay', token: 't' });
  return answered(answered(paid, 'authorize_payment'), 'capture_payment');
}

describe('cancelling before the handover', () => {
  test.each<[string, () => Life]>([
    ['unconfirmed', () => placed({ confirmed: false })],
    ['unanswered by the seller', () => placed()],
    ['unpaid', () => answered(payable(), 'authorize_payment', 'declined')],
    ['paid', () => awaitingHandover()],
  ])('S0 6.6: an order %s is cancelled freely, and its stock released', (_what, order) => {
    const { state } = cancel(order(), 'consumer', 'consumer_changed_mind');

    expect(state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'consumer_changed_mind',
    });
    expect(kinds({ state, journal: [] })).toContain('release_stock');
    expect(state.deadlines.filter(({ state: run }) => run === 'running')).toEqual([]);
  });

  test('S0 8.2 c: what was authorized is voided, what was captured is refunded', () => {
    expect(kinds(cancel(awaitingHandover(), 'support', 'operator'))).toContain('void_payment');

    const back = refunded(cancel(capturedByWallet(), 'seller', 'price_error'));
    expect(back.state.refunds).toMatchObject([{ amountMinor: 26_980, deliveryFeeMinor: 1_000 }]);
    expect(back.state.order.paymentStatus).toBe('refunded');
    expect(back.state.balances).toMatchObject({ escrow: 0, refund_due: 0, provider: 0 });
  });

  test('S0 8.2 c: a capture under way when the order is cancelled is refunded when it is known', () => {
    const declined = answered(payable(), 'authorize_payment', 'declined');
    const paid = did(declined, actors.consumer, { name: 'payOrder', method: 'alipay', token: 't' });
    const capturing = answered(paid, 'authorize_payment');
    const cancelled = cancel(capturing, 'consumer', 'duplicate_order');

    expect(kinds(cancelled)).not.toContain('void_payment');
    expect(answered(cancelled, 'capture_payment').state.refunds).toMatchObject([
      { amountMinor: 26_980 },
    ]);
    expect(kinds(answered(cancelled, 'capture_payment', 'declined'))).toContain('void_payment');
  });

  test('S0 6.8 d: a refund of before goes on in time, and its bearer gets its share back', () => {
    const goodwill = did(capturedByWallet(), actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_goodwill',
      lines: null,
      amountMinor: 500,
      deliveryFeeMinor: null,
      reason: 'other',
      bearer: 'platform',
      channel: 'original',
    });
    const { refunds, deadlines, balances } = cancel(goodwill, 'seller', 'price_error').state;

    expect(refunds.map(({ amountMinor }) => amountMinor)).toEqual([500, 26_480]);
    expect(deadlines.filter(({ name }) => name === 'refund').map(({ state }) => state)).toEqual([
      'running',
      'running',
    ]);
    expect(balances).toMatchObject({ escrow: 0, 'claim:pty_platform': 0, refund_due: -26_980 });
  });

  test('S0 6.7.2 b: a note signed by one side only is void with its order', () => {
    const half = signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller');
    const cancelled = cancel(half, 'consumer', 'wrong_details');
    const { state } = cancelled;

    expect(notesOf(cancelled)).toMatchObject([{ status: 'void' }]);
    expect(state.shipments).toMatchObject([{ status: 'cancelled' }]);
  });

  test('S0 6.7.2 a: goods that never leave cancel the order after the grace', () => {
    const over = expired(expired(awaitingHandover(), 'dispatch'), 'dispatch');

    expect(over.state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'dispatch_expired',
    });
  });
});

describe('who may cancel, and until when', () => {
  test('each gives reasons of its own', () => {
    expect(refusalOf(() => cancel(placed(), 'consumer', 'price_error'))).toBe('reason_not_allowed');
    expect(refusalOf(() => cancel(placed(), 'seller', 'consumer_changed_mind'))).toBe(
      'reason_not_allowed',
    );
    expect(cancel(placed(), 'platform', 'fraud_suspected').state.order.status).toBe('cancelled');
  });

  test('after the handover it is too late, and the refusal names the way that is open', () => {
    const wrong = 'wrong_details';

    expect(refusalOf(() => cancel(atDoor(), 'consumer', wrong))).toBe('cancel_after_handover');
    expect(refusalOf(() => cancel(delivered(), 'support', wrong))).toBe('cancel_after_handover');
    expect(detailsOf(() => cancel(atDoor(), 'support', wrong))).toMatchObject({
      allowedActions: [expect.stringMatching(/^POST \/v1\/shipments\/.+\/interception$/)],
    });
    expect(detailsOf(() => cancel(delivered(), 'support', wrong))).toMatchObject({
      allowedActions: [expect.stringMatching(/^POST \/v1\/orders\/.+\/refunds$/)],
    });
    const over = cancel(placed(), 'consumer', wrong);
    expect(refusalOf(() => cancel(over, 'consumer', wrong))).toBe('wrong_order_status');
  });
});
