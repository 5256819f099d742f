import { z } from 'zod';
import { deadlineNames } from '../../../domain/policies/deadline-rules.ts';
import { instant, optionalInstant, responsible, subject, text } from './answer-values.ts';

export const dueAnswer = z
  .looseObject({
    name: z.enum(deadlineNames),
    subject,
    startedAt: instant,
    dueAt: instant,
    graceEndsAt: optionalInstant.meta({
      description: 'Until when a late step is still taken; null where the policy gives no grace.',
    }),
    grace: z.enum(['none', 'running', 'stopped', 'acted']).meta({
      description:
        '`running`: the deadline was missed and ends at `graceEndsAt`, as `/waiting` shows it; it ' +
        'is listed among the running ones. `stopped`: the step was taken in the grace. `acted`: ' +
        'the grace has passed too.',
    }),
    responsible,
    clause: text,
    provisional: z.boolean().meta({ description: 'Past the dates with official holidays.' }),
    state: z.enum(['running', 'met', 'missed', 'stopped']),
    endedAt: optionalInstant,
    onExpiry: text,
    source: z.enum(['promise', 'agreement', 'policy', 'extension', 'pause']).nullable(),
    remindAt: optionalInstant,
    pausedAt: optionalInstant.meta({
      description:
        'Since when an open case holds it up, or since it was last extended meanwhile. When the ' +
        'case is resolved it goes on with the time from here to `dueAt`.',
    }),
  })
  .meta({ id: 'Due' });
