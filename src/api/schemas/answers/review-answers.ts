import { z } from 'zod';
import { instant, text } from './answer-values.ts';

export const reReviewAnswer = z
  .looseObject({
    asOf: instant,
    reviewed: z.int(),
    suspended: z.int(),
    reminded: z.int(),
  })
  .meta({ id: 'ReReview' });

export const reReviewPreviewAnswer = z
  .looseObject({
    asOf: instant,
    reviewed: z.int(),
    suspended: z.int(),
    reminded: z.int(),
    wouldSuspend: z.array(z.looseObject({ partyId: text, role: text, cause: text })),
    wouldRemind: z.array(
      z.looseObject({ partyId: text, role: text, reason: text, subjectId: text, dueOn: text }),
    ),
    isComplete: z
      .boolean()
      .meta({ description: 'Whether the two lists name all that is counted.' }),
  })
  .meta({ id: 'ReReviewPreview' });
