import { z } from 'zod';
import { codedWord, lineNo, parcels, personName, quantityOrNone, waybillNo } from '../values.ts';

const parcelExample = [{ parcelNo: 1, weightG: 1_200, packaging: 'intact' }];

/** S0 6.7.2 c: who keeps each side's documents; whoever signs for it, where nobody is named. */
const custodians = z.strictObject({
  seller: personName.nullable().default(null),
  courier: personName.nullable().default(null),
});

/** S0 6.7.2 a: what the note does not know from the order. */
export const handoverNoteBody = z
  .strictObject({
    waybillNo: waybillNo.nullable().default(null),
    parcels,
    lines: z
      .array(z.strictObject({ lineNo, counted: quantityOrNone }))
      .max(200)
      .nullable()
      .default(null),
    custodians: custodians.default({ seller: null, courier: null }),
    agent: z.strictObject({ name: personName }).nullable().default(null),
  })
  .meta({
    id: 'HandoverNote',
    examples: [{ waybillNo: 'SF1000000001', parcels: parcelExample, agent: { name: '李雷' } }],
  });

/** S0 7.7.3 a: what the seller gets back. */
export const returnNoteBody = z
  .strictObject({
    parcels,
    lines: z
      .array(
        z.strictObject({
          lineNo,
          quantity: quantityOrNone.meta({
            description:
              'What of it is there. Less than started back: both sign for that, the courier ' +
              'answers for the rest in a case `missing_on_return` (S0 7.7.3 a).',
          }),
          condition: codedWord.default('as_handed_over'),
        }),
      )
      .min(1)
      .max(200),
    custodians: custodians.nullable().default(null),
  })
  .meta({
    id: 'ReturnNote',
    examples: [
      { parcels: parcelExample, lines: [{ lineNo: 1, quantity: 1, condition: 'intact' }] },
    ],
  });
