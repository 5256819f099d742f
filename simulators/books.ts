import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** A home that leaves nothing behind, for tests. */
export const inMemory = ':memory:';

/**
 * What a simulator remembers. Every call is synchronous, so two requests never interleave inside
 * one.
 */
export type Books = {
  /** Runs one statement and tells how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** As `run`, for a statement whose parameters are the fields of `values` (`:name`). */
  runNamed(sql: string, values: Record<string, SQLInputValue>): number;
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** All of `work` or nothing of it. */
  transaction<T>(work: () => T): T;
  close(): void;
};

/**
 * Opens (or creates) the books `name` in the folder `home`. What a call has written survives the
 * end of the process, `kill -9` included. A second process on the same books is refused.
 */
export function openBooks(options: { home: string; name: string; schema: string }): Books {
  const database = new DatabaseSync(bookPath(options.home, options.name), { timeout: 5_000 });
  database.exec('pragma locking_mode = exclusive');
  database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = normal');
  database.exec(options.schema);
  addNewColumns(database, options.schema);
  const statements = new Map<string, StatementSync>();

  function statement(sql: string): StatementSync {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  }

  return {
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    runNamed: (sql, values) => Number(statement(sql).run(values).changes),
    // The row type is the caller's word for the columns of its own statement.
    one: <Row>(sql: string, ...values: SQLInputValue[]) =>
      statement(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => statement(sql).all(...values) as Row[],
    transaction: (work) => inTransaction(database, work),
    close: () => database.close(),
  };
}

/** Books that an older release began get the columns that have come since, empty. */
function addNewColumns(database: DatabaseSync, schema: string): void {
  const wanted = new DatabaseSync(inMemory);
  wanted.exec(schema);
  const tables = wanted.prepare("select name from sqlite_schema where type = 'table'").all();
  for (const { name } of tables as { name: string }[]) {
    const known = new Set(columnsOf(database, name).map((column) => column.name));
    for (const column of columnsOf(wanted, name).filter((one) => !known.has(one.name))) {
      database.exec(`alter table ${name} add column ${column.name} ${column.type}`);
    }
  }
  wanted.close();
}

function columnsOf(database: DatabaseSync, table: string): { name: string; type: string }[] {
  const columns = database.prepare('select name, type from pragma_table_info(?)').all(table);
  return columns as { name: string; type: string }[];
}

function bookPath(home: string, name: string): string {
  if (home === inMemory) return inMemory;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return join(home, `${name}.sqlite`);
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}
