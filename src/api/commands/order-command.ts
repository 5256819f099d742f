import type { z } from 'zod';
import type { Command } from '../../domain/commands.ts';
import type { RefusalCode } from '../../domain/errors.ts';
import type { Subject } from '../../domain/order.ts';
import type { Action as Right } from '../../domain/rights.ts';
import { callerOf, type SubjectType } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { answerCommand } from './commands.ts';
import { documented, orderCommandRefusals } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';
import type { Sealer } from './sealing.ts';

/** A route whose body becomes one command of one order. */
export interface CommandRoute<Body extends z.ZodType> {
  /** With `:id` for the object that it is about. */
  url: string;
  right: Right;
  subject: SubjectType;
  tag: string;
  summary: string;
  /** What the summary does not say. */
  description?: string;
  body: Body;
  answer: z.ZodType;
  /** Refusals besides those that any command of an order may meet. */
  refusals: readonly RefusalCode[];
  /** Where the new resource is: the answer is 201. */
  created?: (subject: Subject, id: string) => string;
  atTheDoor?: boolean;
  make: (asked: { id: string; body: z.infer<Body>; sealer: Sealer; caller: Caller }) => Command;
}

const ofDryRun = 'With `dryRun=true`: 200 and what would happen; the key is not consumed.';

/** Adds a command route: its checks, its documentation and its way to the order's workflow. */
export function addCommand<Body extends z.ZodType>(
  app: Door,
  parts: Parts,
  route: CommandRoute<Body>,
): void {
  const { url, right, subject, tag, summary, body, created } = route;
  const succeeded = created ? 201 : 200;
  const documentation = {
    tag,
    summary,
    description: `${route.description ? `${route.description} ` : ''}${ofDryRun}`,
    answers: created
      ? { 200: dryRunAnswer, [succeeded]: route.answer }
      : { 200: route.answer.or(dryRunAnswer) },
    isCommand: true,
    refusals: [...orderCommandRefusals, ...route.refusals],
  };
  app.post(
    url,
    {
      config: { right, subject },
      schema: documented(documentation, { params: idParams, querystring: dryRunQuery, body }),
    },
    (request, reply) => {
      const { id } = request.params;
      return answerCommand(parts, request, reply, {
        make: (sealer) => {
          const body = request.body as z.infer<Body>;
          return route.make({ id, body, sealer, caller: callerOf(request) });
        },
        created: created ? (made) => created(made, id) : undefined,
        atTheDoor: route.atTheDoor,
      });
    },
  );
}
