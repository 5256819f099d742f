import { z } from 'zod';
import { inspectedLine } from './at-the-door.ts';
import { signer } from './signatures.ts';
import { evidence, instant, line, optionalNote, packaging } from '../values.ts';

/** S0 7.7.2: goods left where the consumer has agreed to. */
export const unattendedBody = z
  .strictObject({
    place: z.strictObject({
      kind: z.enum(['locker', 'pickup_point', 'doorstep']),
      operator: line(100).nullable().default(null),
    }),
    evidence: evidence.meta({
      description:
        'Demanded of a `doorstep`, where nobody keeps the goods (`evidence_missing`); a locker or ' +
        'a pick-up point answers for them by its operator.',
    }),
    storedUntil: instant,
  })
  .meta({
    id: 'UnattendedDelivery',
    examples: [
      {
        place: { kind: 'locker', operator: '丰巢 文三路 2 号柜' },
        evidence: [],
        storedUntil: '2026-11-27T10:00:00.000Z',
      },
    ],
  });

/** What the consumer has found in goods that nobody handed over, or that there were none. */
export const acceptanceBody = z
  .strictObject({
    received: z.boolean().default(true).meta({
      description: 'False: the goods never came. Then there are no lines.',
    }),
    packaging: packaging.default('intact'),
    lines: z.array(inspectedLine).max(200).default([]),
    signature: z
      .strictObject({ signer, method: z.literal('attested').default('attested') })
      .nullable()
      .default(null)
      .meta({
        description:
          'Who signs by the word of the caller; without it the caller does, where the policy ' +
          'allows that. With a key of its own the consumer signs the note that this makes.',
      }),
    note: optionalNote,
  })
  .refine(({ received, lines }) => !received || lines.length > 0, {
    path: ['lines'],
    error: 'say of every line how much was accepted, refused and missing',
  })
  .refine(({ received, lines }) => received || lines.length === 0, {
    path: ['lines'],
    error: 'goods that never came have no lines',
  })
  .meta({
    id: 'Acceptance',
    examples: [
      { lines: [{ lineNo: 1, accepted: 2, refused: 0, missing: 0 }] },
      { received: false, note: '未收到, 柜中无件' },
    ],
  });
export type AcceptanceBody = z.infer<typeof acceptanceBody>;
