import { z } from 'zod';
import { callNeighbour, callRepeatable, neighbourUrl, parseAnswer } from '../neighbour.ts';
import type { MessageOutcome, Notifier } from './port.ts';

const neighbour = 'notifier';
const defaultTimeoutMs = 8_000;

const text = z.string().min(1).max(500);
const messageSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('accepted'), key: text, reference: text }),
  z.object({
    status: z.literal('rejected'),
    key: text,
    failure: z.string().regex(/^[a-z_]{1,60}$/),
  }),
]);
const notFoundSchema = z.object({ code: z.literal('message_not_found') });

/** Where the service is and how long one call may take (default 8000 ms). */
export type HttpNotifierOptions = { url: string; apiKey: string; timeoutMs?: number };

/** The mail and short-message service over HTTP; keeps the promises of `Notifier`. */
export function createHttpNotifier(options: HttpNotifierOptions): Notifier {
  const { apiKey, timeoutMs = defaultTimeoutMs } = options;
  const base = { neighbour, apiKey, timeoutMs };
  return {
    async send({ key, ...body }) {
      const url = neighbourUrl(options.url, '/v1/messages');
      const answer = await callNeighbour({ ...base, method: 'POST', url, key, body });
      if (answer.kind === 'lost') return { status: 'unknown', failure: answer.failure };
      const parsed = messageSchema.safeParse(answer.body);
      // An answer that we cannot read, or that is about another message, proves nothing about ours.
      if (!parsed.success || parsed.data.key !== key) {
        return { status: 'unknown', failure: 'unreadable_answer' };
      }
      return outcomeOf(parsed.data);
    },
    async query({ key }) {
      const url = neighbourUrl(options.url, `/v1/messages/${encodeURIComponent(key)}`);
      const answer = await callRepeatable({ ...base, method: 'GET', url, expected: [404] });
      if (answer.status === 404) {
        // Only the service's own word counts: a proxy's 404 must not pass for "never arrived".
        parseAnswer(neighbour, notFoundSchema, answer.body);
        return { status: 'not_found' };
      }
      return outcomeOf(parseAnswer(neighbour, messageSchema, answer.body));
    },
  };
}

function outcomeOf(message: z.infer<typeof messageSchema>): MessageOutcome {
  return message.status === 'accepted'
    ? { status: 'sent', reference: message.reference }
    : { status: 'rejected', failure: message.failure };
}
