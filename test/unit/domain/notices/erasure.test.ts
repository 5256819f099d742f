import { describe, expect, test } from 'vitest';
import {
  erasableFrom,
  isErasable,
  type KeptOrder,
} from '../../../../src/domain/notices/erasure.ts';

const order = (changes: Partial<KeptOrder> = {}): KeptOrder => ({
  orderId: 'ord_1',
  platformOrderNo: 'T-1',
  status: 'completed',
  placedAt: '2026-03-02T02:00:00.000Z',
  lastAt: '2026-03-20T16:00:00.000Z',
  isOpen: false,
  ...changes,
});

describe('S0 9.2.3: erasure waits for what the law has kept', () => {
  test('for three years from the end of the order, to the second', () => {
    expect(erasableFrom(order())).toBe('2029-03-20T16:00:00.000Z');
    expect(isErasable(order(), '2029-03-20T15:59:59.999Z')).toBe(false);
    expect(isErasable(order(), '2029-03-20T16:00:00.000Z')).toBe(true);
  });

  test('and for as long as the order, a refund or a case is open', () => {
    const late = '2099-01-01T00:00:00.000Z';
    for (const status of ['awaiting_consumer', 'in_delivery', 'delivered']) {
      expect(erasableFrom(order({ status }))).toBeNull();
      expect(isErasable(order({ status }), late)).toBe(false);
    }
    expect(isErasable(order({ isOpen: true }), late)).toBe(false);
  });
});
