import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.drop());

test('an instant comes back as ISO 8601 in UTC with milliseconds, whatever zone it went in', async () => {
  const [row] = await database.sql`
    select '2026-03-29T03:30:00.25+02:00'::timestamptz as at, ${'2026-03-29T01:30:00.000Z'}::timestamptz as sent`;

  expect(row).toEqual({ at: '2026-03-29T01:30:00.250Z', sent: '2026-03-29T01:30:00.000Z' });
});

test('a date comes back as the day it is', async () => {
  const [row] = await database.sql`select ${'2026-03-29'}::date as day`;

  expect(row).toEqual({ day: '2026-03-29' });
});

test('a bigint comes back as number where it is exact, and fails loudly where it is not', async () => {
  const [row] = await database.sql`select 9007199254740991::bigint as largest`;

  expect(row).toEqual({ largest: Number.MAX_SAFE_INTEGER });
  await expect(database.sql`select 9007199254740992::bigint as beyond`).rejects.toThrow(RangeError);
  expect(await database.sql`select 1::bigint as still`).toEqual([{ still: 1 }]);
});

test('the session counts in UTC', async () => {
  const [row] = await database.sql`show timezone`;

  expect(row).toEqual({ TimeZone: 'UTC' });
});
