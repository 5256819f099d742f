import type { Books } from './books.ts';
import { markPushed, nextDueEvent, nextPushMs } from './carrier-books.ts';
import type { WebhookSender } from './webhooks.ts';

/** Turns planned events into known ones when their time comes, and hands them to the webhooks. */
export type EventPusher = {
  /** To be told after an event was planned. */
  wake(): void;
  close(): void;
};

/** Starts pushing; what an earlier process planned goes on. */
export function createEventPusher(books: Books, webhooks: WebhookSender): EventPusher {
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    clearTimeout(timer);
    const pushMs = nextPushMs(books);
    if (pushMs === null) return;
    timer = setTimeout(pushDue, Math.max(0, pushMs - Date.now()));
  }

  function pushDue(): void {
    const now = Date.now();
    for (let due = nextDueEvent(books, now); due !== undefined; due = nextDueEvent(books, now)) {
      const { sequence, deliveries, ...event } = due;
      books.transaction(() => {
        markPushed(books, sequence);
        // Duplicates carry the same event id and so the same message id.
        for (let sent = 0; sent < deliveries; sent += 1) {
          webhooks.send({ id: event.eventId, body: event });
        }
      });
    }
    wake();
  }

  // What was planned before a restart goes on.
  wake();
  return { wake, close: () => clearTimeout(timer) };
}
