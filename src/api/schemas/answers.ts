import { z } from 'zod';
import { orderStatuses, shipmentStatuses } from '../../domain/order.ts';
import { deadlineNames } from '../../domain/policies/policy.ts';

import { invoiceAnswer } from './invoices.ts';

/** What is answered (design §5). More fields may be added, none is renamed or taken away. */

const text = z.string();
const optionalText = z.string().nullable();
const instant = z.iso.datetime();
const optionalInstant = instant.nullable();
const minor = z.int();
const evidence = z.array(
  z.looseObject({ digest: text, mediaType: text, url: optionalText.optional() }),
);

export const subject = z
  .looseObject({
    type: z.enum(['order', 'shipment', 'document', 'refund', 'case', 'payment', 'invoice']),
    id: text,
  })
  .meta({ id: 'Subject' });

/** Parties of a running order that would get no new one (S0 5.4). */
const partyWarnings = z.array(
  z.looseObject({
    partyId: text,
    role: text,
    problem: z.enum([
      'not_approved',
      'suspended',
      'qualification_missing',
      'qualification_expired',
      'qualification_revoked',
    ]),
    kind: optionalText,
    since: optionalInstant,
  }),
);

const responsible = z.looseObject({ role: text, partyId: optionalText });

export const dueAnswer = z
  .looseObject({
    name: z.enum(deadlineNames),
    subject,
    startedAt: instant,
    dueAt: instant,
    graceEndsAt: optionalInstant.meta({
      description: 'Until when a late step is still taken; null where the policy gives no grace.',
    }),
    grace: z.enum(['none', 'running', 'stopped', 'acted']).meta({
      description:
        '`running`: the deadline was missed and ends at `graceEndsAt`, as `/waiting` shows it; it ' +
        'is listed among the running ones. `stopped`: the step was taken in the grace. `acted`: ' +
        'the grace has passed too.',
    }),
    responsible,
    clause: text,
    provisional: z.boolean().meta({ description: 'Past the dates with official holidays.' }),
    state: z.enum(['running', 'met', 'missed', 'stopped']),
    endedAt: optionalInstant,
    onExpiry: text,
    source: z.enum(['promise', 'agreement', 'policy', 'extension', 'pause']).nullable(),
    remindAt: optionalInstant,
    pausedAt: optionalInstant.meta({
      description:
        'Since when an open case holds it up, or since it was last extended meanwhile. When the ' +
        'case is resolved it goes on with the time from here to `dueAt`.',
    }),
  })
  .meta({ id: 'Due' });

export const shipmentSummary = z.looseObject({
  id: text,
  direction: z.enum(['outbound', 'return', 'replacement']),
  status: z.enum(shipmentStatuses),
  courierId: optionalText,
  originShipmentId: optionalText,
  caseId: optionalText.optional(),
});

const refundKind = z.enum(['refund', 'compensation', 'surplus']).meta({
  description:
    'A compensation is paid beside what is given back of what was paid; a surplus is what the ' +
    'provider took beyond the price.',
});
const refundStatus = z.enum(['requested', 'processing', 'succeeded', 'failed', 'unknown']);

const paymentStatus = z.enum([
  'none',
  'requires_action',
  'authorizing',
  'authorized',
  'authorization_expired',
  'captured',
  'capture_failed',
  'partly_refunded',
  'refunded',
  'voided',
  'declined',
  'unknown',
  'charged_back',
  'collection_due',
  'collected',
]);

const orderLine = z.looseObject({
  lineNo: z.int(),
  sku: text,
  name: text,
  quantity: z.int(),
  unit: text,
  unitPriceMinor: minor,
  pricePer: z.int(),
  discountMinor: minor,
  handling: z.array(text),
  ordered: z.int(),
  confirmed: z.int(),
  planned: z.int(),
  cancelled: z.int(),
  handedOver: z.int(),
  accepted: z.int(),
  refused: z.int(),
  missing: z.int(),
  refusedBack: z.int().meta({
    description: 'Of those refused or undeliverable: back at the seller by a signed note.',
  }),
  returnedAfterSale: z.int(),
  refundedMinor: minor,
  withdrawn: z.int().meta({
    description: 'Units that amendments took out of the offer; `quantity` stays what was ordered.',
  }),
  dropped: z.int().optional().meta({
    description: 'Those of the withdrawn that were taken out before they were paid.',
  }),
  allocations: z
    .array(z.looseObject({ warehouse: text, quantity: z.int() }))
    .meta({ description: 'From which warehouse how much comes, as the stock keeper told.' }),
});

export const orderAnswer = z
  .looseObject({
    id: text,
    platformOrderNo: text,
    status: z.enum(orderStatuses),
    statusReason: optionalText,
    version: z.int(),
    placedAt: instant,
    sellerId: text,
    courierId: optionalText,
    policy: z.looseObject({ name: text, version: z.int() }),
    totals: z.looseObject({
      goodsMinor: minor,
      discountMinor: minor,
      deliveryFeeMinor: minor,
      taxMinor: minor,
      totalMinor: minor,
      currency: text,
    }),
    payment: z.looseObject({
      timing: text,
      method: text,
      status: paymentStatus,
      remittance: z.enum(['none', 'due', 'remitted']),
      authorizedMinor: minor,
      capturedMinor: minor,
      refundedMinor: minor,
      nextAction: z
        .looseObject({ type: z.enum(['qr', 'redirect', 'app']), value: text, expiresAt: instant })
        .nullable(),
      attemptsLeft: z.int(),
    }),
    recipient: z
      .looseObject({ name: z.unknown(), phone: z.unknown(), address: z.unknown() })
      .nullable()
      .meta({ description: 'Clear, masked or `***`, by the reader’s role.' }),
    lines: z.array(orderLine),
    amendment: z
      .looseObject({
        version: z.int(),
        proposedBy: z.enum(['seller', 'stock']).optional(),
        status: z.enum(['proposed', 'accepted', 'declined', 'expired', 'withdrawn']),
        lines: z.array(z.looseObject({ lineNo: z.int(), quantity: z.int() })),
        totals: z.looseObject({
          goodsMinor: minor,
          discountMinor: minor,
          taxMinor: minor,
          totalMinor: minor,
        }),
        proposedAt: instant,
        decidedAt: optionalInstant,
      })
      .nullable(),
    shipments: z.array(shipmentSummary),
    returns: z.array(z.unknown()),
    complaints: z.array(z.unknown()),
    refunds: z.array(
      z.looseObject({
        id: text,
        kind: refundKind,
        status: refundStatus,
        amountMinor: minor,
        reason: text,
      }),
    ),
    cases: z.array(z.looseObject({ id: text, kind: text, status: text })),
    invoice: z
      .looseObject({ kind: text, title: z.unknown() })
      .nullable()
      .meta({ description: 'As asked for when placed; clear or masked by the reader’s role.' }),
    invoices: z.array(invoiceAnswer),
    escalated: z.boolean(),
    frozen: z.boolean(),
    due: z.array(dueAnswer),
    partyWarnings: partyWarnings.optional(),
  })
  .meta({ id: 'Order' });

/** Named on the note, or else who signed for that side. */
const custodian = z
  .looseObject({ name: z.unknown(), personId: optionalText, by: z.enum(['note', 'signature']) })
  .nullable();

export const documentAnswer = z
  .looseObject({
    id: text,
    orderId: text,
    shipmentId: optionalText.meta({ description: 'Null for an offer: it is the order’s own.' }),
    kind: z.enum(['handover_note', 'delivery_note', 'return_to_seller_note', 'offer']),
    issuerId: text.meta({ description: 'The party whose series the number is of.' }),
    number: text,
    version: z.int(),
    status: z.enum(['issued', 'partly_signed', 'signed', 'confirmed', 'void']),
    digest: text,
    content: z
      .record(text, z.unknown())
      .meta({ description: 'Its canonical JSON has the digest.' }),
    sealed: z.unknown().meta({ description: 'The personal fields and their salt, by role.' }),
    completedAt: optionalInstant.meta({ description: 'When the second side signed.' }),
    custodians: z
      .looseObject({ seller: custodian, courier: custodian })
      .nullable()
      .meta({ description: 'Who keeps the documents of each side (S0 6.7.2 c).' }),
    signatures: z.array(
      z.looseObject({
        role: z.enum(['seller', 'courier', 'consumer']),
        signer: z.looseObject({ personId: optionalText, name: z.unknown() }),
        method: z.enum(['jws', 'one_time_code', 'handwritten', 'attested']),
        keyId: optionalText,
        signedAt: instant,
        recordedAt: instant,
      }),
    ),
  })
  .meta({ id: 'Document' });

/** Bytes: its media type stands in the published document instead of JSON's. */
export const pdfAnswer = z.string().meta({ contentMediaType: 'application/pdf' });

export const refundAnswer = z
  .looseObject({
    id: text,
    orderId: text,
    kind: refundKind,
    status: refundStatus,
    amountMinor: minor,
    deliveryFeeMinor: minor,
    currency: text,
    reason: text,
    bearer: text,
    channel: text,
    lines: z.array(z.looseObject({ lineNo: z.int(), quantity: z.int(), amountMinor: minor })),
    requestedAt: instant,
    finishedAt: optionalInstant,
    failure: optionalText,
  })
  .meta({ id: 'Refund' });

export const caseAnswer = z
  .looseObject({
    id: text,
    orderId: optionalText,
    kind: text,
    subject,
    respondent: responsible,
    status: z.enum(['open', 'resolved']),
    details: z.record(text, z.unknown()),
    openedAt: instant,
    resolvedAt: optionalInstant,
    resolution: z.record(text, z.unknown()).nullable(),
    answer: z
      .looseObject({
        position: z.enum(['accept', 'contest']),
        proposal: z.enum(['reship', 'refund', 'part_refund', 'reject']).nullable(),
        text: z.unknown(),
        evidence,
        at: instant,
      })
      .nullable(),
    evidence,
    due: z.array(dueAnswer),
  })
  .meta({ id: 'Case' });

export const paymentAnswer = z
  .looseObject({
    id: text,
    kind: z.enum([
      'authorization',
      'capture',
      'void',
      'refund',
      'compensation',
      'collection',
      'remittance',
      'settlement',
    ]),
    method: text,
    status: text,
    amountMinor: minor,
    currency: text,
    providerReference: optionalText,
    at: instant,
    failure: optionalText,
  })
  .meta({ id: 'Payment' });

export const waitingAnswer = z
  .looseObject({
    status: z.enum(orderStatuses),
    waitingFor: z.array(
      z.looseObject({
        what: text,
        summary: text.meta({ description: '`what` in plain words.' }),
        subject,
        responsible,
        dueAt: optionalInstant,
        clause: text,
        action: z.looseObject({ method: text, path: text, role: text }).nullable(),
      }),
    ),
    partyWarnings,
  })
  .meta({ id: 'Waiting' });

export const refundableAnswer = z
  .looseObject({
    amountMinor: minor,
    deliveryFeeMinor: minor,
    currency: text,
    lines: z.array(z.looseObject({ lineNo: z.int(), quantity: z.int(), amountMinor: minor })),
  })
  .meta({ id: 'Refundable' });

/** A page of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.looseObject({ data: z.array(item), nextCursor: optionalText });

export const problemAnswer = z.looseObject({
  type: text,
  title: text,
  status: z.int(),
  detail: text,
  code: text,
  errors: z.array(z.looseObject({ pointer: text, code: text, message: text })).optional(),
});

export const dryRunAnswer = z
  .looseObject({
    wouldSucceed: z.boolean(),
    problems: z.array(problemAnswer),
    effects: z.array(z.looseObject({ what: text })),
    codDueMinor: minor.optional(),
    codParts: z.looseObject({ goodsMinor: minor, deliveryFeeMinor: minor }).optional(),
  })
  .meta({ id: 'DryRun' });

export const resultsAnswer = z
  .looseObject({
    results: z.array(
      z.looseObject({ id: text, status: z.int(), problem: problemAnswer.optional() }),
    ),
  })
  .meta({ id: 'Results', description: 'One result per object; a repeat completes the rest.' });
