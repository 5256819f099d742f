import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../../src/db/migrate.ts';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.drop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luyue-migrations-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const write = async (name: string, text: string) => writeFile(join(folder, name), text);

test('migrations are applied in the order of their names, and each once', async () => {
  await write('a2.sql', 'alter table ordered add column second int');
  await write('a1.sql', 'create table ordered (first int); insert into ordered values (1)');

  const first = await migrate(database.sql, folder);
  const second = await migrate(database.sql, folder);

  expect(first).toEqual(['a1.sql', 'a2.sql']);
  expect(second).toEqual([]);
});

test('several processes that migrate at once apply each migration once', async () => {
  await write('b1.sql', 'create table at_once (id int)');

  const applied = await Promise.all([1, 2, 3].map(async () => migrate(database.sql, folder)));

  expect(applied.flat()).toEqual(['b1.sql']);
});

test('a migration that was changed after it had been applied is refused by name', async () => {
  await write('c1.sql', 'create table changed (id int)');
  await migrate(database.sql, folder);
  await write('c1.sql', 'create table changed (id bigint)');

  await expect(migrate(database.sql, folder)).rejects.toThrow(/c1\.sql was changed/);
});

test('a migration that fails half-way leaves nothing behind and names itself', async () => {
  await write('d1.sql', 'create table half (id int); select 1 / 0');

  await expect(migrate(database.sql, folder)).rejects.toThrow(/d1\.sql.*division by zero/);
  const [found] = await database.sql`select to_regclass('half') as half`;
  expect(found?.['half']).toBeNull();
});
