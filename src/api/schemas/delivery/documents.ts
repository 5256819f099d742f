import { z } from 'zod';
import { evidence, idText, lineNo, optionalNote, quantityOrNone, reference } from '../values.ts';

export const discrepancyBody = z
  .strictObject({
    kind: z.enum([
      'count_mismatch',
      'packaging_damaged',
      'wrong_goods',
      'missing_document',
      'quantities_disputed',
      'other',
    ]),
    lines: z
      .array(z.strictObject({ lineNo, counted: quantityOrNone }))
      .max(200)
      .default([]),
    note: optionalNote,
    evidence,
  })
  .meta({
    id: 'Discrepancy',
    examples: [{ kind: 'count_mismatch', lines: [{ lineNo: 1, counted: 1 }] }],
  });

/** Of an order, or by the number that the Code 128 of a note says. */
export const documentsQuery = z
  .strictObject({ orderId: idText.optional(), number: reference.optional() })
  .refine(({ orderId, number }) => orderId !== undefined || number !== undefined, {
    path: ['orderId'],
    error: 'say which order, or which number',
  });
