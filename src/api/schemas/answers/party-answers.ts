import { z } from 'zod';
import { instant, optionalText, text } from './answer-values.ts';

export const partyAnswer = z
  .looseObject({
    id: text,
    role: text,
    kind: text,
    name: text,
    registrationNumber: text,
    address: z.unknown(),
    calendar: text,
    contacts: z.array(z.unknown()),
    sellerId: optionalText.optional().meta({ description: 'Whose goods supplier it is.' }),
    status: z.enum(['pending', 'approved', 'rejected', 'suspended']),
    version: z.int(),
    registryLookup: z
      .looseObject({
        outcome: z.enum([
          'confirmed',
          'not_found',
          'dissolved',
          'name_differs',
          'not_looked_up',
          'unavailable',
        ]),
        registeredName: optionalText,
        lookedUpAt: instant,
      })
      .nullable()
      .optional()
      .meta({
        description:
          'Of a review: what the company registry said when the party was let in; null where it ' +
          'was not asked. `not_looked_up`: a number of another kind than it keeps.',
      }),
    unqualified: z
      .array(z.looseObject({ kind: text, gap: text }))
      .optional()
      .meta({
        description:
          'Read alone: what it lacks today to take orders under the default policy (S0 5.4).',
      }),
  })
  .meta({ id: 'Party' });

export const partyHistoryAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        at: instant,
        what: z.enum([
          'registered',
          'changed',
          'reviewed',
          'looked_up',
          'qualification_filed',
          'qualification_revoked',
          'qualification_expired',
          'reminded',
        ]),
        details: z.record(text, z.unknown()),
      }),
    ),
  })
  .meta({ id: 'PartyHistory' });
