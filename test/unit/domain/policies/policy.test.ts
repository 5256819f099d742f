import { describe, expect, test } from 'vitest';
import { deadlineNames, expiryActions } from '../../../../src/domain/policies/deadline-rules.ts';
import { isDeliveryFeeRefunded } from '../../../../src/domain/policies/policy.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';

test('every deadline says what may happen when it passes', () => {
  expect(Object.keys(expiryActions)).toEqual([...deadlineNames]);
});

describe('isDeliveryFeeRefunded', () => {
  const under = (deliveryFee: typeof defaultPolicy.refund.deliveryFee) => ({
    ...defaultPolicy,
    refund: { ...defaultPolicy.refund, deliveryFee },
  });

  test.each([
    ['if_nothing_kept_unless_changed_mind', true, 'damaged', true],
    ['if_nothing_kept_unless_changed_mind', true, 'changed_mind', false],
    ['if_nothing_kept_unless_changed_mind', false, 'damaged', false],
    ['if_nothing_kept', true, 'changed_mind', true],
    ['if_nothing_kept', false, 'damaged', false],
    ['never', true, 'damaged', false],
  ] as const)('S0 6.8 d: %s, nothing kept %s, %s: %s', (rule, nothingKept, reason, expected) => {
    expect(isDeliveryFeeRefunded({ policy: under(rule), nothingKept, reason })).toBe(expected);
  });
});
