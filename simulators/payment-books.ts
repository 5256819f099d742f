import type { Books } from './books.ts';

/** What can be asked of the provider (S0 8.2 c). */
export type OperationKind = 'authorization' | 'capture' | 'void' | 'refund' | 'transfer';

/** One call that the provider has taken on, as it stands now. Amounts are integer minor units. */
export type Operation = {
  key: string;
  fingerprint: string;
  kind: OperationKind;
  orderRef: string;
  reference: string;
  /** The authorization of a capture or void, the capture of a refund. */
  sourceReference: string | null;
  payeeId: string | null;
  amountMinor: number;
  currency: string;
  method: string | null;
  token: string | null;
  status: 'succeeded' | 'declined' | 'requires_action' | 'pending';
  failure: string | null;
  validForSeconds: number | null;
  /** Of a capture of less than was authorized: how much of the rest ended with it. */
  releasedMinor: number | null;
  actionId: string | null;
  actionExpiresAt: string | null;
  /** How many more queries a pending operation answers with `pending`. */
  pendingQueries: number;
  /** When it reached its present status, ISO-8601 UTC. */
  at: string;
};

/** The provider's tables. */
export const paymentSchema = `
  create table if not exists operations (
    sequence integer primary key autoincrement,
    key text not null unique,
    fingerprint text not null,
    kind text not null check (kind in ('authorization', 'capture', 'void', 'refund', 'transfer')),
    order_ref text not null,
    reference text not null unique,
    source_reference text,
    payee_id text,
    amount_minor integer not null check (amount_minor >= 0),
    currency text not null,
    method text,
    token text,
    status text not null check (status in ('succeeded', 'declined', 'requires_action', 'pending')),
    failure text check ((status = 'declined') = (failure is not null)),
    valid_for_seconds integer,
    released_minor integer check (released_minor >= 0),
    action_id text unique,
    action_expires_at text,
    pending_queries integer not null default 0,
    at text not null
  ) strict;
  create index if not exists operations_by_order on operations (order_ref);
  create index if not exists operations_by_source on operations (source_reference);
  create unique index if not exists one_capture_per_authorization on operations (source_reference)
    where kind = 'capture' and status = 'succeeded';
  create table if not exists refused_calls (
    key text primary key,
    calls integer not null
  ) strict`;

const columns = `key, fingerprint, kind, order_ref as orderRef, reference,
  source_reference as sourceReference, payee_id as payeeId, amount_minor as amountMinor, currency,
  method, token, status, failure, valid_for_seconds as validForSeconds,
  released_minor as releasedMinor, action_id as actionId,
  action_expires_at as actionExpiresAt, pending_queries as pendingQueries, at`;

/** The operation under an idempotency key. */
export function operationByKey(books: Books, key: string): Operation | undefined {
  return books.one<Operation>(`select ${columns} from operations where key = ?`, key);
}

/** The operation behind one of the provider's references. */
export function operationByReference(books: Books, reference: string): Operation | undefined {
  return books.one<Operation>(`select ${columns} from operations where reference = ?`, reference);
}

/** The authorization that waits, or waited, for this action of the consumer. */
export function operationByAction(books: Books, actionId: string): Operation | undefined {
  return books.one<Operation>(`select ${columns} from operations where action_id = ?`, actionId);
}

/** What was done, or is being done, on the strength of another operation. */
export function operationsFrom(books: Books, sourceReference: string): Operation[] {
  return books.all<Operation>(
    `select ${columns} from operations where source_reference = ? and status <> 'declined'`,
    sourceReference,
  );
}

/** Whether a call with this token was declined before for the order. */
export function hasDeclined(books: Books, orderRef: string, token: string): boolean {
  const row = books.one(
    `select 1 from operations where order_ref = ? and token = ? and status = 'declined'`,
    orderRef,
    token,
  );
  return row !== undefined;
}

/** Writes an operation down; its key and reference must be new. */
export function insertOperation(books: Books, operation: Operation): void {
  books.runNamed(
    `insert into operations (key, fingerprint, kind, order_ref, reference, source_reference,
       payee_id, amount_minor, currency, method, token, status, failure, valid_for_seconds,
       released_minor, action_id, action_expires_at, pending_queries, at)
     values (:key, :fingerprint, :kind, :orderRef, :reference, :sourceReference,
       :payeeId, :amountMinor, :currency, :method, :token, :status, :failure, :validForSeconds,
       :releasedMinor, :actionId, :actionExpiresAt, :pendingQueries, :at)`,
    operation,
  );
}

/** Ends an open operation and answers it as it then is; an ended one is left alone. */
export function settleOperation(
  books: Books,
  key: string,
  end: { status: 'succeeded' | 'declined'; failure: string | null; at: string },
): Operation | undefined {
  books.run(
    `update operations set status = ?, failure = ?, at = ?, pending_queries = 0
      where key = ? and status in ('requires_action', 'pending')`,
    end.status,
    end.failure,
    end.at,
    key,
  );
  return operationByKey(books, key);
}

/** Uses up one of the queries that a pending operation answers with `pending`. */
export function countPendingQuery(books: Books, key: string): void {
  books.run('update operations set pending_queries = pending_queries - 1 where key = ?', key);
}

/** Counts one more call that is answered 503 and tells the count. */
export function countRefusedCall(books: Books, key: string): number {
  const row = books.one<{ calls: number }>(
    `insert into refused_calls (key, calls) values (?, 1)
      on conflict do update set calls = calls + 1 returning calls`,
    key,
  );
  return row?.calls ?? 0;
}

/** One thing that happened, as the provider's statement shows it. */
export type Movement = Pick<
  Operation,
  | 'key'
  | 'kind'
  | 'reference'
  | 'sourceReference'
  | 'orderRef'
  | 'payeeId'
  | 'amountMinor'
  | 'currency'
  | 'at'
> & { releasedMinor?: number };

/** Everything that succeeded, in the order in which it did; `orderRef` null means of all orders. */
export function movements(books: Books, orderRef: string | null): Movement[] {
  const rows = books.all<Movement & Pick<Operation, 'releasedMinor'>>(
    `select key, kind, reference, source_reference as sourceReference, order_ref as orderRef,
            payee_id as payeeId, amount_minor as amountMinor, currency, at,
            released_minor as releasedMinor
       from operations
      where status = 'succeeded' and (?1 is null or order_ref = ?1)
      order by at, sequence`,
    orderRef,
  );
  return rows.map(({ releasedMinor, ...moved }) =>
    releasedMinor === null ? moved : { ...moved, releasedMinor },
  );
}
