import { describe, expect, test } from 'vitest';
import type { EffectOutcome } from '../../../../src/domain/commands.ts';
import { orderView } from '../../../../src/domain/views/views.ts';
import {
  actors,
  answered,
  awaitingHandover,
  did,
  expired,
  handedOver,
  type Life,
  payable,
  placed,
  refusalOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

function pay(life: Life, method: 'card' | 'alipay' = 'card', at?: string): Life {
  return did(life, actors.consumer, { name: 'payOrder', method, token: 'tok_ok' }, at);
}

function outcome(life: Life, effectId: string, given: EffectOutcome, at?: string): Life {
  return did(life, actors.engine, { name: 'recordEffect', effectId, outcome: given }, at);
}

const first = 'authorize:ord_1:1';
const second = 'authorize:ord_1:2';
const kinds = ({ state }: Life) => state.effects.map(({ id }) => id);
const declined = (life: Life): Life => answered(life, 'authorize_payment', 'declined');

/** An authorization that runs out after an hour, long before the goods leave. */
function shortlyAuthorized(): Life {
  return outcome(payable(), first, {
    status: 'succeeded',
    reference: 'A-1',
    validForSeconds: 3_600,
  });
}

const later = '2026-03-02T06:00:00.000Z';

describe('paying', () => {
  test('S0 8.2 c: an authorized card waits for the handover, a wallet is captured at once', () => {
    const card = answered(payable(), 'authorize_payment');
    const wallet = answered(pay(declined(payable()), 'alipay'), 'authorize_payment');

    expect(card.state.order).toMatchObject({
      status: 'awaiting_handover',
      paymentStatus: 'authorized',
    });
    expect(kinds(card)).not.toContain('capture:ord_1:1');
    expect(kinds(wallet)).toContain('capture:ord_1:2');
  });

  test('S0 8.2 d: a pushed fact of another amount or currency moves nothing and is a case, once', () => {
    const fact = (life: Life, told: Partial<EffectOutcome>) =>
      did(life, actors.engine, {
        name: 'recordPaymentFact',
        effectId: first,
        outcome: { status: 'succeeded', reference: 'A-1', ...told },
      });

    const less = fact(payable(), { amountMinor: 1, currency: 'CNY' });
    const other = fact(less, { amountMinor: 26_980, currency: 'USD' });
    const right = fact(other, { amountMinor: 26_980, currency: 'CNY' });

    expect(other.state.order).toMatchObject({
      paymentStatus: 'authorizing',
      authorizedMinor: 0,
    });
    expect(other.state.cases.map(({ kind, details }) => [kind, details.told])).toEqual([
      ['payment_differs', { amountMinor: 26_980, currency: 'USD', reference: 'A-1' }],
    ]);
    expect(right.state.order).toMatchObject({ paymentStatus: 'authorized' });
  });

  test('S0 8.2 d: what the provider says to hold otherwise than asked is let go, and a case', () => {
    const held = outcome(payable(), first, {
      status: 'succeeded',
      reference: 'A-1',
      amountMinor: 26_979,
    });

    expect(held.state.order).toMatchObject({ paymentStatus: 'declined', authorizedMinor: 0 });
    expect(kinds(held)).toContain(`void:${first}`);
    expect(held.state.cases.map(({ kind }) => kind)).toEqual(['payment_differs']);
  });

  test('S0 8.2 d: an unknown outcome stops a second payment until it is known', () => {
    const unknown = outcome(payable(), first, { status: 'unknown' });

    expect(unknown.state.order.paymentStatus).toBe('unknown');
    expect(refusalOf(() => pay(unknown))).toBe('payment_unresolved');
    expect(pay(outcome(unknown, first, { status: 'declined' })).state.order).toMatchObject({
      paymentStatus: 'authorizing',
      attemptsLeft: 3,
    });
  });

  test('a payment declined for the last time cancels the order', () => {
    let life = declined(payable());
    while (life.state.order.attemptsLeft > 0) life = declined(pay(life));

    expect(life.state.order).toMatchObject({
      status: 'cancelled',
      statusReason: 'payment_expired',
    });
  });

  test('S0 8.2 d: the deadline waits for the answer that is out; a no then cancels', () => {
    const unknown = expired(outcome(payable(), first, { status: 'unknown' }), 'payment');
    const action = { type: 'qr' as const, value: 'x', expiresAt: '2026-03-04T00:00:00.000Z' };

    expect(unknown.state.order.status).toBe('awaiting_payment');
    expect(outcome(unknown, first, { status: 'declined' }).state.order.status).toBe('cancelled');
    expect(
      outcome(unknown, first, { status: 'requires_action', nextAction: action }).state.order,
    ).toMatchObject({ status: 'cancelled', paymentStatus: 'requires_action' });
    expect(outcome(unknown, first, { status: 'succeeded' }).state.order.status).toBe(
      'awaiting_handover',
    );
  });

  test('S0 8.2 d: an action that outlives its order is asked of nobody, and ends when nobody took it', () => {
    const action = { type: 'qr' as const, value: 'x', expiresAt: '2026-03-04T00:00:00.000Z' };
    const asked = outcome(payable(), first, { status: 'requires_action', nextAction: action });
    const cancelled = did(asked, actors.consumer, {
      name: 'cancelOrder',
      reason: 'consumer_changed_mind',
      note: null,
    });

    expect(orderView(asked.state).payment.nextAction).toEqual(action);
    expect(orderView(cancelled.state).payment.nextAction).toBeNull();
    // The workflow tells by it when to stop asking the provider.
    expect(cancelled.state.order.nextAction).toEqual(action);
    const ended = outcome(cancelled, first, { status: 'declined', failure: 'action_expired' });
    expect(ended.state.order).toMatchObject({ paymentStatus: 'declined', nextAction: null });
  });

  test('S0 8.2 c: money held for an order that is over is let go at once', () => {
    const cancelled = did(payable(), actors.consumer, {
      name: 'cancelOrder',
      reason: 'consumer_changed_mind',
      note: null,
    });
    const late = outcome(cancelled, first, { status: 'succeeded', reference: 'A-1' });
    const voided = outcome(late, `void:${first}`, { status: 'succeeded' });

    expect(kinds(late)).toContain(`void:${first}`);
    expect(voided.state.order).toMatchObject({ paymentStatus: 'voided', authorizedMinor: 0 });
  });

  test('S0 8.2 c: money held after all for a payment given up is let go', () => {
    const givenUp = declined(payable());
    const late = outcome(givenUp, first, { status: 'succeeded', reference: 'A-1' });

    expect(late.state.order.paymentStatus).toBe('declined');
    expect(late.state.effects.at(-1)).toMatchObject({
      id: `void:${first}`,
      request: { authorizationReference: 'A-1' },
    });
  });

  test('cash is paid at the door only', () => {
    expect(refusalOf(() => pay(placed({ timing: 'on_delivery' })))).toBe('payment_not_due');
  });
});

describe('an authorization that runs out before the handover', () => {
  test('is paid anew by its consumer, also after a decline; the old one is let go', () => {
    const life = shortlyAuthorized();
    expect(refusalOf(() => pay(life))).toBe('wrong_order_status');

    const again = pay(declined(pay(life, 'card', later)));
    const paid = answered(again, 'authorize_payment');

    expect(paid.state.order).toMatchObject({
      status: 'awaiting_handover',
      paymentStatus: 'authorized',
    });
    expect(kinds(paid)).toContain(`void:${first}`);
  });

  test('S0 6.7.2 b: goods do not leave against money that is no longer there', () => {
    const noted = signed(withHandoverNote(shortlyAuthorized()), 'doc_handover', 'seller');
    const repaying = pay(noted, 'card', later);

    expect(refusalOf(() => signed(repaying, 'doc_handover', 'courier'))).toBe('payment_unresolved');
    const paid = answered(repaying, 'authorize_payment');
    expect(signed(paid, 'doc_handover', 'courier').state.order.status).toBe('in_delivery');
  });

  test('is renewed in time; a renewal that comes after the goods have left is let go', () => {
    const life = outcome(payable(), first, {
      status: 'succeeded',
      reference: 'A-1',
      validForSeconds: 86_400,
    });
    const at = '2026-03-02T20:00:00.000Z';
    const renewing = did(life, actors.engine, { name: 'renewAuthorization' }, at);
    const noted = signed(withHandoverNote(renewing), 'doc_handover', 'seller');
    const left = answered(signed(noted, 'doc_handover', 'courier'), 'capture_payment');
    const late = outcome(left, second, { status: 'succeeded', reference: 'A-2' });
    const voided = outcome(late, `void:${second}`, { status: 'succeeded' });

    expect(voided.state.order).toMatchObject({
      paymentStatus: 'captured',
      authorizedMinor: 26_980,
    });
    const refused = outcome(left, second, { status: 'declined' });
    expect(refused.state.cases).toEqual([]);
  });
});

describe('capturing', () => {
  test('S0 8.2 c: the whole authorization is taken at the handover, once', () => {
    const { order, balances, effects } = handedOver().state;

    expect(order).toMatchObject({ paymentStatus: 'captured', capturedMinor: 26_980 });
    expect(balances).toMatchObject({ provider: 26_980, escrow: -26_980 });
    expect(effects.filter(({ kind }) => kind === 'capture_payment')).toHaveLength(1);
  });

  test('no payment is tried beside a capture that may still succeed', () => {
    const wallet = outcome(pay(declined(payable()), 'alipay'), second, {
      status: 'succeeded',
      reference: 'A-2',
      validForSeconds: 3_600,
    });

    expect(refusalOf(() => pay(wallet, 'card', later))).toBe('wrong_order_status');
  });

  test('S0 8.2 c: after a capture that failed, cancelling lets the authorization go', () => {
    const wallet = answered(pay(declined(payable()), 'alipay'), 'authorize_payment');
    const failed = answered(wallet, 'capture_payment', 'declined');
    const cancelled = did(failed, actors.support, {
      name: 'cancelOrder',
      reason: 'operator',
      note: null,
    });

    expect(failed.state.cases).toMatchObject([{ kind: 'capture_failed' }]);
    expect(kinds(cancelled)).toContain(`void:${second}`);
  });

  test('S0 8.2 c: the goods wait for the payment: no note before it is authorized', () => {
    expect(refusalOf(() => withHandoverNote(awaitingHandover()))).toBe(undefined);
    expect(refusalOf(() => withHandoverNote(pay(shortlyAuthorized(), 'card', later)))).toBe(
      'payment_unresolved',
    );
  });
});
