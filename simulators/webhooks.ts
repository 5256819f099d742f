import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Books } from './books.ts';
import { webhookHeaders } from './webhook-signature.ts';

const attemptsMax = 10;
const attemptTimeoutMs = 5_000;
const backOffMaxMs = 60_000;

/** The tables that a webhook sender needs in the simulator's books. */
export const webhooksSchema = `
  create table if not exists webhook_target (
    only integer primary key check (only = 1),
    url text not null
  ) strict;
  create table if not exists webhooks (
    sequence integer primary key autoincrement,
    id text not null,
    body text not null,
    attempts integer not null default 0,
    next_attempt_ms integer not null,
    delivered integer not null default 0
  ) strict`;

type WebhookRow = { sequence: number; id: string; body: string; attempts: number };

/** What a sender needs to know besides its target. */
export type WebhookSenderOptions = {
  books: Books;
  /** Appended to the target, e.g. `/v1/webhooks/payment`. */
  path: string;
  /** Base64, with or without `whsec_`. */
  secret: string;
  /** The first pause after a failed attempt; it doubles up to a minute. Default 500 ms. */
  retryBaseMs?: number;
};

/**
 * Sends signed webhooks to the target, one at a time and in order, each up to ten times with
 * growing pauses. Messages, attempts and target are in the books, so they survive a restart.
 * Without a target messages wait.
 */
export type WebhookSender = {
  /** Keeps the message (part of the caller's transaction, if any) and sends it soon. */
  send(message: { id: string; body: unknown }): void;
  /** Tells where the engine is; what was not delivered yet gets all its attempts again. */
  setTarget(url: string): void;
  close(): Promise<void>;
};

/** Starts sending; what an earlier process left undelivered goes on. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { books, retryBaseMs = 500 } = options;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  function wake(afterMs = 0): void {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    timer = setTimeout(() => {
      running ??= deliverDue().finally(() => {
        running = undefined;
        scheduleNext();
      });
    }, afterMs);
  }

  function scheduleNext(): void {
    const next = books.one<{ ms: number | null }>(
      'select min(next_attempt_ms) as ms from webhooks where delivered = 0 and attempts < ?',
      attemptsMax,
    )?.ms;
    if (targetOf(books) === null || typeof next !== 'number') return;
    wake(Math.max(0, next - Date.now()));
  }

  async function deliverDue(): Promise<void> {
    for (let row = nextDue(books); row !== undefined; row = nextDue(books)) {
      const target = targetOf(books);
      if (target === null || closing.signal.aborted) return;
      const delivered = await attempt(options, { target, row, closing: closing.signal });
      if (closing.signal.aborted) return;
      const pauseMs = Math.min(retryBaseMs * 2 ** row.attempts, backOffMaxMs);
      recordAttempt(books, { row, delivered, nextAttemptMs: Date.now() + pauseMs });
    }
  }

  // What an earlier process could not deliver goes out now.
  scheduleNext();

  return {
    send({ id, body }) {
      books.run(
        'insert into webhooks (id, body, next_attempt_ms) values (?, ?, ?)',
        id,
        JSON.stringify(body),
        Date.now(),
      );
      wake();
    },
    setTarget(url) {
      saveTarget(books, url);
      wake();
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

const targetSchema = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

/** The same in the self-description of a simulator. */
export const webhookControls = {
  'PUT /webhook-target {"url"}': 'where its signed webhooks go: the base URL of Luyue',
} as const;

/** Adds `PUT /webhook-target {url}`: the engine's base URL. */
export function addWebhookTarget(server: FastifyInstance, sender: WebhookSender): void {
  server.put('/webhook-target', (request) => {
    const target = targetSchema.parse(request.body);
    sender.setTarget(target.url);
    return target;
  });
}

function targetOf(books: Books): string | null {
  return books.one<{ url: string }>('select url from webhook_target')?.url ?? null;
}

function saveTarget(books: Books, url: string): void {
  books.transaction(() => {
    books.run(
      `insert into webhook_target (only, url) values (1, ?)
        on conflict do update set url = excluded.url`,
      url.replace(/\/+$/, ''),
    );
    books.run(
      'update webhooks set attempts = 0, next_attempt_ms = ? where delivered = 0',
      Date.now(),
    );
  });
}

function nextDue(books: Books): WebhookRow | undefined {
  return books.one<WebhookRow>(
    `select sequence, id, body, attempts from webhooks
      where delivered = 0 and attempts < ? and next_attempt_ms <= ?
      order by next_attempt_ms, sequence limit 1`,
    attemptsMax,
    Date.now(),
  );
}

function recordAttempt(
  books: Books,
  attempted: { row: WebhookRow; delivered: boolean; nextAttemptMs: number },
): void {
  books.run(
    `update webhooks set attempts = attempts + 1, delivered = ?, next_attempt_ms = ?
      where sequence = ?`,
    attempted.delivered ? 1 : 0,
    attempted.nextAttemptMs,
    attempted.row.sequence,
  );
}

async function attempt(
  { path, secret }: WebhookSenderOptions,
  to: { target: string; row: WebhookRow; closing: AbortSignal },
): Promise<boolean> {
  const { id, body } = to.row;
  const timestampSeconds = Math.floor(Date.now() / 1_000);
  try {
    const response = await fetch(`${to.target}${path}`, {
      method: 'POST',
      headers: webhookHeaders(secret, { id, timestampSeconds, body }),
      body,
      redirect: 'manual',
      signal: AbortSignal.any([to.closing, AbortSignal.timeout(attemptTimeoutMs)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Whatever went wrong, the message was not confirmed and is sent again.
    return false;
  }
}
