import { DomainError } from '../../domain/errors.ts';
import type { Subject } from '../../domain/order.ts';
import type { Connection } from '../queries.ts';

/** A change of an order as its platform follows along: nothing personal, nothing sealed. */
export interface OrderEvent {
  /** Also the cursor: `after` this event comes the next one. */
  id: string;
  type: string;
  orderId: string;
  platformOrderNo: string;
  at: string;
  /** The order's status and version since then. */
  status: string;
  version: number;
  subject: Subject;
  data: unknown;
}

interface EventRow extends Omit<OrderEvent, 'id'> {
  transactionId: string;
  position: number;
}

/**
 * What happened to a platform's orders after the event of that id, in commit-safe order; from the
 * beginning if it is null. DomainError `malformed_request` for an id that is none.
 *
 * None is ever skipped. Positions are drawn before the commit, so a lower one may become visible
 * after a higher one; `position` alone is therefore no cursor. Every entry carries the id of its
 * transaction. Only those below the oldest transaction that still runs (`pg_snapshot_xmin`) are
 * served: all of those have ended, and whatever commits later has a higher id. So in the order of
 * (transaction id, position) everything new comes after everything served.
 */
export async function eventsAfter(
  sql: Connection,
  { after, limit, platformId }: { after: string | null; limit: number; platformId: string },
): Promise<OrderEvent[]> {
  const { transactionId, position } = after === null ? beginning : cursorOf(after);
  const rows = await sql<EventRow[]>`
    select j.transaction_id::text as "transactionId", j.position, j.type, j.order_id as "orderId",
      o.platform_order_no as "platformOrderNo", j.at, j.status, j.sequence as version, j.subject,
      j.data
    from journal j join orders o on o.id = j.order_id
    where o.platform_id = ${platformId}
      and j.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      and (j.transaction_id, j.position) > (${transactionId}::text::xid8, ${position}::bigint)
    order by j.transaction_id, j.position
    limit ${limit}`;
  return rows.map(({ transactionId: id, position: last, ...event }) => ({
    id: `evt_${id}_${last}`,
    ...event,
    data: withoutSealed(event.data),
  }));
}

const beginning = { transactionId: '0', position: '0' };

function cursorOf(eventId: string): { transactionId: string; position: string } {
  // As many digits as surely fit into 64 bits.
  const [, transactionId, position] = /^evt_(\d{1,18})_(\d{1,18})$/.exec(eventId) ?? [];
  if (transactionId === undefined || position === undefined) {
    throw new DomainError(
      'malformed_request',
      'there is no event of that id: send the id of the last event that was read, or leave ' +
        '`after` out to begin with the first',
      {
        pointer: '/after',
      },
    );
  }
  return { transactionId, position };
}

/** A copy in which every sealed string is left out: events go to machines that open nothing. */
function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((part) => !isSealed(part)).map(withoutSealed);
  if (typeof value !== 'object' || value === null) return value;
  const open = Object.entries(value).filter(([, part]) => !isSealed(part));
  return Object.fromEntries(open.map(([name, part]) => [name, withoutSealed(part)]));
}

function isSealed(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('sealed:');
}
