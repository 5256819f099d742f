import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type postgres from 'postgres';

/** Any number that nothing else in this database locks. */
const migrationLock = 315_243_740;

/** Where the project's own migrations lie. */
const migrationsFolder = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** An applied migration is not what lies in the folder: the message says which and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Brings the database to the newest shape: applies the `.sql` files of the folder that were not
 * applied yet, in the order of their names, each in a transaction of its own. Several processes
 * may call it at once. Returns the names it applied. Throws MigrationError where an applied file
 * was changed afterwards, or where a file fails, which then has left nothing behind.
 */
export async function migrate(sql: postgres.Sql, folder = migrationsFolder): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  const applied: string[] = [];
  for (const file of files) {
    const isNew = await sql.begin(async (tx) => applyOnce(tx, file));
    if (isNew) applied.push(file.name);
  }
  return applied;
}

async function applyOnce(
  tx: postgres.TransactionSql,
  { name, text }: { name: string; text: string },
): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(${migrationLock})`;
  await tx`
    create table if not exists schema_migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`;
  const checksum = createHash('sha256').update(text).digest('hex');
  const [earlier] = await tx<{ checksum: string }[]>`
    select checksum from schema_migrations where name = ${name}`;
  if (earlier !== undefined) {
    if (earlier.checksum === checksum) return false;
    throw new MigrationError(
      `Migration ${name} was changed after it had been applied: put it back as it was and ` +
        'make the change in a new file.',
    );
  }
  await tx.unsafe(text).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`Migration ${name} failed and was undone: ${reason}`, {
      cause: error,
    });
  });
  await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`;
  return true;
}
