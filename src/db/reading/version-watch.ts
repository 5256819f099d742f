import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from 'postgres';

/** Waits for changes of orders, for all callers of a process together. */
export interface VersionWatch {
  /**
   * The order's version as soon as it is above the given one, else its version when the time is
   * up; null for an order that does not exist. Rejects if the database cannot be asked.
   */
  waitForVersion(request: {
    orderId: string;
    above: number;
    waitMs: number;
  }): Promise<number | null>;
  /** Answers everybody with what is known and stops asking. */
  close(): void;
}

interface Waiter {
  orderId: string;
  above: number;
  endsAtMs: number;
  resolve: (version: number | null) => void;
  reject: (error: unknown) => void;
}

/** How often all watched orders are looked at, by one query for the whole process. */
const lookEveryMs = 200;

/** A watch over a pool. It asks only while somebody waits; make one per process. */
export function createVersionWatch(sql: Sql): VersionWatch {
  const waiters = new Set<Waiter>();
  let asking = false;
  let closed = false;

  const answer = (waiter: Waiter, version: number | null): void => {
    waiters.delete(waiter);
    waiter.resolve(version);
  };

  async function look(): Promise<void> {
    const asked = [...waiters];
    const versions = await versionsOf(sql, new Set(asked.map(({ orderId }) => orderId)));
    const nowMs = performance.now();
    for (const waiter of asked) {
      const version = versions.get(waiter.orderId) ?? null;
      const isOver = closed || version === null || nowMs >= waiter.endsAtMs;
      if (isOver || version > waiter.above) answer(waiter, version);
    }
  }

  async function lookWhileWatched(): Promise<void> {
    while (waiters.size > 0) {
      try {
        await look();
      } catch (error) {
        for (const waiter of waiters) waiter.reject(error);
        waiters.clear();
      }
      if (waiters.size > 0) await pause(nextLookMs(waiters));
    }
    asking = false;
  }

  return {
    waitForVersion: ({ orderId, above, waitMs }) =>
      new Promise((resolve, reject) => {
        const endsAtMs = performance.now() + (closed ? 0 : waitMs);
        waiters.add({ orderId, above, endsAtMs, resolve, reject });
        if (asking) return;
        asking = true;
        void lookWhileWatched();
      }),
    close: () => {
      closed = true;
    },
  };
}

/** Not later than the first waiter's time is up. */
function nextLookMs(waiters: ReadonlySet<Waiter>): number {
  const firstEndMs = Math.min(...[...waiters].map(({ endsAtMs }) => endsAtMs));
  return Math.max(1, Math.min(lookEveryMs, firstEndMs - performance.now()));
}

async function versionsOf(sql: Sql, orderIds: ReadonlySet<string>): Promise<Map<string, number>> {
  const rows = await sql<{ id: string; version: number }[]>`
    select id, version from orders where id in ${sql([...orderIds])}`;
  return new Map(rows.map(({ id, version }) => [id, version]));
}
