import type postgres from 'postgres';
import { typeid } from 'typeid-js';
import { type ErasedPage, eraseNext } from '../src/db/registry/erasures.ts';
import { reviewParty } from '../src/db/registry/party-reviews.ts';
import { currentPolicy } from '../src/db/registry/policies.ts';
import { partiesUnderReview, remindOnce } from '../src/db/registry/re-review.ts';
import { DomainError, must } from '../src/domain/errors.ts';
import { type PartyUnderReview, reReview } from '../src/domain/parties/re-review.ts';
import type { Policy } from '../src/domain/policies/policy.ts';
import { asFailures } from './failure.ts';

const pageSize = 100;

/** How far a re-review has come; `after` is null when it is through. */
export interface ReviewedPage {
  after: string | null;
  reviewed: number;
  suspended: number;
  reminded: number;
}

/** So many orders are looked at in one statement. */
const erasedAtOnce = 500;

export function createRegistryActivities({ sql }: { sql: postgres.Sql }) {
  return asFailures({
    /**
     * Re-reviews the next parties (S0 5.4): suspends those overdue, reminds those nearly so. Safe
     * to repeat: who is suspended is not approved any more, and a reminder is given once.
     */
    async reviewNextParties(input: { after: string; at: string }): Promise<ReviewedPage> {
      const policy = must(await currentPolicy(sql, 'default'), 'default policy');
      const parties = await partiesUnderReview(sql, { after: input.after, limit: pageSize });
      const page: ReviewedPage = { after: null, reviewed: 0, suspended: 0, reminded: 0 };
      for (const party of parties) {
        const { suspended, reminded } = await review(sql, party, { policy, at: input.at });
        page.reviewed += 1;
        page.suspended += suspended;
        page.reminded += reminded;
      }
      return { ...page, after: parties.length < pageSize ? null : (parties.at(-1)?.id ?? null) };
    },

    /** Destroys the data keys of the next orders whose consumers wait for it (S0 9.2.3). */
    async eraseNextOrders(input: { after: string; at: string }): Promise<ErasedPage> {
      return eraseNext(sql, { ...input, limit: erasedAtOnce });
    },
  });
}

async function review(
  sql: postgres.Sql,
  party: PartyUnderReview,
  { policy, at: asOf }: { policy: Policy; at: string },
): Promise<{ suspended: number; reminded: number }> {
  const decision = reReview(party, policy, asOf);
  // Decided now, whatever day was looked at: a decision of a day to come would hide those after it.
  const at = new Date().toISOString();
  if (decision.outcome === 'suspend') {
    return { suspended: await suspend(sql, { party, note: decision.note, at }), reminded: 0 };
  }
  let reminded = 0;
  for (const reminder of decision.reminders) {
    if (await remindOnce(sql, { partyId: party.id, reminder, at })) reminded += 1;
  }
  return { suspended: 0, reminded };
}

async function suspend(
  sql: postgres.Sql,
  { party, note, at }: { party: PartyUnderReview; note: string; at: string },
): Promise<number> {
  try {
    await reviewParty(sql, {
      id: typeid('rev').toString(),
      partyId: party.id,
      decision: 'suspend',
      reviewer: 're-review',
      note,
      nextReviewAt: null,
      decidedAt: at,
    });
    return 1;
  } catch (error) {
    // A reviewer was faster: the party is not approved any more, or is so anew.
    if (error instanceof DomainError && error.code === 'party_not_approved') return 0;
    throw error;
  }
}
