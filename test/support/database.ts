import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connectDatabase } from '../../src/db/connect.ts';

export type TestDatabase = {
  url: string;
  /** A pool as the programs have it, closed by `drop`. */
  sql: postgres.Sql;
  /** Ends the connections and removes the database. */
  drop: () => Promise<void>;
};

/**
 * A database of its own for a test file, copied from the migrated template in about 30 ms. Needs
 * the test servers, that is a level other than unit.
 */
export async function createTestDatabase({ poolMax = 5 } = {}): Promise<TestDatabase> {
  const adminUrl = inject('adminDatabaseUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(adminUrl, `create database ${name} template luyue_template`);
  const url = new URL(`/${name}`, adminUrl).href;
  const sql = connectDatabase({ url, poolMax, applicationName: 'test' });
  return {
    url,
    sql,
    drop: async () => {
      await sql.end({ timeout: 5 });
      await asAdmin(adminUrl, `drop database ${name} with (force)`);
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await retryWhileTemplateIsCopied(async () => sql.unsafe(statement));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Two copies of the template at once can get in each other's way for a moment. */
async function retryWhileTemplateIsCopied(work: () => Promise<unknown>): Promise<void> {
  const objectInUse = '55006';
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== objectInUse || attempt === 20) throw error;
    }
  }
}
