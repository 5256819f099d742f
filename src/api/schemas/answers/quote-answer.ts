import { z } from 'zod';
import { optionalText, text } from './answer-values.ts';
import { dueAnswer } from './deadline-answer.ts';
import { orderTotals } from './order-answer.ts';
import { problemAnswer } from './problem-answers.ts';

export const quoteAnswer = z
  .looseObject({
    wouldSucceed: z.boolean(),
    problems: z.array(problemAnswer),
    totals: orderTotals,
    offerDigest: optionalText.meta({ description: 'What the consumer confirms (S0 9.4 a).' }),
    offer: z.looseObject({}).nullable(),
    policy: z.looseObject({ name: text, version: z.int() }).nullable(),
    due: z
      .array(
        dueAnswer
          .extend({
            state: z.enum(['running', 'met', 'missed', 'stopped', 'expected']),
            isEstimate: z.boolean(),
          })
          .meta({ id: 'QuotedDeadline' }),
      )
      .meta({
        description:
          'What would run at once, then, with `isEstimate`, what starts later: as if every step ' +
          'before took all of its time. What takes its time once something happens (an ' +
          'appointment, a refund) is not among them.',
      }),
  })
  .meta({ id: 'Quote' });
