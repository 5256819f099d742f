import { DomainError } from '../../domain/errors.ts';
import { type Party, type PartyStatus, readParty } from './parties.ts';
import type { Connection } from '../queries.ts';

export type ReviewDecision = 'approve' | 'reject' | 'suspend' | 'reinstate';

export interface PartyReview {
  id: string;
  partyId: string;
  decision: ReviewDecision;
  reviewer: string;
  note: string | null;
  nextReviewAt: string | null;
  /** Sealed: why it is let in though the registry does not confirm it. */
  registrationOverride?: string | null;
  decidedAt: string;
}

/** What each decision makes of a party, and of which only (5.4). */
const transitions: Readonly<Record<ReviewDecision, { from: PartyStatus; to: PartyStatus }>> = {
  approve: { from: 'pending', to: 'approved' },
  reject: { from: 'pending', to: 'rejected' },
  suspend: { from: 'approved', to: 'suspended' },
  reinstate: { from: 'suspended', to: 'approved' },
};

/**
 * Records a review and changes the party's standing by it, in one statement: two reviewers at
 * once cannot both decide. DomainError `not_found`, or `party_not_approved` where the party's
 * standing does not allow the decision.
 */
export async function reviewParty(sql: Connection, review: PartyReview): Promise<Party> {
  const { from, to } = transitions[review.decision];
  const changed = await sql`
    with changed as (
      update parties set status = ${to}, version = version + 1, updated_at = ${review.decidedAt}
      where id = ${review.partyId} and status = ${from}
      returning id
    )
    insert into party_reviews (id, party_id, decision, reviewer, note, next_review_at,
      registration_override, decided_at)
    select ${review.id}, id, ${review.decision}, ${review.reviewer}, ${review.note},
      ${review.nextReviewAt}::timestamptz, ${review.registrationOverride ?? null},
      ${review.decidedAt}::timestamptz
    from changed
    returning id`;
  const party = await readParty(sql, review.partyId);
  if (!party) throw new DomainError('not_found', `there is no party ${review.partyId}`);
  if (changed.length === 0) throw notNow(party, review.decision);
  return party;
}

function notNow(party: Party, decision: ReviewDecision): DomainError {
  const allowedActions = Object.entries(transitions)
    .filter(([, { from }]) => from === party.status)
    .map(([name]) => name);
  return new DomainError(
    'party_not_approved',
    `the party is ${party.status}; ${decision} needs it ${transitions[decision].from}`,
    { currentStatus: party.status, allowedActions },
  );
}

/** A party's reviews, the newest first. */
export async function listReviews(sql: Connection, partyId: string): Promise<PartyReview[]> {
  return sql<PartyReview[]>`
    select id, party_id as "partyId", decision, reviewer, note, next_review_at as "nextReviewAt",
      registration_override as "registrationOverride", decided_at as "decidedAt"
    from party_reviews where party_id = ${partyId}
    order by decided_at desc, id desc`;
}
