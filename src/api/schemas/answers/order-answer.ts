import { z } from 'zod';
import { orderStatuses } from '../../../domain/order.ts';
import { invoiceAnswer } from '../invoices.ts';
import { instant, minor, optionalInstant, optionalText, text } from './answer-values.ts';
import { dueAnswer } from './deadline-answer.ts';
import { paymentStatus } from './payment-answer.ts';
import { refundKind, refundStatus } from './refund-answers.ts';
import { shipmentSummary } from './shipment-answers.ts';
import { partyWarnings } from './waiting-answer.ts';

export const orderTotals = z.looseObject({
  goodsMinor: minor,
  discountMinor: minor,
  deliveryFeeMinor: minor,
  taxMinor: minor,
  totalMinor: minor,
  currency: text,
});

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
    totals: orderTotals,
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
