import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import { addFaultSwitch, faultControls } from './faults.ts';
import { answerOnce, answersSchema, fingerprintOf } from './once.ts';
import {
  createServer,
  describeAtRoot,
  idempotencyKeyOf,
  listenOnLoopback,
  SimulatorRefusal,
} from './server.ts';
import { createTextSeal, type TextSeal } from './sealed-text.ts';
import type { Simulator } from './server.ts';

/** Where the mail and short-message service runs and keeps its books. */
export type NotifierSimulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The folder of the books, or `inMemory`. */
  home: string;
  apiKey: string;
  /** How slow the fault `slow` is; default 3000. */
  slowMs?: number;
};

type Message = {
  key: string;
  channel: 'mail' | 'sms';
  recipient: string;
  subject: string | null;
  text: string;
  status: 'accepted' | 'rejected';
  reference: string;
};

const notifierSchema = `
  create table if not exists messages (
    sequence integer primary key autoincrement,
    key text not null unique,
    channel text not null check (channel in ('mail', 'sms')),
    content text not null,
    status text not null check (status in ('accepted', 'rejected')),
    reference text not null unique
  ) strict`;

const messageSchema = z.strictObject({
  channel: z.enum(['mail', 'sms']),
  to: z.string().min(1).max(300),
  subject: z.string().min(1).max(300).nullable(),
  text: z.string().min(1).max(5_000),
});
const messagesQuery = z.strictObject({
  orderRef: z.string().max(300).optional(),
  to: z.string().max(300).optional(),
});

const description = {
  simulator: 'mail and short messages',
  books: { 'GET /messages?orderRef=|to=': 'every message that it took, as it was sent' },
  controls: { ...faultControls },
  sentinels: {
    'an address with rejected, or that ends in 0001': 'refused for good',
    'an address with lost, or that ends in 0002': 'taken, and never answered',
    'an address with swallowed, or that ends in 0003': 'neither taken nor answered the first time',
  },
};

/**
 * A service that takes mails and short messages and delivers none. Addresses can be told to fail:
 * one that contains `rejected` (or ends in 0001) is refused for good, one that contains `lost` (or
 * ends in 0002) is taken without ever an answer, one with `swallowed` (or 0003) neither.
 */
export async function startNotifierSimulator(
  options: NotifierSimulatorOptions,
): Promise<Simulator> {
  const schema = `${notifierSchema};${answersSchema}`;
  const books = openBooks({ home: options.home, name: 'notifier', schema });
  const server = createServer();
  describeAtRoot(server, description);
  const messages = messageBooks(books, createTextSeal(options.apiKey));
  addFaultSwitch(
    server,
    options.slowMs,
  )((scope) => {
    scope.addHook('onRequest', async (request) => demandKey(request, options.apiKey));
    addSending(scope, books, messages);
    addQuery(scope, messages);
  });
  server.get('/messages', (request) => {
    const { orderRef, to } = messagesQuery.parse(request.query);
    const found = messages
      .all()
      .filter(({ key }) => orderRef === undefined || key.split(':').includes(orderRef))
      .filter(({ recipient }) => to === undefined || recipient === to);
    return { messages: found };
  });
  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    async close() {
      await server.close();
      books.close();
    },
  };
}

function demandKey({ headers }: FastifyRequest, apiKey: string): void {
  if (headers.authorization !== `Bearer ${apiKey}`) throw new SimulatorRefusal(401, 'wrong_key');
}

function addSending(scope: FastifyInstance, books: Books, messages: MessageBooks): void {
  const swallowed = new Set<string>();
  scope.post('/v1/messages', (request, reply) => {
    const key = idempotencyKeyOf(request);
    const { to: recipient, ...body } = messageSchema.parse(request.body);
    const behaviour = behaviourOf(recipient);
    // Lost on its way the first time; whoever asks and sends again gets it through.
    if (behaviour === 'swallowed' && !swallowed.has(key)) {
      swallowed.add(key);
      return holdOpen(reply);
    }
    const fingerprint = fingerprintOf('message', { recipient, ...body });
    const status = behaviour === 'rejected' ? 'rejected' : 'accepted';
    const answer = answerOnce(books, { key, fingerprint }, () => {
      const message = { key, recipient, ...body, status, reference: `sim-msg-${randomUUID()}` };
      messages.insert(message as Message);
      return answerOf(message as Message);
    });
    return behaviour === 'lost' ? holdOpen(reply) : answer;
  });
}

function addQuery(scope: FastifyInstance, messages: MessageBooks): void {
  scope.get<{ Params: { key: string } }>('/v1/messages/:key', ({ params }) => {
    const found = messages.all().find(({ key }) => key === params.key);
    if (!found) throw new SimulatorRefusal(404, 'message_not_found');
    return answerOf(found);
  });
}

function behaviourOf(recipient: string): 'taken' | 'rejected' | 'lost' | 'swallowed' {
  if (recipient.includes('rejected') || recipient.endsWith('0001')) return 'rejected';
  if (recipient.includes('lost') || recipient.endsWith('0002')) return 'lost';
  return recipient.includes('swallowed') || recipient.endsWith('0003') ? 'swallowed' : 'taken';
}

function answerOf({ key, status, reference }: Message) {
  return status === 'accepted'
    ? { key, status, reference }
    : { key, status, failure: 'address_rejected' };
}

/** The call is never answered; closing the server ends it. */
function holdOpen(reply: FastifyReply): FastifyReply {
  return reply.hijack();
}

type MessageBooks = {
  insert(message: Message): void;
  /** The oldest first. */
  all(): Message[];
};

/** Messages by their key; what is personal in them lies sealed. */
function messageBooks(books: Books, { seal, open }: TextSeal): MessageBooks {
  return {
    insert({ recipient, subject, text, ...message }) {
      const content = seal(JSON.stringify({ recipient, subject, text }));
      books.runNamed(
        `insert into messages (key, channel, content, status, reference)
          values (:key, :channel, :content, :status, :reference)`,
        { ...message, content },
      );
    },
    all: () =>
      books
        .all<Omit<Message, 'recipient' | 'subject' | 'text'> & { content: string }>(
          'select key, channel, content, status, reference from messages order by sequence',
        )
        .map(
          ({ content, ...message }) => ({ ...message, ...JSON.parse(open(content)) }) as Message,
        ),
  };
}
