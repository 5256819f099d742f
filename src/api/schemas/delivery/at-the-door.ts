import { z } from 'zod';
import { returnReasons } from '../../../domain/policies/policy.ts';
import {
  amountMinor,
  channel,
  evidence,
  instant,
  line,
  lineNo,
  optionalNote,
  packaging,
  personName,
  quantityOrNone,
  reference,
} from '../values.ts';

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
