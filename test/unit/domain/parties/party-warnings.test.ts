import { describe, expect, test } from 'vitest';
import {
  type OrderParty,
  partyItems,
  partyWarnings,
} from '../../../../src/domain/parties/party-warnings.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import { nextReReviewAt, reReview } from '../../../../src/domain/parties/re-review.ts';

const policy = { ...defaultPolicy, qualifications: { courier: ['courier_licence'] as const } };

const licence = {
  id: 'qua_1',
  kind: 'courier_licence' as const,
  number: '1',
  issuer: '邮政管理局',
  validFrom: '2024-01-01',
  validTo: '2026-06-30',
  evidenceDigest: 'sha256:0',
  filedAt: '2024-01-01T00:00:00.000Z',
  revokedAt: null as string | null,
  revocationNote: null,
};

function courier(changes: Partial<OrderParty> = {}): OrderParty {
  const qualifications = [licence];
  return {
    id: 'pty_c',
    role: 'courier',
    status: 'approved',
    qualifications,
    reviews: [],
    ...changes,
  };
}

const said = (party: OrderParty, at: string) => partyWarnings([party], { policy, at });

describe('S0 5.4: what an order says of its parties', () => {
  test('S0 5.4: nothing up to the last second of the licence, its end from the next one on', () => {
    expect(said(courier(), '2026-06-30T15:59:59.999Z')).toEqual([]);
    expect(said(courier(), '2026-06-30T16:00:00.000Z')).toEqual([
      {
        partyId: 'pty_c',
        role: 'courier',
        problem: 'qualification_expired',
        kind: 'courier_licence',
        since: null,
      },
    ]);
  });

  test('S0 5.4: since when it was revoked or suspended, and that one was never there', () => {
    const revokedAt = '2026-03-01T02:00:00.000Z';
    const revoked = courier({ qualifications: [{ ...licence, revokedAt }] });
    const at = '2026-03-02T00:00:00.000Z';
    expect(said(revoked, at)).toMatchObject([
      { problem: 'qualification_revoked', since: revokedAt },
    ]);
    expect(said(courier({ qualifications: [] }), at)).toMatchObject([
      { problem: 'qualification_missing', since: null },
    ]);
    const reviews = [
      { decision: 'approve', decidedAt: '2026-01-01T00:00:00.000Z' },
      { decision: 'suspend', decidedAt: '2026-02-01T00:00:00.000Z' },
    ];
    expect(said(courier({ status: 'suspended', reviews }), at)).toMatchObject([
      { problem: 'suspended', kind: null, since: '2026-02-01T00:00:00.000Z' },
    ]);
    expect(said(courier({ status: 'rejected' }), at)).toMatchObject([{ problem: 'not_approved' }]);
  });

  test('S0 5.4: its story tells only what happened while it ran', () => {
    const decided = (decision: string, decidedAt: string) => ({ decision, decidedAt });
    const party = courier({
      reviews: [
        decided('approve', '2026-01-01T00:00:00.000Z'),
        decided('suspend', '2026-01-02T00:00:00.000Z'),
        decided('reinstate', '2026-01-05T00:00:00.000Z'),
        decided('suspend', '2026-02-01T00:00:00.000Z'),
      ],
    });

    const items = partyItems([party], {
      from: '2026-01-04T00:00:00.000Z',
      until: '2026-01-31T00:00:00.000Z',
    });

    expect(items).toMatchObject([
      { what: 'party_reinstated', summary: 'The courier takes new orders again.' },
    ]);
  });
});

describe('S0 5.4: when a party is looked at again', () => {
  test('S0 5.4: after the time of the policy, by the calendar of its zone', () => {
    expect(nextReReviewAt(policy, '2026-02-28T01:00:00.000Z')).toBe('2027-02-28T01:00:00.000Z');
  });

  test('S0 5.4: a policy that only escalates reminds and suspends nobody for it', () => {
    const re_review = { ...policy.deadlines.re_review, onExpiry: 'escalate' as const };
    const lenient = { ...policy, deadlines: { ...policy.deadlines, re_review } };
    const party = {
      id: 'pty_c',
      role: 'courier',
      nextReviewAt: '2026-03-01T00:00:00.000Z',
      qualifications: [licence],
    };

    expect(reReview(party, lenient, '2026-03-02T00:00:00.000Z')).toMatchObject({
      outcome: 'keep',
      reminders: [{ reason: 're_review_due' }],
    });
    expect(reReview(party, policy, '2026-03-02T00:00:00.000Z').outcome).toBe('suspend');
  });
});
