import { describe, expect, test } from 'vitest';
import type { CaseOutcome, EffectOutcome } from '../../../../src/domain/commands.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  answered,
  awaitingHandover,
  did,
  expired,
  handedOver,
  type Life,
  payable,
  refunded,
  refusalOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

/** The provider tells of another amount than it was asked for (S0 8.2 d, e). */

const told = (amountMinor: number): EffectOutcome => ({
  status: 'succeeded',
  reference: 'P-1',
  amountMinor,
});

const answer = (life: Life, effectId: string, outcome: EffectOutcome): Life =>
  did(life, actors.engine, { name: 'recordEffect', effectId, outcome });

const push = (life: Life, effectId: string, outcome: EffectOutcome): Life =>
  did(life, actors.engine, { name: 'recordPaymentFact', effectId, outcome });

const resolve = (life: Life, outcome: CaseOutcome): Life =>
  did(life, actors.support, {
    name: 'resolveCase',
    caseId: differences(life)[0]?.id ?? '',
    refundId: 'rfd_case',
    outcome,
    note: null,
  });

const differences = ({ state }: Life) =>
  state.cases.filter(({ kind }) => kind === 'payment_differs');

const capture = 'capture:ord_1:1';
const total = 26_980;

/** The goods have left, and the capture has not answered. */
function capturing(): Life {
  const noted = withHandoverNote(awaitingHandover());
  const left = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
  return answered(answered(left, 'commit_stock'), 'register_carriage');
}

const refunding = (amountMinor = 1_000): Life => {
  const asked = did(handedOver(), actors.support, {
    name: 'requestRefund',
    refundId: 'rfd_1',
    lines: null,
    amountMinor,
    deliveryFeeMinor: null,
    reason: 'quality',
    bearer: 'seller',
    channel: null,
  });
  return did(asked, actors.engine, { name: 'startRefund', refundId: 'rfd_1' });
};

const refundAnswer = (life: Life, outcome: EffectOutcome): Life =>
  did(life, actors.engine, { name: 'recordRefund', refundId: 'rfd_1', outcome });

const cancelled = (): Life =>
  did(awaitingHandover(), actors.consumer, {
    name: 'cancelOrder',
    reason: 'consumer_changed_mind',
    note: null,
  });

const voidKey = 'void:authorize:ord_1:1';

describe('a capture of another amount', () => {
  test.each([total - 100, total + 100])(
    'S0 8.2 d: %i is not believed: a case with its time, and nothing booked',
    (amountMinor) => {
      const life = answer(capturing(), capture, told(amountMinor));

      expect(life.state.order).toMatchObject({
        paymentStatus: 'unknown',
        capturedMinor: 0,
        escalated: true,
      });
      expect(life.state.balances).toEqual({});
      expect(differences(life)).toMatchObject([
        {
          status: 'open',
          respondentPartyId: 'pty_provider',
          details: { what: 'capture', asked: { amountMinor: total }, told: { amountMinor } },
        },
      ]);
      const awaited = waitingFor(life.state).waitingFor.find(
        ({ what }) => what === 'case_resolution',
      );
      expect(awaited).toMatchObject({ responsible: { role: 'support' }, clause: 'S0 8.2 e' });
      expect(awaited?.dueAt).toBeTruthy();
      // Told again, by whatever way, it is the same case.
      const again = push(answer(life, capture, told(amountMinor)), capture, told(amountMinor));
      expect(differences(again)).toHaveLength(1);
    },
  );

  test('S0 8.2 d: told by a query of an unknown outcome it is the same', () => {
    const unknown = answer(capturing(), capture, { status: 'unknown' });

    const life = answer(unknown, capture, told(1));

    expect(life.state.order).toMatchObject({ paymentStatus: 'unknown', capturedMinor: 0 });
    expect(differences(life)).toHaveLength(1);
  });

  test('S0 8.2 d: the provider puts it right: booked as asked, and the case is closed', () => {
    const life = answer(answer(capturing(), capture, told(1)), capture, told(total));

    expect(life.state.order).toMatchObject({ paymentStatus: 'captured', capturedMinor: total });
    expect(differences(life)).toMatchObject([{ status: 'resolved' }]);
  });

  test('S0 8.2 e: less was taken: support notes it, or rejects it; money is never made up', () => {
    const less = answer(capturing(), capture, told(total - 100));
    expect(refusalOf(() => resolve(less, 'refund'))).toBe('outcome_not_allowed');

    const noted = resolve(less, 'noted');
    expect(noted.state.order.capturedMinor).toBe(total - 100);
    expect(noted.state.balances).toEqual({ provider: total - 100, escrow: 100 - total });
    expect(resolve(less, 'rejected').state.balances).toEqual({ provider: total, escrow: -total });
  });

  test('S0 8.2 c: more was taken: the surplus goes back to the consumer, whatever becomes of the order', () => {
    const more = answer(capturing(), capture, told(total + 100));
    expect(refusalOf(() => resolve(more, 'noted'))).toBe('outcome_not_allowed');

    const decided = resolve(more, 'refund');
    expect(decided.state.order.capturedMinor).toBe(total);
    expect(decided.state.balances).toEqual({
      provider: total + 100,
      escrow: -total,
      refund_due: -100,
    });
    expect(decided.state.refunds).toMatchObject([{ kind: 'surplus', amountMinor: 100 }]);
    const done = refunded(decided);
    expect(done.state.order).toMatchObject({ refundedMinor: 0, paymentStatus: 'captured' });
    expect(done.state.balances).toMatchObject({ provider: total, refund_due: 0 });
  });

  test('S0 8.2 c: of an order cancelled meanwhile all of it goes back', () => {
    const refused = answered(payable(), 'authorize_payment', 'declined');
    const again = did(refused, actors.consumer, {
      name: 'payOrder',
      method: 'alipay',
      token: 'tok_ok',
    });
    const paid = did(answered(again, 'authorize_payment'), actors.consumer, {
      name: 'cancelOrder',
      reason: 'consumer_changed_mind',
      note: null,
    });

    const life = resolve(answer(paid, 'capture:ord_1:2', told(total + 100)), 'refund');

    expect(life.state.refunds.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['surplus', 100],
      ['refund', total],
    ]);
  });
});

describe('a void of another amount', () => {
  test('S0 8.2 d: is asked about again and is a case, which outlives the order', () => {
    const life = answer(cancelled(), voidKey, told(total - 100));

    expect(life.state.order).toMatchObject({ status: 'cancelled', paymentStatus: 'authorized' });
    expect(waitingFor(life.state).waitingFor).toMatchObject([{ what: 'case_resolution' }]);
    expect(expired(life, 'discrepancy_answer').state.order.escalated).toBe(true);
    expect(resolve(life, 'rejected').state.order).toMatchObject({
      paymentStatus: 'voided',
      authorizedMinor: 0,
    });
    expect(resolve(life, 'noted').state.order).toMatchObject({
      paymentStatus: 'authorized',
      authorizedMinor: 100,
    });
  });
});

describe('a refund of another amount', () => {
  test('S0 8.2 d: is not paid until support has found out, and is not asked for twice', () => {
    const life = refundAnswer(refunding(), told(900));

    expect(life.state.refunds).toMatchObject([{ status: 'unknown' }]);
    expect(life.state.balances.refund_due).toBe(-1_000);
    expect(differences(life)).toMatchObject([
      { subjectId: 'rfd_1', details: { what: 'refund', asked: { amountMinor: 1_000 } } },
    ]);
    const denied = refundAnswer(life, { status: 'declined', failure: 'x' });
    expect(denied.state.refunds).toMatchObject([{ status: 'unknown', tries: 1 }]);
  });

  test('S0 6.8 d: less was given back: the rest is given back as well', () => {
    const less = refundAnswer(refunding(), told(900));
    expect(refusalOf(() => resolve(less, 'noted'))).toBe('outcome_not_allowed');

    const inPart = resolve(less, 'refund');
    expect(inPart.state.refunds).toMatchObject([{ status: 'requested', paidMinor: 900 }]);
    expect(inPart.state.balances.refund_due).toBe(-100);
    const started = did(inPart, actors.engine, { name: 'startRefund', refundId: 'rfd_1' });
    const done = refundAnswer(started, told(100));

    expect(done.state.refunds).toMatchObject([{ status: 'succeeded', amountMinor: 1_000 }]);
    expect(done.state.order.refundedMinor).toBe(1_000);
    expect(done.state.balances).toMatchObject({ refund_due: 0, provider: total - 1_000 });
    const movements = done.state.movements.filter(({ kind }) => kind === 'refund');
    expect(movements.map(({ amountMinor, status }) => [amountMinor, status])).toEqual([
      [100, 'succeeded'],
      [900, 'succeeded'],
    ]);
  });

  test('S0 8.2 e: more was given back: that is between the platform and its provider', () => {
    const life = resolve(refundAnswer(refunding(), told(1_100)), 'noted');

    expect(life.state.refunds).toMatchObject([{ status: 'succeeded' }]);
    expect(life.state.balances).toMatchObject({
      provider: total - 1_100,
      refund_due: 0,
      'claim:pty_provider': 100,
    });
    expect(life.state.order.refundedMinor).toBe(1_000);
  });
});

describe('what the provider pushes', () => {
  test('S0 8.2 d: of a payment that is booked agrees with the books, or is a case', () => {
    const booked = handedOver();
    expect(refusalOf(() => push(booked, capture, told(total)))).toBe('payment_unresolved');

    const life = push(booked, capture, told(total - 1));

    expect(life.state.order.capturedMinor).toBe(total);
    expect(differences(life)).toMatchObject([{ details: { isBooked: true } }]);
    expect(resolve(life, 'rejected').state.balances).toEqual(booked.state.balances);
  });

  test('S0 8.2 d: of a refund under way it is its outcome, of one that is over nothing new', () => {
    const key = 'refund:rfd_1:1';
    const done = push(refunding(), key, told(1_000));

    expect(done.state.refunds).toMatchObject([{ status: 'succeeded' }]);
    expect(refusalOf(() => push(done, key, told(1_000)))).toBe('payment_unresolved');
    expect(differences(push(done, key, told(999)))).toHaveLength(1);
    // A try that had failed has moved money after all.
    const failed = refundAnswer(refunding(), { status: 'declined', failure: 'x' });
    const again = did(failed, actors.engine, { name: 'startRefund', refundId: 'rfd_1' });
    expect(differences(push(again, key, told(1_000)))).toHaveLength(1);
  });
});
