import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../../src/domain/calendars/duration.ts';
import {
  type DeadlineDuration,
  deadlineNames,
  type DeadlineRule,
  expiryActions,
} from '../../../../src/domain/policies/deadline-rules.ts';
import { returnReasons } from '../../../../src/domain/policies/policy.ts';
import { defaultPolicy, drivePolicy } from '../../../../src/domain/policies/policy-default.ts';

function isUsable(duration: DeadlineDuration): boolean {
  if ('iso' in duration) return parseDuration(duration.iso) !== null;
  return ('working' in duration ? duration.amount : duration.wholeDays) > 0;
}

describe.each([defaultPolicy, drivePolicy])('policy $name', (policy) => {
  const rules = deadlineNames.map((name) => ({
    name,
    ...(policy.deadlines[name] as DeadlineRule),
  }));

  test('S0 6.6 a: has a rule for every deadline and none besides', () => {
    expect(Object.keys(policy.deadlines).toSorted()).toEqual([...deadlineNames].toSorted());
  });

  test('has durations that can be counted', () => {
    for (const { name, duration, durationByRole = {}, grace } of rules) {
      const durations = [duration, ...Object.values(durationByRole), ...(grace ? [grace] : [])];

      expect(durations.every(isUsable), name).toBe(true);
    }
  });

  test('does on expiry only what that deadline allows', () => {
    for (const { name, onExpiry } of rules) expect(expiryActions[name]).toContain(onExpiry);
  });

  test('acts after a grace exactly where there is one', () => {
    for (const { name, onExpiry, grace } of rules) {
      expect(grace !== undefined, name).toBe(onExpiry.startsWith('escalate_then_'));
    }
  });

  test('reminds within the time', () => {
    for (const { name, reminderShare = 0.5 } of rules) {
      expect(reminderShare > 0 && reminderShare < 1, name).toBe(true);
    }
  });

  test('says who bears the carriage of a return for every reason', () => {
    const reasons = Object.keys(policy.courierFee.bearerByReason);

    expect(reasons.toSorted()).toEqual([...returnReasons, 'undeliverable'].toSorted());
  });

  test('is JSON-safe', () => {
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });
});

describe('the default policy', () => {
  test('S0 6.6 c: the seller confirms within one working day, cancelled after half a day more', () => {
    expect(defaultPolicy.deadlines.seller_confirmation).toMatchObject({
      duration: { working: 'days', amount: 1 },
      grace: { working: 'days', amount: 0.5 },
      onExpiry: 'escalate_then_cancel',
      responsible: 'seller',
      clause: 'S0 6.6 c',
    });
  });

  test('S0 6.6 d, 7.5.1 d: a complaint is answered within half a working day', () => {
    expect(defaultPolicy.deadlines.complaint_answer.duration).toEqual({
      working: 'days',
      amount: 0.5,
    });
  });

  test('S0 6.7.1 e: the courier resolves a complaint within one working day', () => {
    expect(defaultPolicy.deadlines.complaint_resolution.durationByRole).toEqual({
      courier: { working: 'days', amount: 1 },
    });
  });
});

test('the policy drive ends no order that came late', () => {
  const { deadlines } = drivePolicy;
  const late = ['consumer_confirmation', 'seller_confirmation', 'payment', 'dispatch'] as const;

  for (const name of late) {
    expect(deadlines[name].onExpiry, name).toBe('escalate');
    expect(deadlines[name].duration, name).toEqual(defaultPolicy.deadlines[name].duration);
  }
  expect(deadlines.presumed_lost.onExpiry).toBe('escalate');
  expect(deadlines.delivery).toEqual(defaultPolicy.deadlines.delivery);
});
