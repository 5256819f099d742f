import { storeKey } from '../../db/orders/idempotency.ts';
import { ensurePartyKey, type Party } from '../../db/registry/parties.ts';
import { type PartyReview, reviewParty } from '../../db/registry/party-reviews.ts';
import { currentPolicy } from '../../db/registry/policies.ts';
import type { Connection } from '../../db/queries.ts';
import { type RegistryLookup, storeLookup } from '../../db/registry/registry-lookups.ts';
import { demand, must } from '../../domain/errors.ts';
import { nextReReviewAt } from '../../domain/parties/re-review.ts';
import { callerOf } from '../access/access.ts';
import { findAnswer, keyOf } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { keptParty } from '../access/party-access.ts';
import { demandRegistered, lookUpRegistration } from '../registry/registration.ts';
import { answerRegistryCommand, isAnswered } from '../registry/registry-command.ts';
import { partyView, registrySealer, shownPartyAnswer } from '../registry/registry-views.ts';
import { partyAnswer, reReviewAnswer } from '../schemas/registry-answers.ts';
import { reReviewBody, reviewBody, type ReviewBody } from '../schemas/registry.ts';
import { idParams } from '../schemas/values.ts';

/** Named people decide who takes part, and decide again in time (S0 5.4, 6.4.1). */
export function addReviewRoutes(app: Door, parts: Parts): void {
  addReview(app, parts);
  addReReview(app, parts);
}

function addReview(app: Door, parts: Parts): void {
  app.post(
    '/v1/parties/:id/reviews',
    {
      config: { right: 'manageParties' },
      schema: documented(
        {
          tag: 'parties',
          summary: 'Approve, reject, suspend or reinstate a party (S0 5.4)',
          description:
            'An approval is confirmed by the company registry first and holds until ' +
            '`nextReviewAt`, else for as long as the policy says. A seller reviews its own suppliers.',
          answers: { 200: partyAnswer },
          isCommand: true,
          refusals: ['not_found', 'party_not_approved', 'registration_not_confirmed'],
        },
        { params: idParams, body: reviewBody },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const party = await keptParty(parts.sql, caller, request.params.id);
      // The neighbour is asked before the transaction, which holds nothing while it waits.
      const lookup = (await isAnswered(parts, request))
        ? null
        : await confirmRegistration(parts, party, request.body.decision);
      const done = await answerRegistryCommand(parts, request, async (tx, at) => {
        if (lookup) await storeLookup(tx, { ...lookup, lookedUpAt: at });
        const decided = { body: request.body, partyId: party.id, at };
        const reviewed = await reviewParty(tx, await newReview(parts, tx, decided));
        const answer = partyView(reviewed);
        return { status: 200, subject: { type: 'party', id: party.id }, answer };
      });
      return shownPartyAnswer(parts, caller, done);
    },
  );
}

/** The nightly run, asked for by hand: to catch up, or in the sandbox to look ahead (D8). */
function addReReview(app: Door, parts: Parts): void {
  app.post(
    '/v1/re-reviews',
    {
      config: { right: 'reReviewParties' },
      schema: documented(
        {
          tag: 'parties',
          summary: 'Re-review all parties now, as every night: remind, then suspend (S0 5.4)',
          description: 'As of a later day than today in the sandbox only.',
          answers: { 200: reReviewAnswer },
          isCommand: true,
          refusals: ['not_sandbox'],
        },
        { body: reReviewBody },
      ),
    },
    async (request) => {
      const { asOf } = request.body;
      const now = new Date().toISOString();
      demand(
        parts.sandboxClock !== null || asOf === null || asOf <= now,
        'not_sandbox',
        'This installation runs on real time: there is no re-review as of a day to come.',
        { pointer: '/asOf' },
      );
      const key = keyOf(request);
      const known = await findAnswer(parts, key);
      if (known) return known.answer;
      const at = asOf ?? now;
      const answer = {
        asOf: at,
        ...(await parts.engine.reviewParties({ keyId: key.id, asOf: at })),
      };
      const subject = { type: 're_review', id: key.id };
      await storeKey(parts.sql, {
        ...key,
        status: 200,
        subject,
        answer,
        orderId: null,
        createdAt: now,
      });
      return answer;
    },
  );
}

/** Who reviews and why is personal: sealed under the party's own key. */
async function newReview(
  parts: Parts,
  tx: Connection,
  { body, partyId, at }: { body: ReviewBody; partyId: string; at: string },
): Promise<PartyReview> {
  const { decision, reviewer, note } = body;
  const wrappedKey = await ensurePartyKey(tx, {
    partyId,
    wrappedKey: parts.vault.newDataKey().wrapped,
  });
  const sealer = registrySealer(parts.vault, { id: partyId, wrappedKey });
  const isLetIn = decision === 'approve' || decision === 'reinstate';
  const policy = must(await currentPolicy(tx, 'default'), 'default policy');
  return {
    id: newId('rev'),
    partyId,
    decision,
    reviewer: sealer.name(reviewer),
    note: note === null ? null : sealer.text(note),
    nextReviewAt: body.nextReviewAt ?? (isLetIn ? nextReReviewAt(policy, at) : null),
    decidedAt: at,
  };
}

/**
 * A party becomes one to trade with only while the public registry confirms it (S0 5.4). What the
 * registry said against it is kept, too.
 */
async function confirmRegistration(
  parts: Parts,
  party: Party,
  decision: string,
): Promise<RegistryLookup | null> {
  if (decision !== 'approve' && decision !== 'reinstate') return null;
  const lookup = await lookUpRegistration(parts.partyRegistry, party, new Date().toISOString());
  if (lookup === null) return null;
  if (lookup.outcome === 'not_found' || lookup.outcome === 'dissolved') {
    await storeLookup(parts.sql, lookup);
  }
  demandRegistered(lookup);
  return lookup;
}
