import { must } from '../../domain/errors.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

/** A table of documents that are never changed, only followed by their next version. */
export interface VersionedKind {
  table: 'policies' | 'calendars';
  idColumn: 'name' | 'id';
}

export interface NewVersion {
  kind: VersionedKind;
  id: string;
  /** Without its id and version, which are put in. */
  content: Record<string, unknown>;
  storedAt: string;
}

/** Somebody who stores the same document at the same time takes a number away at most so often. */
const triesMax = 20;

/** The stored document with its id and version. The current content again is no new version. */
export async function storeVersion<T>(sql: Connection, wanted: NewVersion): Promise<T> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const current = await currentVersion<{ version: number }>(sql, wanted.kind, wanted.id);
    const version = current?.version ?? 0;
    if (current && (await isContent(sql, wanted, version))) return current as T;
    const stored = await insertVersion(sql, wanted, version + 1);
    if (stored) return stored as T;
  }
  throw new Error(`${wanted.kind.table} ${wanted.id}: no version number to be had`);
}

/** Null where somebody else took the number first. */
async function insertVersion(
  sql: Connection,
  wanted: NewVersion,
  version: number,
): Promise<unknown> {
  const { kind, id, storedAt } = wanted;
  const [row] = await sql`
    insert into ${sql(kind.table)} (${sql(kind.idColumn)}, version, content, stored_at)
    values (${id}, ${version}, ${asJson(sql, contentOf(wanted, version))}, ${storedAt})
    on conflict do nothing
    returning content`;
  return row?.content ?? null;
}

async function isContent(sql: Connection, wanted: NewVersion, version: number): Promise<boolean> {
  const { kind, id } = wanted;
  const [row] = await sql<{ same: boolean }[]>`
    select content = ${asJson(sql, contentOf(wanted, version))}::jsonb as same
    from ${sql(kind.table)} where ${sql(kind.idColumn)} = ${id} and version = ${version}`;
  return must(row, `${kind.table} ${id}`).same;
}

function contentOf({ kind, id, content }: NewVersion, version: number): Record<string, unknown> {
  return { ...content, [kind.idColumn]: id, version };
}

/** The newest version of a document; null if there is none. */
export async function currentVersion<T>(
  sql: Connection,
  kind: VersionedKind,
  id: string,
): Promise<T | null> {
  const [row] = await sql`
    select content from ${sql(kind.table)} where ${sql(kind.idColumn)} = ${id}
    order by version desc limit 1`;
  return (row?.content as T) ?? null;
}

/** One version of a document; null if there is none. */
export async function versionOf<T>(
  sql: Connection,
  { kind, id, version }: { kind: VersionedKind; id: string; version: number },
): Promise<T | null> {
  const [row] = await sql`
    select content from ${sql(kind.table)}
    where ${sql(kind.idColumn)} = ${id} and version = ${version}`;
  return (row?.content as T) ?? null;
}
