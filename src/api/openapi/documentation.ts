import { z } from 'zod';
import type { FastifySchema } from 'fastify';
import type { RefusalCode } from '../../domain/errors.ts';
import { problemsByCode } from '../problems.ts';
import { problemAnswer } from '../schemas/answers/problem-answers.ts';

/** What OpenAPI tells of a route. The codes that any route may answer are added here. */
export interface Documentation {
  tag: string;
  summary: string;
  description?: string;
  answers: Record<number, z.ZodType>;
  refusals?: readonly RefusalCode[];
  /** A command: it wants a key. */
  isCommand?: boolean;
  isPublic?: boolean;
}

type Checked = Pick<FastifySchema, 'params' | 'querystring' | 'body'>;

const always: readonly RefusalCode[] = ['malformed_request', 'rate_limited', 'engine_unavailable'];
const forPrincipals: readonly RefusalCode[] = ['unauthenticated', 'role_not_allowed'];
const forCommands: readonly RefusalCode[] = [
  'idempotency_key_missing',
  'idempotency_key_reused',
  'too_large',
  'unsupported_media_type',
];
/** What any command of an order may answer besides its own rules. */
export const orderCommandRefusals: readonly RefusalCode[] = [
  'not_found',
  'version_mismatch',
  'wrong_order_status',
  'order_frozen',
  'deadline_passed',
];

/** The schema of a route: what is checked on the way in, and what is published about it. */
export function documented<Schemas extends Checked>(
  documentation: Documentation,
  schemas: Schemas = {} as Schemas,
): Schemas & FastifySchema {
  const { tag, summary, description, answers, isPublic = false } = documentation;
  const codes = new Set<RefusalCode>([
    ...always,
    ...(isPublic ? [] : forPrincipals),
    ...(documentation.isCommand ? forCommands : []),
    ...(documentation.refusals ?? []),
  ]);
  return {
    // A parameter that is not told of is refused: `?dryRun=true` never executes unnoticed.
    querystring: z.strictObject({}),
    ...schemas,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: isPublic ? [] : [{ bearer: [] }],
    response: { ...problemAnswers([...codes]), ...answers },
  };
}

function problemAnswers(codes: readonly RefusalCode[]): Record<number, z.ZodType> {
  const statusOf = (code: RefusalCode): number => problemsByCode[code].status;
  const statuses = [...new Set(codes.map(statusOf))];
  const problems = statuses.map((status) => [
    status,
    problem(codes.filter((code) => statusOf(code) === status)),
  ]);
  return { ...Object.fromEntries(problems), 500: problem(['internal_error']) };
}

function problem(codes: readonly string[]): z.ZodType {
  return problemAnswer.extend({ code: z.enum(codes as [string, ...string[]]) }).meta({
    description: codes.map((code) => `\`${code}\``).join(', '),
  });
}
