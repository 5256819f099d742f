import { z } from 'zod';
import { declineReasons } from '../../domain/shipments/assigning.ts';
import { interceptionReasons } from '../../domain/shipments/calling-off.ts';
import { returnReasons } from '../../domain/policies/policy.ts';
import {
  amountMinor,
  channel,
  codedWord,
  digest,
  evidence,
  idText,
  instant,
  line,
  lineNo,
  optionalNote,
  packaging,
  pageQuery,
  parcels,
  personName,
  positiveMinor,
  quantity,
  quantityOrNone,
  reference,
  waybillNo,
} from './values.ts';
import { shipmentStatuses } from '../../domain/order.ts';

export const shipmentsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(shipmentStatuses).optional(),
  courierId: idText.optional(),
  sellerId: idText.optional(),
  waybillNo: waybillNo.optional(),
  dueBefore: instant.optional(),
});

const splitLines = z.array(z.strictObject({ lineNo, quantity })).min(1).max(200);

/** S0 5.3: part of the order on a shipment of its own. */
export const splitBody = z
  .strictObject({
    courierId: idText,
    courierService: idText.nullable().default(null),
    lines: splitLines,
  })
  .meta({
    id: 'Split',
    examples: [
      { courierId: 'pty_01jd0000000000000000000002', lines: [{ lineNo: 1, quantity: 1 }] },
    ],
  });

/** S0 7.5.1 a. */
export const courierDecisionBody = z
  .strictObject({
    decision: z.enum(['accept', 'decline']),
    reason: z.enum(declineReasons).nullable().default(null),
  })
  .meta({
    id: 'CourierDecision',
    examples: [{ decision: 'accept' }, { decision: 'decline', reason: 'no_capacity' }],
  });

export const reassignmentBody = z
  .strictObject({
    courierId: idText.nullable().default(null).meta({ description: 'Null: the best other one.' }),
    courierService: idText.nullable().default(null),
  })
  .meta({
    id: 'Reassignment',
    examples: [{ courierId: 'pty_01jd0000000000000000000002', courierService: 'manual' }],
  });

export const shipmentCancellationBody = z
  .strictObject({
    reason: z.enum(['seller_out_of_stock', 'price_error', 'undeliverable', 'fraud_suspected']),
    note: optionalNote,
  })
  .meta({ id: 'ShipmentCancellation', examples: [{ reason: 'seller_out_of_stock' }] });

export const interceptionBody = z
  .strictObject({ reason: z.enum(interceptionReasons), note: optionalNote })
  .meta({ id: 'Interception', examples: [{ reason: 'recall', note: '批次召回' }] });

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

const trackingCodesTold =
  'A shipment moves forward by rank, never back. 1 `picked_up`: kept only; 2 `in_transit`; ' +
  '3 `arrived`: `awaiting_delivery`, and an appointment is to be made; 4 `out_for_delivery`; ' +
  '5 `available_for_pickup`: kept only; 6 `collected`: taken from where it was left, else as ' +
  '`delivered`; 7 `delivered`: without a signed note the acceptance runs and the courier has a ' +
  'case to answer. Aside, at any time on the way: `lost`: the courier answers for it, until ' +
  '`in_transit` `arrived` `out_for_delivery` or `back_at_depot` say that it is found; ' +
  '`damaged`: a case; `exception` `delivery_failed` `refused` `returning` `back_at_depot` ' +
  '`returned` `redirected`: kept only. Any other code is kept and moves nothing. A failed ' +
  'attempt, a refusal, another time or place and a return count by their own calls, with what ' +
  'these prove.';

export const trackingEventBody = z
  .strictObject({
    eventId: reference,
    code: codedWord.meta({
      description: trackingCodesTold,
      examples: ['picked_up', 'in_transit', 'arrived', 'out_for_delivery', 'delivered', 'lost'],
    }),
    at: instant,
    place: line(200).nullable().default(null),
  })
  .meta({
    id: 'TrackingEvent.Request',
    examples: [
      { eventId: 'e-1', code: 'picked_up', at: '2026-11-24T10:00:00.000Z', place: '杭州' },
    ],
  });

export const appointmentBody = z
  .strictObject({
    from: instant,
    to: instant,
    place: line(300),
    contact: z.strictObject({ channel, at: instant }),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    error: 'an appointment ends after it begins',
  })
  .meta({
    id: 'Appointment',
    examples: [
      {
        from: '2026-11-26T01:00:00.000Z',
        to: '2026-11-26T03:00:00.000Z',
        place: '文三路 1 号, 前台',
        contact: { channel: 'phone', at: '2026-11-25T08:00:00.000Z' },
      },
    ],
  });

export const attemptBody = z
  .strictObject({
    outcome: z.enum([
      'consumer_absent',
      'address_wrong',
      'consumer_rescheduled',
      'unreachable',
      'access_denied',
      'cod_not_paid',
      'force_majeure',
      'other',
    ]),
    note: optionalNote,
    evidence,
  })
  .meta({ id: 'Attempt', examples: [{ outcome: 'consumer_absent', evidence: [] }] });

export const inspectedLine = z.strictObject({
  lineNo,
  accepted: quantityOrNone,
  refused: quantityOrNone,
  missing: quantityOrNone,
  damaged: quantityOrNone.optional().meta({
    description:
      'Of those accepted, kept though their content is damaged; absent, all of them where the ' +
      'reason is damage and nothing was refused or missing (S0 7.7.3 b).',
  }),
  reason: z.enum(returnReasons).nullable().default(null),
  evidence,
});

/** S0 7.7.2 b–d: the inspection at the door. */
export const inspectionBody = z
  .strictObject({
    agent: z.strictObject({
      name: personName,
      identityDocument: z.strictObject({
        kind: z.enum(['work_badge', 'resident_id', 'other']),
        last4: z.string().regex(/^[0-9A-Za-z]{4}$/, {
          error:
            'must be the last four digits or letters, never more: the number is not kept whole',
        }),
      }),
    }),
    packaging,
    opening: z.enum(['opened', 'declined_by_consumer', 'refused_by_courier']),
    lines: z.array(inspectedLine).min(1).max(200),
    collection: z
      .strictObject({
        amountMinor,
        method: z.enum(['cash', 'pos', 'qr']),
        reference: reference.nullable().default(null),
      })
      .nullable()
      .default(null),
  })
  .meta({
    id: 'Inspection',
    examples: [
      {
        agent: { name: '李雷', identityDocument: { kind: 'work_badge', last4: '0042' } },
        packaging: 'intact',
        opening: 'opened',
        lines: [{ lineNo: 1, accepted: 2, refused: 0, missing: 0 }],
      },
    ],
  });

/** Whoever signs; at the door it may be somebody who may sign for the recipient. */
export const signer = z.strictObject({
  personId: idText.nullable().default(null),
  name: personName.nullable().default(null),
  relation: z
    .enum(['self', 'family', 'colleague', 'reception', 'neighbour', 'pickup_point'])
    .nullable()
    .default(null),
  consent: z.boolean().nullable().default(null),
});

export const signingRole = z.enum(['seller', 'courier', 'consumer']);
const jws = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/,
    'a compact JWS: three parts in base64url with dots between them',
  )
  .max(20_000);

export const signatureBody = z
  .strictObject({
    role: signingRole,
    signer,
    method: z.enum(['jws', 'one_time_code', 'handwritten', 'attested']),
    jws: jws.nullable().default(null),
    code: z
      .string()
      .regex(/^[0-9A-Za-z-]{4,20}$/, 'must be a code: 4 to 20 digits, letters or -')
      .nullable()
      .default(null)
      .meta({ description: 'Used up at the door: what is kept of it is the evidence.' }),
    evidenceDigest: digest.nullable().default(null),
  })
  .refine(({ method, code }) => method !== 'one_time_code' || code !== null, {
    path: ['code'],
    error: 'a signature by one-time code says the code',
  })
  .meta({
    id: 'Signature.Request',
    examples: [
      { role: 'seller', signer: { name: '韩梅梅' }, method: 'attested' },
      {
        role: 'consumer',
        signer: { name: '王小明', relation: 'self' },
        method: 'one_time_code',
        code: '482913',
        evidenceDigest: `sha256:${'0'.repeat(64)}`,
      },
    ],
  });
export type SignatureBody = z.infer<typeof signatureBody>;

export const signaturesBody = z
  .strictObject({ role: signingRole, signer, method: z.literal('jws'), jws })
  .meta({
    id: 'Signatures.Request',
    examples: [
      {
        role: 'courier',
        signer: { name: '李雷' },
        method: 'jws',
        jws: 'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      },
    ],
  });

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

export const refundBody = z
  .strictObject({
    lines: z.array(z.strictObject({ lineNo, quantity })).min(1).max(200).nullable().default(null),
    amountMinor: positiveMinor.nullable().default(null),
    deliveryFeeMinor: amountMinor.nullable().default(null),
    reason: z.enum(returnReasons),
    bearer: z.enum(['seller', 'courier', 'platform', 'consumer']),
    channel: z.enum(['original', 'payout']).nullable().default(null).meta({
      description: 'Null: the way it came, or paid out where it came as cash.',
    }),
  })
  .meta({
    id: 'Refund.Request',
    examples: [{ lines: [{ lineNo: 1, quantity: 1 }], reason: 'quality', bearer: 'seller' }],
  });

export const refundsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(['requested', 'processing', 'succeeded', 'failed', 'unknown']).optional(),
  orderId: idText.optional(),
});
