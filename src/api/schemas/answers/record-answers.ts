import { z } from 'zod';
import { instant, subject, text } from './answer-values.ts';

/** What is answered about an order's story, its journal and its books (design §5). */

const actor = z.looseObject({ role: text, id: text, onBehalfOf: text.optional() });

export const timelineAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        at: instant,
        what: text,
        actor,
        subject: subject.or(z.looseObject({ type: z.literal('party'), id: text })),
        summary: text,
      }),
    ),
  })
  .meta({ id: 'Timeline' });

export const journalAnswer = z
  .looseObject({
    data: z.array(
      z.looseObject({
        sequence: z.int(),
        at: instant,
        type: text,
        actor,
        data: z.record(text, z.unknown()),
        previousHash: text,
        hash: text,
      }),
    ),
  })
  .meta({ id: 'Journal', description: 'As it is hashed: what is personal in it stays sealed.' });

export const ledgerAnswer = z
  .looseObject({
    postings: z.array(
      z.looseObject({
        account: text,
        amountMinor: z.int(),
        currency: text,
        at: instant,
        reason: text,
        reference: text,
        partyId: text.nullable(),
      }),
    ),
    balances: z.unknown(),
  })
  .meta({ id: 'Ledger' });
