import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as schema from '../../../src/db/schema/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => database.drop());

describe('schema', () => {
  test('the tables of drizzle are those of the migrations, column by column', async () => {
    const stored = await database.sql<
      { table: string; column: string; type: string; required: boolean }[]
    >`
      select table_name as table, column_name as column, udt_name as type,
        is_nullable = 'NO' as required
      from information_schema.columns
      where table_schema = 'public' and table_name <> 'schema_migrations'`;
    const described = Object.values(schema)
      .filter((table) => is(table, PgTable))
      .flatMap((table) =>
        Object.values(getTableColumns(table)).map((column) => ({
          table: getTableName(table),
          column: column.name,
          type: nameOfType(column.getSQLType()),
          required: column.notNull,
        })),
      );

    const byName = (rows: readonly { table: string; column: string }[]) =>
      rows.toSorted((left, right) =>
        `${left.table}.${left.column}` < `${right.table}.${right.column}` ? -1 : 1,
      );
    expect(byName(described)).toEqual(byName(stored));
  });
});

/** What `information_schema` calls it. */
function nameOfType(type: string): string {
  if (type.endsWith('[]')) return `_${nameOfType(type.slice(0, -2))}`;
  return { integer: 'int4', bigint: 'int8', boolean: 'bool' }[type] ?? type;
}
