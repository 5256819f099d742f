import { z } from 'zod';
import { shipmentStatuses } from '../../../domain/order.ts';
import { declineReasons } from '../../../domain/shipments/courier-decision.ts';
import { interceptionReasons } from '../../../domain/shipments/calling-off.ts';
import {
  idText,
  instant,
  lineNo,
  optionalNote,
  pageQuery,
  quantity,
  waybillNo,
} from '../values.ts';

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
