import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

/** A fact from outside as it arrived (D2). Its source and event id name it for ever. */
export interface Fact {
  source: string;
  eventId: string;
  /** Null while nobody knows which order it is about. */
  orderId: string | null;
  payload: Record<string, unknown>;
  receivedAt: string;
}

/** `stored`: still to be sent on; `sent`: it moved its order; `recorded`: it moves nothing. */
export type FactOutcome = 'stored' | 'sent' | 'recorded';

/** Stores a fact before anything else happens with it. One that arrives again is `known`. */
export async function storeFact(sql: Connection, fact: Fact): Promise<'new' | 'known'> {
  const stored = await sql`
    insert into inbox (source, event_id, order_id, received_at, payload)
    values (${fact.source}, ${fact.eventId}, ${fact.orderId}, ${fact.receivedAt},
      ${asJson(sql, fact.payload)})
    on conflict do nothing
    returning event_id`;
  return stored.length > 0 ? 'new' : 'known';
}

/** What has come under that name before, and what became of it; null for a new name. */
export async function findFact(
  sql: Connection,
  { source, eventId }: Pick<Fact, 'source' | 'eventId'>,
): Promise<{ payload: Record<string, unknown>; outcome: FactOutcome } | null> {
  const [found] = await sql<{ payload: Record<string, unknown>; outcome: FactOutcome }[]>`
    select payload, outcome from inbox where source = ${source} and event_id = ${eventId}`;
  return found ?? null;
}

/** Says what became of a fact. Once sent or recorded it stays so: false if it was already. */
export async function markFact(
  sql: Connection,
  fact: {
    source: string;
    eventId: string;
    outcome: Exclude<FactOutcome, 'stored'>;
    /** Where it became known only now. */
    orderId?: string;
  },
): Promise<boolean> {
  const marked = await sql`
    update inbox set outcome = ${fact.outcome}, order_id = coalesce(order_id, ${fact.orderId ?? null})
    where source = ${fact.source} and event_id = ${fact.eventId} and outcome = 'stored'
    returning event_id`;
  return marked.length > 0;
}

/** Facts that are still to be sent on, the oldest first. */
export async function unsentFacts(sql: Connection, limit = 100): Promise<Fact[]> {
  return sql<Fact[]>`
    select source, event_id as "eventId", order_id as "orderId", payload,
      received_at as "receivedAt"
    from inbox where outcome = 'stored'
    order by received_at, source, event_id
    limit ${limit}`;
}
