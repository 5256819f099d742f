import { describe, expect, test } from 'vitest';
import type { OrderState } from '../../../../src/domain/order.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import { deliveryFeeBack } from '../../../../src/domain/money/owed-refunds.ts';
import { movesOrder } from '../../../../src/domain/shipments/carriage.ts';
import type { Policy } from '../../../../src/domain/policies/policy.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import {
  actors,
  answered,
  appointed,
  atDoor,
  awaitingHandover,
  bothSigned,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  lostForGood,
  placedAs,
  refunded,
  refusalOf,
  shipmentOf,
  signed,
  tracked,
  withHandoverNote,
} from '../order-life.ts';

const under = (changes: Partial<Policy>) => placedAs({}, { ...defaultPolicy, ...changes });
const { afterLoss: _, ...atOnce } = defaultPolicy.refund;

const claim = ({ state }: Life) => state.balances['claim:pty_courier'] ?? 0;
const newest = ({ state }: Life, name: string) =>
  state.deadlines.findLast((deadline) => deadline.name === name);

describe('lost goods', () => {
  test('S0 7.5: are owed by their courier, and refunded a day later unless they are found', () => {
    const sought = tracked(handedOver(), 'lost');

    expect(sought.state.refunds).toEqual([]);
    expect(sought.state.order.status).toBe('in_delivery');
    expect(claim(sought)).toBe(25_980);
    const gone = expired(sought, 'refund');
    expect(gone.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(gone.state.refunds).toMatchObject([{ amountMinor: 26_980 }]);
    expect(gone.state.deadlines.filter(({ name }) => name === 'refund')[0]?.state).toBe('met');
    const { state } = tracked(handedOver(under({ refund: atOnce })), 'lost');
    expect(state.refunds).toMatchObject([{ amountMinor: 26_980 }]);
  });

  test('S0 6.8 d: long overdue or decided to be lost, they are refunded at once', () => {
    const overdue = expired(expired(handedOver(), 'delivery'), 'presumed_lost');

    expect(overdue.state.refunds).toMatchObject([{ amountMinor: 26_980 }]);
    expect(overdue.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
  });

  test('S0 7.5: found in that time, nothing is owed for them and they are delivered', () => {
    const found = tracked(tracked(handedOver(), 'lost'), 'arrived');

    expect(shipmentOf(found)).toMatchObject({ status: 'awaiting_delivery', endedAt: null });
    expect(claim(found)).toBe(0);
    expect(newest(found, 'refund')?.state).toBe('stopped');
    expect(newest(found, 'delivery')?.state).toBe('running');
    const { state } = bothSigned(inspected(appointed(found), 2));
    expect(state.order.status).toBe('delivered');
  });

  test('S0 6.8 d: once their refund is decided they stay lost', () => {
    const { state } = lostForGood(handedOver());

    expect(movesOrder(state, shipmentOf({ state, journal: [] }), 'arrived')).toBe(false);
    expect(movesOrder(state, shipmentOf({ state, journal: [] }), 'delivered')).toBe(false);
  });
});

describe('goods that are sought', () => {
  test('S0 7.5: that a carriage was never registered is no case once it is over', () => {
    const noted = withHandoverNote(awaitingHandover());
    const half = signed(noted, 'doc_handover', 'seller');
    const out = answered(signed(half, 'doc_handover', 'courier'), 'capture_payment');
    const kinds = ({ state }: Life) => state.cases.map(({ kind }) => kind);

    expect(kinds(answered(out, 'register_carriage', 'declined'))).toEqual([
      'register_carriage_failed',
    ]);
    expect(kinds(answered(lostForGood(out), 'register_carriage', 'declined'))).toEqual([]);
  });

  const lost = () => tracked(handedOver(), 'lost');

  test('S0 6.8 d: once support has given their money back they do not go on to the consumer', () => {
    const { state } = did(lost(), actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_support',
      lines: [{ lineNo: 1, quantity: 2 }],
      amountMinor: null,
      deliveryFeeMinor: null,
      reason: 'other',
      bearer: 'seller',
      channel: null,
    });

    expect(movesOrder(state, shipmentOf({ state, journal: [] }), 'in_transit')).toBe(false);
    expect(movesOrder(lost().state, shipmentOf(lost()), 'in_transit')).toBe(true);
    // Nor is their courier asked for them any more.
    const sought = (found: OrderState) =>
      waitingFor(found).waitingFor.find(({ what }) => what === 'lost_goods');
    expect(sought(state)).toMatchObject({ responsible: { role: 'system' }, action: null });
    expect(sought(lost().state)).toMatchObject({
      responsible: { role: 'courier' },
      action: { role: 'courier' },
    });
  });

  test('S0 6.8 d: nor once less of the payment is left than they are worth', () => {
    const given = (amountMinor: number) =>
      did(lost(), actors.support, {
        name: 'requestRefund',
        refundId: 'rfd_support',
        lines: null,
        amountMinor,
        deliveryFeeMinor: null,
        reason: 'other',
        bearer: 'platform',
        channel: null,
      });
    const isMoved = (life: Life) => movesOrder(life.state, shipmentOf(life), 'in_transit');

    expect(isMoved(given(25_980))).toBe(false);
    expect(isMoved(given(13_991))).toBe(false);
    expect(isMoved(given(13_990))).toBe(true);
  });

  test('S0 6.8 d: the delivery fee waits for what may still be found and kept', () => {
    expect(deliveryFeeBack(lost().state, 'lost')).toBe(0);
    const gone = tracked(handedOver(under({ refund: atOnce })), 'lost');
    expect(deliveryFeeBack(gone.state, 'lost')).toBe(0);
    expect(expired(lost(), 'refund').state.refunds).toMatchObject([{ deliveryFeeMinor: 1_000 }]);
  });
});

describe('goods damaged on their way', () => {
  const resolve = (life: Life, outcome: 'refund' | 'noted') =>
    did(life, actors.support, {
      name: 'resolveCase',
      caseId: life.state.cases[0]?.id ?? '',
      refundId: 'rfd_case',
      outcome,
      note: null,
    });

  test('S0 7.5.1 d: the courier answers for it once; what is left goes on', () => {
    const life = tracked(handedOver(), 'damaged');

    expect(life.state.cases).toMatchObject([
      { kind: 'damaged_in_transit', respondentPartyId: 'pty_courier' },
    ]);
    expect(newest(life, 'discrepancy_answer')?.state).toBe('running');
    expect(refusalOf(() => tracked(life, 'damaged'))).toBe('wrong_shipment_status');
    expect(tracked(life, 'arrived').state.shipments[0]?.status).toBe('awaiting_delivery');
  });

  test('S0 7.5: destroyed, they are refunded and their courier owes them', () => {
    const life = resolve(tracked(handedOver(), 'damaged'), 'refund');

    expect(life.state.refunds).toMatchObject([{ amountMinor: 26_980, reason: 'damaged' }]);
    expect(claim(life)).toBe(25_980);
    const kept = bothSigned(inspected(appointed(tracked(handedOver(), 'damaged')), 2));
    expect(refusalOf(() => resolve(kept, 'refund'))).toBe('outcome_not_allowed');
  });
});

describe('a late delivery', () => {
  const late = (amount: NonNullable<Policy['lateDelivery']>['amount'], maxMinor?: number) => {
    const { deadlines } = defaultPolicy;
    const delivery = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' as const };
    const lateDelivery = { amount, ...(maxMinor ? { maxMinor } : {}) };
    return under({ deadlines: { ...deadlines, delivery }, lateDelivery });
  };

  test('S0 7.5.1 c, 7.5.3 e: costs its courier a share of the goods, once, beside any refund', () => {
    const life = expired(atDoor(late({ basisPointsOfGoods: 1_000 })), 'delivery');

    expect(life.state.refunds).toMatchObject([
      { kind: 'compensation', amountMinor: 2_598, bearer: 'courier', channel: 'payout' },
    ]);
    expect(life.state.balances).toMatchObject({ 'claim:pty_courier': 2_598, refund_due: -2_598 });
    const paid = refunded(bothSigned(inspected(life, 2)));
    expect(paid.state.refunds).toHaveLength(1);
    expect(paid.state.order).toMatchObject({ refundedMinor: 0, paymentStatus: 'captured' });
    expect(paid.state.movements.at(-1)).toMatchObject({ kind: 'compensation', amountMinor: 2_598 });
    expect(newest(life, 'presumed_lost')?.state).toBe('running');
  });

  test('S0 7.5.1 c: by the day it is known when the goods come, and never more than the most', () => {
    const brought = (amount: number, maxMinor?: number) => {
      const life = expired(
        atDoor(late({ minorPerDay: amount }, maxMinor)),
        'delivery',
        3 * 86_400_000,
      );
      expect(life.state.refunds).toEqual([]);
      return bothSigned(inspected(life, 2)).state.refunds.map(({ amountMinor }) => amountMinor);
    };

    expect(brought(100)).toEqual([400]);
    expect(brought(100, 250)).toEqual([250]);
  });

  test('S0 7.5.1 c: an amount is one of its currency: orders of another are not compensated', () => {
    const { deadlines } = defaultPolicy;
    const delivery = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' as const };
    const inYen = (amount: NonNullable<Policy['lateDelivery']>['amount'], maxMinor = 100_000) =>
      under({
        deadlines: { ...deadlines, delivery },
        lateDelivery: { amount, maxMinor, currency: 'JPY' },
      });
    const share = expired(atDoor(inYen({ basisPointsOfGoods: 1_000 })), 'delivery');
    const daily = expired(atDoor(inYen({ minorPerDay: 500 })), 'delivery');

    expect(share.state.refunds).toEqual([]);
    expect(bothSigned(inspected(daily, 2)).state.refunds).toEqual([]);
  });

  test('S0 7.5.1 c: goods that were lost late are refunded and compensated', () => {
    const life = expired(
      expired(handedOver(late({ basisPointsOfGoods: 100 })), 'delivery'),
      'presumed_lost',
    );

    expect(life.state.refunds).toMatchObject([
      { kind: 'compensation', amountMinor: 259 },
      { kind: 'refund', amountMinor: 26_980 },
    ]);
    const { order, balances } = refunded(life).state;
    expect(order).toMatchObject({ status: 'returned', refundedMinor: 26_980 });
    expect(balances).toMatchObject({ refund_due: 0, provider: -259 });
  });

  test('S0 7.5.1 c: the usual policy only escalates', () => {
    expect(expired(atDoor(), 'delivery').state.refunds).toEqual([]);
  });
});
