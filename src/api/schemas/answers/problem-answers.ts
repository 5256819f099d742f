import { z } from 'zod';
import { minor, text } from './answer-values.ts';
import { codParts } from './shipment-answers.ts';

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
    codParts: codParts.optional(),
  })
  .meta({ id: 'DryRun' });

export const resultsAnswer = z
  .looseObject({
    results: z.array(
      z.looseObject({ id: text, status: z.int(), problem: problemAnswer.optional() }),
    ),
  })
  .meta({ id: 'Results', description: 'One result per object; a repeat completes the rest.' });
