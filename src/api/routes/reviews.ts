import { storeKey } from '../../db/orders/idempotency.ts';
import { ensurePartyKey, type Party } from '../../db/registry/parties.ts';
import { type PartyReview, reviewParty } from '../../db/registry/party-reviews.ts';
import { currentPolicy } from '../../db/registry/policies.ts';
import type { Connection } from '../../db/queries.ts';
import { type RegistryLookup, storeLookup } from '../../db/registry/registry-lookups.ts';
import { demand, must } from '../../domain/errors.ts';
import { nextReReviewAt } from '../../domain/parties/re-review.ts';
import { callerOf } from '../access/access.ts';
import { findAnswer, isDryRun, keyOf } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { keptParty } from '../access/party-access.ts';
import { contradicts, demandRegistered, lookUpRegistration } from '../registry/registration.ts';
import { previewReReview } from '../registry/re-review-preview.ts';
import { answerRegistryCommand, isAnswered } from '../registry/registry-command.ts';
import { partyView, registrySealer, shownPartyAnswer } from '../registry/registry-views.ts';
import { partyAnswer } from '../schemas/answers/party-answers.ts';
import { reReviewAnswer, reReviewPreviewAnswer } from '../schemas/answers/review-answers.ts';
import { reReviewBody, reviewBody, type ReviewBody } from '../schemas/registry/reviews.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';

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
            'Who lets a party in asks the company registry first: its outcome is in the answer and ' +
            'the history, and another one than `confirmed` is refused unless ' +
            '`registrationOverride` says why. A review holds until `nextReviewAt`, else for as ' +
            'long as the policy says. A seller reviews its own suppliers.',
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
        : await confirmRegistration(parts, party, request.body);
      const done = await answerRegistryCommand(parts, request, async (tx, at) => {
        if (lookup) await storeLookup(tx, { ...lookup, lookedUpAt: at });
        const isConfirmed = lookup === null || lookup.outcome === 'confirmed';
        const decided = { body: request.body, partyId: party.id, at, isConfirmed };
        const reviewed = await reviewParty(tx, await newReview(parts, tx, decided));
        const answer = { ...partyView(reviewed), registryLookup: lookupView(lookup, at) };
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
          description:
            'Suspends in earnest: the cause stands in the history of each party. As of a later day ' +
            'than today in the sandbox only. With `dryRun=true`: whom it would suspend and remind.',
          answers: { 200: reReviewAnswer.or(reReviewPreviewAnswer) },
          isCommand: true,
          refusals: ['not_sandbox'],
        },
        { querystring: dryRunQuery, body: reReviewBody },
      ),
    },
    async (request): Promise<unknown> => {
      const { asOf } = request.body;
      const now = new Date().toISOString();
      demand(
        parts.sandboxClock !== null || asOf === null || asOf <= now,
        'not_sandbox',
        'This installation runs on real time: there is no re-review as of a day to come.',
        { pointer: '/asOf' },
      );
      if (isDryRun(request)) return previewReReview(parts.sql, asOf ?? now);
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

interface Decided {
  body: ReviewBody;
  partyId: string;
  at: string;
  isConfirmed: boolean;
}

function lookupView(lookup: RegistryLookup | null, lookedUpAt: string) {
  if (lookup === null) return null;
  const { registrationNumber, outcome, registeredName } = lookup;
  return { registrationNumber, outcome, registeredName, lookedUpAt };
}

/** Who reviews and why is personal: sealed under the party's own key. */
async function newReview(
  parts: Parts,
  tx: Connection,
  { body, partyId, at, isConfirmed }: Decided,
): Promise<PartyReview> {
  const { decision, reviewer, note } = body;
  // Nothing was overridden where the registry confirms the party.
  const override = isConfirmed ? null : body.registrationOverride;
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
    registrationOverride: override === null ? null : sealer.text(override.reason),
    decidedAt: at,
  };
}

/** What the registry says against a party is kept, also where that refuses it. */
/**
 * A party becomes one to trade with only while the public registry says nothing against it
 * (S0 5.4), or by its reviewer's word; what it said is kept and told.
 */
async function confirmRegistration(
  parts: Parts,
  party: Party,
  { decision, registrationOverride }: ReviewBody,
): Promise<RegistryLookup | null> {
  if (decision !== 'approve' && decision !== 'reinstate') return null;
  const lookup = await lookUpRegistration(parts.partyRegistry, party, new Date().toISOString());
  const isRefused = registrationOverride === null && contradicts(lookup.outcome);
  if (isRefused && lookup.outcome !== 'unavailable') await storeLookup(parts.sql, lookup);
  demandRegistered(lookup, registrationOverride);
  return lookup;
}
