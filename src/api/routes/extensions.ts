import { z } from 'zod';
import { deadlineNames } from '../../domain/policies/deadline-rules.ts';
import { answerCommand } from '../commands/commands.ts';
import { documented, orderCommandRefusals } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { orderAnswer } from '../schemas/answers/order-answer.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import { dryRunQuery, idText, instant, note } from '../schemas/values.ts';

const params = z.strictObject({ id: idText, name: z.enum(deadlineNames) });
const extensionBody = z
  .strictObject({
    until: instant.meta({
      description:
        'The new due time, later than it is now. Where an open case holds the deadline up, later ' +
        'than it would be if the case were resolved now; it then ends no earlier than this: what ' +
        'it goes on standing still, from the extension (`pausedAt`) to the resolution, is added.',
    }),
    reason: note,
    subjectId: idText
      .nullable()
      .default(null)
      .meta({ description: 'Which, where several shipments have a deadline of that name.' }),
  })
  .meta({
    id: 'Extension',
    examples: [{ until: '2026-12-01T09:00:00.000Z', reason: '台风, 次日送达' }],
  });

/** More time for a running deadline (S0 6.6). */
export function addExtensionRoute(app: Door, parts: Parts): void {
  app.post(
    '/v1/orders/:id/deadlines/:name/extension',
    {
      config: { right: 'extendDeadline', subject: 'order' },
      schema: documented(
        {
          tag: 'orders',
          summary: 'Give a running deadline more time, by support or whom it protects (S0 6.6)',
          description:
            'Who may besides support is the deadline’s `extendableBy` in the order’s policy. ' +
            'With `dryRun=true`: 200 and what would happen; the key is not consumed.',
          answers: { 200: orderAnswer.or(dryRunAnswer) },
          isCommand: true,
          refusals: [
            ...orderCommandRefusals,
            'deadline_not_running',
            'deadline_ambiguous',
            'extension_not_later',
          ],
        },
        { params, querystring: dryRunQuery, body: extensionBody },
      ),
    },
    (request, reply) => {
      const { until, reason, subjectId } = request.body;
      const { name: deadline } = request.params;
      return answerCommand(parts, request, reply, {
        make: (sealer) => ({
          name: 'extendDeadline',
          deadline,
          subjectId,
          until,
          reason: sealer.text(reason),
        }),
      });
    },
  );
}
