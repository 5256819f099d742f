import { z } from 'zod';
import {
  evidence,
  instant,
  optionalInstant,
  optionalText,
  responsible,
  subject,
  text,
} from './answer-values.ts';
import { dueAnswer } from './deadline-answer.ts';

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
