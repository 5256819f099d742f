import { demand, must } from '../../domain/errors.ts';
import type { Connection } from '../queries.ts';

/** The first answer to a key, which is the answer for ever (D2). What is personal is sealed. */
export interface KeyRow {
  id: string;
  bodyHash: string;
  orderId: string | null;
  /** Of the HTTP answer. */
  status: number;
  subject: { type: string; id: string };
  answer: unknown;
  createdAt: string;
}

interface StoredKey extends Omit<KeyRow, 'subject'> {
  subjectType: string;
  subjectId: string;
}

/** Null if nothing was answered under the key. */
export async function findKey(sql: Connection, id: string): Promise<KeyRow | null> {
  const [stored] = await sql<StoredKey[]>`
    select id, body_hash as "bodyHash", order_id as "orderId", status,
      subject_type as "subjectType", subject_id as "subjectId", answer, created_at as "createdAt"
    from idempotency_keys where id = ${id}`;
  if (!stored) return null;
  const { subjectType, subjectId, ...row } = stored;
  return { ...row, subject: { type: subjectType, id: subjectId } };
}

/**
 * Stores the answer under its key, in the transaction that made it true, and returns what is the
 * answer: of two requests at once the second waits for the first and gets its answer. DomainError
 * `idempotency_key_reused` where the key belongs to another body.
 */
export async function storeKey(tx: Connection, row: KeyRow): Promise<KeyRow> {
  const inserted = await tx`
    insert into idempotency_keys (id, body_hash, order_id, status, subject_type, subject_id, answer,
      created_at)
    values (${row.id}, ${row.bodyHash}, ${row.orderId}, ${row.status}, ${row.subject.type},
      ${row.subject.id}, ${textOf(row.answer)}::text::json, ${row.createdAt})
    on conflict do nothing
    returning id`;
  if (inserted.length > 0) return row;
  const stored = must(await findKey(tx, row.id), `key ${row.id}`);
  demandSameBody(stored.bodyHash, row.bodyHash);
  return stored;
}

/** As text, since jsonb would put the fields of the answer into another order. */
function textOf(answer: unknown): string | null {
  return answer === null || answer === undefined ? null : JSON.stringify(answer);
}

export function demandSameBody(stored: string, given: string): void {
  demand(
    stored === given,
    'idempotency_key_reused',
    'this Idempotency-Key was used with another body: send a new one with this body',
  );
}
