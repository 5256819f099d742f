import { describe, expect, test } from 'vitest';
import { whatIsOpen } from '../../../../src/domain/money/settling.ts';
import {
  actors,
  delivered,
  did,
  expired,
  type Life,
  refunded,
  returnedToSeller,
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
});
