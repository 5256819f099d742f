import { describe, expect, it } from 'vitest';
import type { Lived } from '../../../scripts/story/real-life.ts';
import { disagreementsOf, endedByPolicy, moneyFaults } from '../../../scripts/story/verdict.ts';

type Wishes = { real?: object; order?: object; balances?: Record<string, number> };

/** A delivered order, handed over and delivered in time, its money settled. */
function lived({ real = {}, order = {}, balances }: Wishes = {}): Lived {
  return {
    real: {
      ending: 'delivered',
      handedOverAfterMs: 1,
      deliveredAfterMs: 3,
      dispatchDueAfterMs: 2,
      deliveryDueAfterMs: 4,
      ...real,
    },
    order: {
      status: 'completed',
      statusReason: null,
      escalated: false,
      payment: { capturedMinor: 100, refundedMinor: 0 },
      due: [
        { name: 'dispatch', state: 'met' },
        { name: 'delivery', state: 'met' },
      ],
      ...order,
    },
    balances: balances ?? { provider: 100, escrow: 0, seller: -80, courier: -15, platform_fee: -5 },
    seconds: 1,
  } as unknown as Lived;
}

describe('the verdict on a real order', () => {
  it('an order that came out as in the source has nothing against it', () => {
    expect(disagreementsOf(lived())).toEqual([]);
    expect(moneyFaults(lived())).toEqual([]);
  });

  it('a deadline that the source’s dates missed must be missed here', () => {
    const life = lived({ real: { handedOverAfterMs: 3 } });

    expect(disagreementsOf(life)).toEqual(['deadline dispatch met, by the dates missed']);
  });

  it('an order that a deadline ended is told by its reason', () => {
    const life = lived({ order: { status: 'cancelled', statusReason: 'payment_expired' } });

    expect(endedByPolicy(life)).toBe('payment_expired');
    expect(disagreementsOf(life)).toEqual(['is cancelled (payment_expired), not completed']);
  });

  it('an overdue order must be escalated', () => {
    const life = lived({
      real: { ending: 'never_shipped', handedOverAfterMs: null },
      order: { status: 'awaiting_handover', due: [{ name: 'dispatch', state: 'missed' }] },
    });

    expect(disagreementsOf(life)).toEqual(['is overdue and not escalated']);
  });

  it('what was paid for lost goods is claimed from whoever lost them', () => {
    const balances = { provider: 0, seller: -80, 'claim:pty_1': 80 };
    const payment = { capturedMinor: 100, refundedMinor: 100 };

    expect(moneyFaults(lived({ order: { payment }, balances }))).toEqual([]);
  });

  it('money that is held at the end, lost or made from nothing is a fault', () => {
    const held = lived({ balances: { provider: 100, escrow: -100 } });
    const open = lived({ balances: { provider: 100, seller: -99 } });

    expect(moneyFaults(held)).toEqual(['holds 100 at its end']);
    expect(moneyFaults(open)).toEqual(['ledger sums to 1', '100 taken, 99 given on or held']);
  });
});
