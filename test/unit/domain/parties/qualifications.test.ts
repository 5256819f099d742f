import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import {
  type Qualification,
  qualifiedUntil,
  unqualifiedOn,
} from '../../../../src/domain/parties/qualifications.ts';
import { reReview } from '../../../../src/domain/parties/re-review.ts';

const licence: Qualification = {
  id: 'qua_1',
  kind: 'business_licence',
  number: '91310000102030403T',
  issuer: '上海市市场监督管理局',
  validFrom: '2020-01-01',
  validTo: '2026-06-30',
  evidenceDigest: `sha256:${'a'.repeat(64)}`,
  filedAt: '2026-01-01T00:00:00.000Z',
  revokedAt: null,
  revocationNote: null,
};

describe('S0 5.4, 6.4.1: what a party needs must be in force on the day', () => {
  const needed = ['business_licence'] as const;

  test.each([
    ['2019-12-31', [{ kind: 'business_licence', gap: 'not_yet_valid' }]],
    ['2020-01-01', []],
    ['2026-06-30', []],
    ['2026-07-01', [{ kind: 'business_licence', gap: 'expired' }]],
  ])('on %s', (day, gaps) => {
    expect(unqualifiedOn(day, needed, [licence])).toEqual(gaps);
  });

  test('nothing filed is missing, a revoked one is revoked, a valid one beside it counts', () => {
    const revoked = { ...licence, id: 'qua_2', revokedAt: '2026-02-01T00:00:00.000Z' };
    expect(unqualifiedOn('2026-03-01', needed, [])).toEqual([
      { kind: 'business_licence', gap: 'missing' },
    ]);
    expect(unqualifiedOn('2026-03-01', needed, [revoked])).toEqual([
      { kind: 'business_licence', gap: 'revoked' },
    ]);
    expect(unqualifiedOn('2026-03-01', needed, [revoked, licence])).toEqual([]);
  });

  test('a licence with an 18-character code is tax registration and organisation code too', () => {
    const three = ['business_licence', 'tax_registration', 'organisation_code'] as const;
    expect(unqualifiedOn('2026-03-01', three, [licence])).toEqual([]);
    expect(unqualifiedOn('2026-03-01', three, [{ ...licence, number: '310000400001' }])).toEqual([
      { kind: 'tax_registration', gap: 'missing' },
      { kind: 'organisation_code', gap: 'missing' },
    ]);
  });

  test('the last day is that of the kind that ends first, by its longest proof', () => {
    const longer = { ...licence, id: 'qua_3', validTo: '2027-06-30' };
    const courier = { ...licence, id: 'qua_4', kind: 'courier_licence' as const, validTo: null };
    const both = ['business_licence', 'courier_licence'] as const;
    expect(qualifiedUntil('2026-03-01', both, [licence, longer, courier])).toBe('2027-06-30');
    expect(qualifiedUntil('2026-03-01', ['courier_licence'], [courier])).toBeNull();
  });
});

describe('S0 5.4: the periodic re-review', () => {
  const policy = { ...defaultPolicy, qualifications: { seller: ['business_licence'] as const } };
  const party = { id: 'pty_1', role: 'seller', nextReviewAt: null, qualifications: [licence] };

  test('suspends in the night after the last day, by the policy’s zone', () => {
    expect(reReview(party, policy, '2026-06-30T15:59:59.999Z').outcome).toBe('keep');
    expect(reReview(party, policy, '2026-06-30T16:00:00.000Z')).toEqual({
      outcome: 'suspend',
      note: 'business_licence is expired on 2026-07-01',
    });
  });

  test('what was never shown is no reason to suspend, and is asked for until the next review', () => {
    const never = { ...party, qualifications: [], nextReviewAt: '2027-01-15T16:00:00.000Z' };
    const later = { ...licence, validFrom: '2027-01-01', validTo: null };
    const reminded = {
      outcome: 'keep',
      reminders: [
        {
          reason: 'qualification_missing',
          subjectId: 'business_licence',
          dueOn: '2027-01-16',
        },
      ],
    };
    const at = '2026-03-01T00:00:00.000Z';

    expect(reReview(never, policy, at)).toEqual(reminded);
    expect(reReview({ ...never, qualifications: [later] }, policy, at)).toEqual(reminded);
    const revoked = { ...licence, revokedAt: at };
    expect(reReview({ ...never, qualifications: [revoked] }, policy, at)).toMatchObject({
      outcome: 'suspend',
      note: 'business_licence is revoked on 2026-03-01',
    });
  });

  test('suspends when the next review was due', () => {
    const due = { ...party, nextReviewAt: '2026-03-01T00:00:00.000Z' };
    expect(reReview(due, policy, '2026-03-01T00:00:00.000Z').outcome).toBe('suspend');
    expect(reReview(due, policy, '2026-02-28T23:59:59.999Z')).toEqual({
      outcome: 'keep',
      reminders: [{ reason: 're_review_due', subjectId: 'pty_1', dueOn: '2026-03-01' }],
    });
  });

  test('reminds thirty days before, and not before', () => {
    const at = (day: string) => reReview(party, policy, `${day}T00:00:00.000Z`);
    expect(at('2026-05-30')).toEqual({ outcome: 'keep', reminders: [] });
    expect(at('2026-05-31')).toEqual({
      outcome: 'keep',
      reminders: [
        { reason: 'qualification_expires', subjectId: 'business_licence', dueOn: '2026-06-30' },
      ],
    });
  });
});
