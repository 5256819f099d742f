import { z } from 'zod';
import { caseBearers, caseOutcomes } from '../../domain/commands.ts';
import {
  codedWord,
  evidence,
  idText,
  lineNo,
  optionalNote,
  pageQuery,
  positiveMinor,
  quantity,
} from './values.ts';

export const casesQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(['open', 'resolved']).optional(),
  kind: codedWord.optional(),
  respondentId: idText.optional(),
  orderId: idText.optional(),
});

const photo = [{ digest: `sha256:${'0'.repeat(64)}`, mediaType: 'image/jpeg' }];

/** S0 7.7.3 b: the say of the seller or courier whom the case is against. */
export const caseAnswerBody = z
  .strictObject({
    position: z.enum(['accept', 'contest']),
    proposal: z.enum(['reship', 'refund', 'part_refund', 'reject']).nullable().default(null),
    text: optionalNote,
    evidence,
  })
  .meta({
    id: 'CaseAnswer',
    examples: [
      { position: 'accept', proposal: 'reship', text: '漏发一件, 今日补发' },
      { position: 'contest', proposal: 'reject', text: '出库称重无误', evidence: photo },
    ],
  });

/** Which outcomes a case has depends on its kind; others are refused as `outcome_not_allowed`. */
export const caseResolutionBody = z
  .strictObject({
    outcome: z.enum(caseOutcomes),
    lines: z
      .array(z.strictObject({ lineNo, quantity }))
      .min(1)
      .max(200)
      .nullable()
      .default(null)
      .meta({ description: 'Of what the case is about; null for all of it.' }),
    amountMinor: positiveMinor
      .nullable()
      .default(null)
      .meta({ description: 'A part refund by amount instead of by lines.' }),
    bearer: z
      .enum(caseBearers)
      .nullable()
      .default(null)
      .meta({ description: 'Whom it costs; null for the respondent.' }),
    channel: z
      .enum(['original', 'payout'])
      .nullable()
      .default(null)
      .meta({
        description:
          'How a refund that the provider refused is sent again: as before (null), back to what was ' +
          'paid with, or paid out.',
      }),
    note: optionalNote,
    evidence: evidence.meta({ description: 'Needed to reject what was found at a door.' }),
  })
  .refine(({ lines, amountMinor }) => lines === null || amountMinor === null, {
    path: ['amountMinor'],
    error: 'a part refund is by lines or by amount',
  })
  .meta({
    id: 'CaseResolution',
    examples: [
      { outcome: 'refund', note: '少发一件' },
      { outcome: 'reship', lines: [{ lineNo: 1, quantity: 1 }] },
      { outcome: 'part_refund', amountMinor: 3_000, bearer: 'courier' },
      { outcome: 'rejected', evidence: photo },
    ],
  });
