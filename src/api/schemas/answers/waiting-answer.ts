import { z } from 'zod';
import { orderStatuses } from '../../../domain/order.ts';
import { optionalInstant, optionalText, responsible, subject, text } from './answer-values.ts';

/** Parties of a running order that would get no new one (S0 5.4). */
export const partyWarnings = z.array(
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
