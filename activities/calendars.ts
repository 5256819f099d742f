import type postgres from 'postgres';
import {
  finishRecomputation,
  ordersCountedIn,
  type Recomputation,
} from '../src/db/registry/calendars.ts';
import { accessOfOrders, type OrderAccess } from '../src/db/reading/order-access.ts';
import type { Transitions } from '../src/db/orders/transitions.ts';
import { DomainError } from '../src/domain/errors.ts';
import { asFailures } from './failure.ts';

const pageSize = 50;

export function createCalendarActivities(tools: { sql: postgres.Sql; transitions: Transitions }) {
  const { sql } = tools;
  return asFailures({
    /** The next orders whose provisional due times hang on the calendar; none when it is through. */
    async ordersToRecompute(input: { calendarId: string; after: string }): Promise<string[]> {
      return ordersCountedIn(sql, { ...input, limit: pageSize });
    },

    /**
     * Counts the due times of these orders again, one transition each, in their own time (D8).
     * Safe to repeat: what has been counted already does not change. Answers how many changed.
     */
    async recomputeOrders(input: Recomputation & { orderIds: string[] }): Promise<number> {
      const orders = await accessOfOrders(sql, input.orderIds);
      let changed = 0;
      for (const order of orders.values()) {
        if (await recompute(tools.transitions, order, input)) changed += 1;
      }
      return changed;
    },

    async finishRecomputation(input: Recomputation & { at: string }): Promise<void> {
      await finishRecomputation(sql, input);
    },
  });
}

/** False where nothing changed, or where support must look at the order first. */
async function recompute(
  transitions: Transitions,
  order: OrderAccess,
  { calendarId, version }: Recomputation,
): Promise<boolean> {
  try {
    await transitions.run({
      orderId: order.orderId,
      action: { name: 'recomputeDeadlines', calendarId, calendarVersion: version },
      actor: { role: 'system', id: 'engine' },
      at: new Date(Date.now() + order.clockOffsetMs).toISOString(),
      expectedVersion: null,
      key: null,
    });
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return false;
  }
}
