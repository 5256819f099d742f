import { z } from 'zod';
import { shipmentStatuses } from '../../../domain/order.ts';
import { evidence, instant, minor, optionalInstant, optionalText, text } from './answer-values.ts';

export const shipmentSummary = z.looseObject({
  id: text,
  direction: z.enum(['outbound', 'return', 'replacement']),
  status: z.enum(shipmentStatuses),
  courierId: optionalText,
  originShipmentId: optionalText,
  caseId: optionalText.optional(),
});

export const codParts = z.looseObject({ goodsMinor: minor, deliveryFeeMinor: minor });

const appointment = z.looseObject({
  from: instant,
  to: instant,
  place: z.unknown(),
  madeAt: instant,
  madeBy: z.enum(['courier', 'consumer']),
});

export const shipmentAnswer = z
  .looseObject({
    ...shipmentSummary.shape,
    orderId: text,
    courierService: optionalText,
    waybillNo: optionalText,
    codDueMinor: minor.nullable().meta({
      description:
        'What is collected here if all of it is accepted and no other door of the order is paid ' +
        'before; null where nothing is paid at the door. The first door where anything is kept ' +
        'takes the delivery fee; where a price does not divide by the units, a door that is paid ' +
        'later may take a minor unit per line less.',
    }),
    codParts: codParts.nullable().meta({
      description: 'What it is made of, as long as it is to be collected.',
    }),
    lines: z.array(
      z.looseObject({
        lineNo: z.int(),
        quantity: z.int(),
        accepted: z.int(),
        refused: z.int(),
        missing: z.int(),
      }),
    ),
    attempts: z.array(
      z.looseObject({
        attemptNo: z.int(),
        at: instant,
        outcome: text,
        note: z.unknown(),
        evidence,
        counted: z.boolean().meta({
          description:
            'Whether it is one of those after which the goods go back. False outside of the ' +
            'agreed time, by force majeure, and where the consumer had it put off (S0 7.7.2 a).',
        }),
      }),
    ),
    appointment: appointment.nullable(),
    earlierAppointments: z.array(
      appointment.extend({
        endedAt: instant,
        endedBy: z.enum(['rescheduled', 'attempt_failed', 'left_unattended']),
      }),
    ),
    unattended: z
      .looseObject({
        place: z.looseObject({
          kind: z.enum(['locker', 'pickup_point', 'doorstep']),
          operator: z.unknown(),
        }),
        evidence,
        leftAt: instant,
        storedUntil: instant,
        collectedAt: optionalInstant,
      })
      .nullable(),
    reportedDeliveredAt: optionalInstant.meta({
      description: 'The courier says so, and no note says who took the goods.',
    }),
    damagedAt: optionalInstant.meta({ description: 'When the carriage reported damage.' }),
    documents: z.array(z.looseObject({ id: text, kind: text, status: text })),
  })
  .meta({ id: 'Shipment' });

/** A shipment after a report of the carriage, and whether that has moved it. */
export const trackedShipmentAnswer = shipmentAnswer
  .extend({
    moved: z.boolean(),
    unmovedBecause: z
      .enum(['unknown_code', 'reported_before', 'changes_nothing_now', 'order_frozen'])
      .optional()
      .meta({
        description:
          'Of a report that was kept and moved nothing. `order_frozen`: acted on as soon as support ' +
          'has resolved the case of the order.',
      }),
  })
  .meta({ id: 'TrackedShipment' });

export const trackingEventAnswer = z
  .looseObject({
    eventId: text,
    code: text,
    at: instant,
    place: z.unknown(),
    recordedAt: instant,
    moved: z.boolean(),
  })
  .meta({ id: 'TrackingEvent' });
