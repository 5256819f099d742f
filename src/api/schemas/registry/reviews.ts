import { z } from 'zod';
import { instant, note, optionalNote, personName } from '../values.ts';

export const reviewBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'suspend', 'reinstate']),
    reviewer: personName,
    note: optionalNote,
    nextReviewAt: instant.nullable().default(null),
    registrationOverride: z
      .strictObject({ reason: note })
      .nullable()
      .default(null)
      .meta({
        description:
          'With `approve` and `reinstate`: the reviewer lets the party in although the company ' +
          'registry keeps another name under its number, has dissolved it, or does not answer, and ' +
          'says why. A number that the registry does not know needs no more than the review: what ' +
          'it said is in `registryLookup`.',
      }),
  })
  .refine(({ decision, note: why }) => decision !== 'reject' || why !== null, {
    path: ['note'],
    error: 'a rejection says why',
  })
  .refine(
    ({ decision, registrationOverride }) =>
      registrationOverride === null || decision === 'approve' || decision === 'reinstate',
    { path: ['registrationOverride'], error: 'only who lets a party in says so' },
  )
  .meta({
    id: 'Review',
    examples: [
      { decision: 'approve', reviewer: 'ops-1' },
      {
        decision: 'approve',
        reviewer: 'ops-1',
        registrationOverride: { reason: '外国公司，已查验公证的登记文件' },
      },
    ],
  });
export type ReviewBody = z.infer<typeof reviewBody>;

/** Which day's re-review; today's where nothing is said. */
export const reReviewBody = z
  .strictObject({
    asOf: instant
      .nullable()
      .default(null)
      .meta({
        description:
          'What has run out by then counts as run out. A day to come is taken in the sandbox only, ' +
          'and suspends in earnest there, too: `dryRun=true` looks ahead.',
      }),
  })
  .meta({ id: 'ReReview.Request', examples: [{ asOf: null }] });
