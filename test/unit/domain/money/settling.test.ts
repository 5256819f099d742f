import { describe, expect, test } from 'vitest';
import { whatIsOpen } from '../../../../src/domain/money/settling.ts';
import {
  actors,
  answered,
  appointed,
  atDoor,
  awaitingHandover,
  bothSigned,
  delivered,
  did,
  expired,
  inspected,
  inspectedAs,
  type Life,
  refunded,
  returnedToSeller,
  signed,
  tracked,
  withHandoverNote,
} from '../order-life.ts';

const remitted = (life: Life): Life =>
  did(life, actors.courier, {
    name: 'recordRemittance',
    courierId: 'pty_courier',
    reference: 'R-1',
    amountMinor: life.state.order.collectedMinor,
  });

describe('the settlement', () => {
  test('S0 8.2 c: shares goods and fee as in the example of the design, when one tin was kept', () => {
    const life = expired(refunded(returnedToSeller(delivered(1))), 'after_sale');

    expect(life.state.order.status).toBe('completed');
    expect(life.state.balances).toMatchObject({
      escrow: 0,
      refund_due: 0,
      provider: 13_990,
      seller: -12_490,
      courier: -1_000,
      platform_fee: -500,
    });
  });

  test('S0 6.8: waits for the after-sale window', () => {
    const life = delivered();

    expect(life.state.order.status).toBe('delivered');
    expect(life.state.balances.seller).toBeUndefined();
    expect(expired(life, 'after_sale').state.order.status).toBe('completed');
  });

  test('S0 8.2 c: kept though the money could not be taken, the authorization is let go, once', () => {
    const noted = withHandoverNote(awaitingHandover());
    const left = signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
    const failed = answered(left, 'capture_payment', 'declined');
    const kept = bothSigned(inspected(appointed(tracked(failed, 'arrived')), 2));
    const decided = did(kept, actors.support, {
      name: 'resolveCase',
      caseId: kept.state.cases[0]?.id ?? '',
      refundId: 'rfd_case',
      outcome: 'noted',
      note: null,
    });
    const voids = ({ state }: Life) => state.effects.filter(({ kind }) => kind === 'void_payment');
    const completed = expired(decided, 'after_sale');

    expect(voids(decided)).toEqual([]);
    expect(completed.state.order.status).toBe('completed');
    expect(voids(completed)).toMatchObject([
      { id: 'void:authorize:ord_1:1', request: { amountMinor: 26_980 }, status: 'pending' },
    ]);
    expect(answered(completed, 'void_payment').state.order).toMatchObject({
      paymentStatus: 'voided',
      authorizedMinor: 0,
    });
  });

  test('S0 6.7.1 f: waits for the courier’s cash', () => {
    const over = expired(delivered(2, 'refused', 'on_delivery'), 'after_sale');
    expect(whatIsOpen(over.state)).toEqual(['remittance']);
    expect(over.state.order.status).toBe('delivered');

    const paid = remitted(over);
    expect(paid.state.order.status).toBe('completed');
    expect(paid.state.balances).toMatchObject({ cash_in_transit: 0, provider: 26_980, escrow: 0 });
  });

  test('S0 6.7.1 f: with cash the commission is on what was kept and paid', () => {
    const kept = returnedToSeller(remitted(delivered(1, 'refused', 'on_delivery')));
    const { balances } = expired(kept, 'after_sale').state;

    expect(balances).toMatchObject({ seller: -12_490, courier: -1_000, platform_fee: -500 });
  });

  test('S0 7.7.3 b: waits for open cases and for refunds under way', () => {
    const missing = expired(delivered(1, 'missing'), 'after_sale');
    expect(whatIsOpen(missing.state)).toEqual(['case']);

    const refunding = did(missing, actors.support, {
      name: 'resolveCase',
      caseId: missing.state.cases[0]?.id ?? '',
      refundId: 'rfd_missing',
      outcome: 'refund',
      note: null,
    });
    expect(whatIsOpen(refunding.state)).toEqual(['refund']);
    expect(refunded(refunding).state.order.status).toBe('completed');
  });

  test('S0 8.2 c: what others bore for goods that were kept stays theirs when other goods came back', () => {
    const door = inspectedAs(
      atDoor(),
      [{ accepted: 1, refused: 1, missing: 0, damaged: 1, reason: 'changed_mind' }],
      { packaging: 'damaged' },
    );
    const damaged = bothSigned(door);
    const resolved = did(damaged, actors.support, {
      name: 'resolveCase',
      caseId: damaged.state.cases[0]?.id ?? '',
      refundId: 'rfd_damaged',
      outcome: 'refund',
      note: null,
    });
    const { balances } = expired(refunded(returnedToSeller(resolved)), 'after_sale').state;

    // One tin is back, the other is ruined: its price is the seller's, and the courier owes it.
    expect(balances).toMatchObject({ escrow: 0, 'claim:pty_courier': 12_990, courier: -1_000 });
    expect((balances.seller ?? 0) + (balances.platform_fee ?? 0)).toBe(-12_990);
  });

  test('S0 8.2 c: a refund that the platform bears stays its own when other goods came back', () => {
    const back = refunded(returnedToSeller(delivered(1)));
    const goodwill = refunded(supportRefund(back, { bearer: 'platform', quantity: 1 }));
    const { balances } = expired(goodwill, 'after_sale').state;

    expect(balances).toMatchObject({ escrow: 0, 'claim:pty_platform': 12_990 });
    expect((balances.seller ?? 0) + (balances.platform_fee ?? 0)).toBe(-12_990);
  });

  test('S0 8.2 c: goods that others had given the money back for release it once they are back', () => {
    const early = refunded(supportRefund(delivered(1), { bearer: 'courier', quantity: 2 }));
    const { balances } = expired(returnedToSeller(early), 'after_sale').state;

    expect(balances).toMatchObject({ escrow: 0, 'claim:pty_courier': 12_990 });
  });

  test('S0 8.2 c: a delivery fee that the courier gives back is paid by it once, and never to the seller', () => {
    const late = supportRefund(delivered(), { bearer: 'courier', quantity: 2, feeMinor: 1_000 });
    const { balances } = expired(refunded(late), 'after_sale').state;

    expect(balances).toMatchObject({ 'claim:pty_courier': 26_980, courier: -1_000, escrow: 0 });
    expect((balances.seller ?? 0) + (balances.platform_fee ?? 0)).toBe(-25_980);
  });
});

describe('a refund that falls short of an amount given before', () => {
  const late = (bearer: 'courier' | 'platform') =>
    did(atDoor(), actors.support, {
      name: 'requestRefund',
      refundId: 'rfd_late',
      lines: null,
      amountMinor: 20_000,
      deliveryFeeMinor: null,
      reason: 'late',
      bearer,
      channel: null,
    });
  const lostByCourier = (life: Life) => {
    const short = bothSigned(
      inspectedAs(life, [{ accepted: 0, refused: 0, missing: 2, reason: 'damaged' }], {
        packaging: 'damaged',
      }),
    );
    return did(short, actors.support, {
      name: 'resolveCase',
      caseId: short.state.cases[0]?.id ?? '',
      refundId: 'rfd_missing',
      outcome: 'refund',
      note: null,
    });
  };

  test('S0 8.2 c: borne by others like this one, it stays theirs and the seller has its price', () => {
    const alone = refunded(lostByCourier(atDoor())).state.balances;
    const byCourier = refunded(lostByCourier(late('courier'))).state.balances;
    const byPlatform = refunded(lostByCourier(late('platform'))).state.balances;

    expect(byCourier).toMatchObject({ 'claim:pty_courier': 26_980, seller: alone.seller });
    expect(byPlatform).toMatchObject({
      'claim:pty_courier': 6_980,
      'claim:pty_platform': 20_000,
      seller: alone.seller,
    });
  });
});

function supportRefund(
  life: Life,
  asked: { bearer: 'courier' | 'platform'; quantity: number; feeMinor?: number },
): Life {
  return did(life, actors.support, {
    name: 'requestRefund',
    refundId: 'rfd_support',
    lines: [{ lineNo: 1, quantity: asked.quantity }],
    amountMinor: null,
    deliveryFeeMinor: asked.feeMinor ?? 0,
    reason: 'other',
    bearer: asked.bearer,
    channel: null,
  });
}
