import { z } from 'zod';
import { instant, text } from './answer-values.ts';

export const policyAnswer = z
  .looseObject({ name: text, version: z.int(), zone: text, deadlines: z.record(text, z.unknown()) })
  .meta({ id: 'Policy' });

export const policyDryRunAnswer = z
  .looseObject({
    wouldDiffer: z.array(
      z.looseObject({
        orderId: text,
        deadline: text,
        subjectId: text,
        from: instant,
        to: instant,
      }),
    ),
    ordersChecked: z.int(),
    isComplete: z.boolean().meta({ description: 'Whether all open orders were looked at.' }),
  })
  .meta({ id: 'PolicyDryRun' });

export const serviceLevelsAnswer = z
  .looseObject({
    policy: z.looseObject({ name: text, version: z.int(), zone: text }),
    prose: z
      .looseObject({ zh: z.array(text), en: z.array(text) })
      .meta({ description: 'A sentence for each deadline, in their order.' }),
    promises: z
      .looseObject({ zh: z.array(text), en: z.array(text) })
      .meta({ description: 'What is promised besides.' }),
    deadlines: z.array(z.looseObject({ name: text })),
  })
  .meta({ id: 'ServiceLevels' });
