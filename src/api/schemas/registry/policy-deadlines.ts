import { z } from 'zod';
import {
  type DeadlineName,
  deadlineNames,
  expiryActions,
} from '../../../domain/policies/deadline-rules.ts';
import { duration, isoDuration } from '../durations.ts';

const responsible = z.enum([
  'consumer',
  'seller',
  'courier',
  'payment_provider',
  'platform',
  'respondent',
  'liable_party',
]);

/** One rule per deadline, each with the actions that its deadline knows. */
export const deadlineRules = z.strictObject(
  Object.fromEntries(
    deadlineNames.map((name) => [name, deadlineRule(expiryActions[name])]),
  ) as Record<DeadlineName, ReturnType<typeof deadlineRule>>,
);

function deadlineRule(actions: readonly string[]) {
  return z
    .strictObject({
      duration,
      durationByRole: z
        .strictObject({ seller: duration, courier: duration, payment_provider: duration })
        .partial()
        .optional(),
      grace: duration.optional(),
      onExpiry: z.enum(actions as [string, ...string[]]),
      responsible,
      clause: z.string().max(40),
      reminderShare: z.number().gt(0).lt(1).optional(),
      extendableBy: z
        .array(z.enum(['consumer', 'seller', 'courier']))
        .max(3)
        .optional(),
      pausedByCase: z.boolean().optional(),
      escalation: z
        .array(z.strictObject({ after: isoDuration, to: z.enum(['support', 'ops', 'platform']) }))
        .min(1)
        .max(5)
        .optional(),
    })
    .refine(
      ({ extendableBy = [], responsible: party }) => !extendableBy.some((by) => by === party),
      {
        path: ['extendableBy'],
        error: 'nobody extends the time that runs for itself',
      },
    )
    .refine(({ escalation, grace }) => escalation === undefined || grace !== undefined, {
      path: ['escalation'],
      error: 'a chain goes on within the grace: there must be one',
    })
    .refine(
      ({ onExpiry, grace }) => !onExpiry.startsWith('escalate_then_') || grace !== undefined,
      {
        path: ['grace'],
        error: 'what escalates first and acts later needs a grace',
      },
    );
}
