import { describe, expect, test } from 'vitest';
import type { EffectOutcome, RequestRefund } from '../../../../src/domain/commands.ts';
import { refundable } from '../../../../src/domain/money/refundable.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  delivered,
  did,
  expired,
  handedOver,
  lostForGood,
  type Life,
  payable,
  refunded,
  refusalOf,
  returnedToSeller,
} from '../order-life.ts';

function request(life: Life, changes: Partial<RequestRefund> = {}): Life {
  return did(life, actors.support, {
    name: 'requestRefund',
    refundId: 'rfd_1',
    lines: [{ lineNo: 1, quantity: 1 }],
    amountMinor: null,
    deliveryFeeMinor: null,
    reason: 'quality',
    bearer: 'seller',
    channel: 'original',
    ...changes,
  });
}

function start(life: Life): Life {
  return did(life, actors.engine, { name: 'startRefund', refundId: 'rfd_1' });
}

function answer(life: Life, outcome: EffectOutcome): Life {
  return did(life, actors.engine, { name: 'recordRefund', refundId: 'rfd_1', outcome });
}

const resolved = (
  life: Life,
  outcome: 'refund' | 'rejected' | 'noted',
  channel: 'payout' | null = null,
): Life =>
  did(life, actors.support, {
    channel,
    name: 'resolveCase',
    caseId: life.state.cases.at(-1)?.id ?? '',
    refundId: 'rfd_2',
    outcome,
    note: null,
  });

describe('a refund by support', () => {
  test('S0 6.8 d: is due within the refund deadline and starts a workflow of its own', () => {
    const { refunds, deadlines, balances } = request(delivered()).state;

    expect(refunds).toMatchObject([{ status: 'requested', amountMinor: 12_990 }]);
    expect(deadlines.findLast(({ name }) => name === 'refund')).toMatchObject({
      subjectId: 'rfd_1',
      state: 'running',
      onExpiry: 'escalate_and_open_case',
    });
    expect(balances).toMatchObject({ escrow: -13_990, refund_due: -12_990 });
  });

  test('S0 8.2 c: never before the money was taken, never nothing', () => {
    expect(refusalOf(() => request(payable()))).toBe('refund_exceeds_refundable');
    expect(refusalOf(() => request(delivered(), { lines: null, amountMinor: 0 }))).toBe(
      'amount_not_positive',
    );
    expect(refusalOf(() => request(delivered(), { deliveryFeeMinor: 1_001 }))).toBe(
      'refund_exceeds_refundable',
    );
  });

  test('S0 6.8 d: an amount beside lines is what the lines come to, or nothing', () => {
    const asked = { lines: [{ lineNo: 1, quantity: 2 }] };

    expect(refusalOf(() => request(delivered(), { ...asked, amountMinor: 1 }))).toBe(
      'totals_do_not_add_up',
    );
    expect(request(delivered(), { ...asked, amountMinor: 25_980 }).state.refunds).toMatchObject([
      { amountMinor: 25_980, lines: [{ quantity: 2, amountMinor: 25_980 }] },
    ]);
  });

  test('S0 8.2 c: what is under way counts as given', () => {
    const life = request(delivered(), { lines: null, amountMinor: 26_000 });

    expect(refundable(life.state).amountMinor).toBe(980);
    expect(refusalOf(() => request(life, { refundId: 'rfd_2' }))).toBe('refund_exceeds_refundable');
  });

  test('after the order is completed its bearer owes it', () => {
    const completed = expired(delivered(), 'after_sale');
    const { balances, order } = request(completed, { bearer: 'courier' }).state;

    expect(order.status).toBe('completed');
    expect(balances).toMatchObject({ escrow: 0, 'claim:pty_courier': 12_990, refund_due: -12_990 });
  });
});

describe('what becomes of a refund', () => {
  test('S0 8.2 c: reaches the consumer once', () => {
    const done = refunded(request(delivered()));

    expect(done.state.order).toMatchObject({
      paymentStatus: 'partly_refunded',
      refundedMinor: 12_990,
    });
    expect(done.state.balances).toMatchObject({ refund_due: 0, provider: 13_990 });
    expect(refusalOf(() => answer(done, { status: 'succeeded' }))).toBe('wrong_refund_status');
    expect(refusalOf(() => start(done))).toBe('wrong_refund_status');
  });

  test('S0 8.2 d: unknown is found out, not tried again', () => {
    const unknown = answer(start(request(delivered())), { status: 'unknown' });

    expect(unknown.state.refunds).toMatchObject([{ status: 'unknown', tries: 1 }]);
    expect(refusalOf(() => start(unknown))).toBe('wrong_refund_status');
    expect(answer(unknown, { status: 'not_found' }).state.refunds[0]?.status).toBe('processing');
  });

  test('S0 8.2 c: refused three times it is a case, which only sending it again can close', () => {
    let life = request(delivered());
    for (let tries = 0; tries < 3; tries += 1) {
      expect(life.state.cases).toEqual([]);
      life = answer(start(life), { status: 'declined', failure: 'closed_account' });
    }
    expect(life.state.cases).toMatchObject([{ kind: 'refund_failed', status: 'open' }]);
    expect(refusalOf(() => resolved(life, 'noted'))).toBe('outcome_not_allowed');
    expect(refusalOf(() => resolved(life, 'rejected'))).toBe('outcome_not_allowed');

    expect(life.state.order.escalated).toBe(true);
    const waiting = waitingFor(life.state).waitingFor.find(({ what }) => what === 'refund');
    expect(waiting).toMatchObject({ responsible: { role: 'support' }, dueAt: expect.any(String) });

    const paid = answer(start(resolved(life, 'refund')), { status: 'succeeded' });
    expect(paid.state.refunds).toMatchObject([{ status: 'succeeded', tries: 4 }]);
    expect(resolved(life, 'refund', 'payout').state.refunds).toMatchObject([
      { status: 'requested', channel: 'payout' },
    ]);
  });

  test('S0 6.8 d: overdue it is a case, which the money closes when it comes', () => {
    const overdue = expired(start(request(delivered())), 'refund');
    expect(overdue.state.cases).toMatchObject([{ kind: 'refund_overdue', status: 'open' }]);

    const paid = answer(overdue, { status: 'succeeded' });
    expect(paid.state.cases).toMatchObject([{ status: 'resolved' }]);
  });
});

describe('a refund that others bear, of goods that did not stay', () => {
  const whole = { lines: [{ lineNo: 1, quantity: 2 }], deliveryFeeMinor: 1_000 };
  test.each(['seller', 'courier', 'platform', 'consumer'] as const)(
    'S0 8.2 c: lost goods are made good to their seller once, the %s having borne the refund',
    (bearer) => {
      const { state } = lostForGood(request(handedOver(), { ...whole, bearer }));

      expect(state.order.status).toBe('returned');
      expect(state.balances).toMatchObject({ seller: -25_980, 'claim:pty_courier': 25_980 });
      expect(state.balances['claim:pty_platform'] ?? 0).toBe(0);
    },
  );

  test('S0 8.2 c: of one unit only its own share is released', () => {
    const one = request(handedOver(), { lines: [{ lineNo: 1, quantity: 1 }], bearer: 'platform' });
    const { balances } = lostForGood(one).state;

    expect(balances).toMatchObject({ seller: -25_980, 'claim:pty_courier': 25_980 });
    expect(balances['claim:pty_platform']).toBe(0);
  });

  test('S0 7.7.3 a: a seller that has its goods back is not paid for them besides', () => {
    const life = returnedToSeller(request(delivered(0), { ...whole, bearer: 'courier' }));

    expect(life.state.order.status).toBe('returned');
    expect(life.state.balances.seller ?? 0).toBe(0);
    expect(life.state.balances['claim:pty_courier'] ?? 0).toBe(0);
  });
});
