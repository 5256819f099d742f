import { connect, type Socket } from 'node:net';
import type { Sql } from 'postgres';

/** What one piece of work asked of PostgreSQL, counted at the client. */
export interface SqlCount {
  /** All that was sent for execution, BEGIN and COMMIT included. */
  statements: number;
  /** Times the client waited for the server before it could go on, besides the commit's. */
  roundTrips: number;
  commits: number;
  /** Rows inserted or changed, as they stand after the commit. */
  rows: number;
}

/** What was asked: accepting an order, a transition, the start of a workflow, reading an order. */
export interface SqlWork {
  kind: 'placing' | 'transition' | 'start' | 'load';
  name: string;
}

export type SqlTaken = SqlWork & SqlCount;

/** Listens to one pool of one connection; everything in `during` is told apart from the rest. */
export interface SqlMeter {
  /** Runs the work alone, one at a time, and keeps what it cost. */
  during: <T>(work: SqlWork, run: () => Promise<T>) => Promise<T>;
  /** All that was kept since it was last taken. */
  take: () => SqlTaken[];
}

interface Ears {
  statements: number;
  trips: number;
  /** COMMITs that were sent; each waits for the server on its own. */
  commitStatements: number;
  /** Writes outside of BEGIN and COMMIT: PostgreSQL commits each by itself. */
  loneWrites: number;
  inTransaction: boolean;
  wasRead: boolean;
}

/**
 * Puts ears on a pool that has not been used yet: postgres.js tells each statement to `debug`
 * right before it writes it, and takes its socket from `socket`. A round trip begins with the
 * first write after something was read: what is written together waits together. It needs a pool
 * of one connection whose statements are prepared: the first use of each costs a describe.
 */
export function meterSql(metered: Sql, observer: Sql): SqlMeter {
  const ears: Ears = {
    statements: 0,
    trips: 0,
    commitStatements: 0,
    loneWrites: 0,
    inTransaction: false,
    wasRead: true,
  };
  Object.assign(metered.options, {
    debug: (_connection: number, statement: string) => hear(ears, statement),
    socket: () => listenedSocket(metered, ears),
  });
  const taken: SqlTaken[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const measure = async <T>(work: SqlWork, run: () => Promise<T>): Promise<T> => {
    const firstOwnId = await nextTransactionId(observer);
    const before = { ...ears };
    const result = await run();
    const commitStatements = ears.commitStatements - before.commitStatements;
    taken.push({
      ...work,
      statements: ears.statements - before.statements,
      roundTrips: ears.trips - before.trips - commitStatements,
      commits: commitStatements + ears.loneWrites - before.loneWrites,
      rows: await rowsWrittenSince(observer, firstOwnId),
    });
    return result;
  };
  return {
    during: (work, run) => {
      const mine = turn.then(() => measure(work, run));
      turn = mine.catch(() => undefined);
      return mine;
    },
    take: () => taken.splice(0),
  };
}

function hear(ears: Ears, statement: string): void {
  const [verb = ''] = statement.trim().toLowerCase().split(/\s/, 1);
  ears.statements += 1;
  if (verb === 'commit') ears.commitStatements += 1;
  if (!ears.inTransaction && ['insert', 'update', 'delete'].includes(verb)) ears.loneWrites += 1;
  if (verb === 'begin') ears.inTransaction = true;
  if (verb === 'commit' || verb === 'rollback') ears.inTransaction = false;
}

async function listenedSocket(sql: Sql, ears: Ears): Promise<Socket> {
  const { host, port } = sql.options;
  const socket = connect({ host: host[0] ?? '', port: port[0] ?? 0, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const write = socket.write.bind(socket) as (...words: unknown[]) => boolean;
  socket.write = (...words: unknown[]) => {
    if (ears.wasRead) ears.trips += 1;
    ears.wasRead = false;
    return write(...words);
  };
  socket.on('data', () => {
    ears.wasRead = true;
  });
  return socket;
}

async function nextTransactionId(observer: Sql): Promise<string> {
  const [row] = await observer<{ id: string }[]>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as id`;
  return row?.id ?? '';
}

/**
 * PostgreSQL's own word on what was written: every row carries the transaction that wrote it.
 * Nobody but the metered pool writes to this database, and its server is too young for its ids to
 * have wrapped around.
 */
async function rowsWrittenSince(observer: Sql, firstId: string): Promise<number> {
  const tables = await observer<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
  const counts = tables.map(
    ({ name }) => `select count(*)::int as count from ${name} where xmin::text::bigint >= $1`,
  );
  const [row] = await observer.unsafe<{ sum: number }[]>(
    `select sum(count)::int as sum from (${counts.join(' union all ')}) counted`,
    [firstId],
  );
  return row?.sum ?? 0;
}
