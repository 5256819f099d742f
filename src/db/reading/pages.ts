import { and, lt, or, eq, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { DomainError } from '../../domain/errors.ts';

/** Which part of a list is asked for: so many after the cursor that the page before gave. */
export interface PageRequest {
  limit: number;
  cursor: string | null;
}

export interface Page<T> {
  items: T[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/** The last object of a page. Lists go from the newest to the oldest, ids decide between equals. */
interface Position {
  at: string;
  id: string;
}

/** An opaque text that leads on from a position, in its own kind of list only. */
export function cursorAfter(list: string, { at, id }: Position): string {
  return Buffer.from(JSON.stringify([list, at, id]), 'utf8').toString('base64url');
}

/** The position of a cursor. DomainError `malformed_request` for what is none of this list. */
export function positionOf(list: string, cursor: string): Position {
  const [name, at, id, ...rest] = partsOf(cursor);
  const isInstant = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
  const isOurs = name === list && isInstant && !Number.isNaN(Date.parse(at));
  const isId = typeof id === 'string' && /^[\x21-\x7e]{1,100}$/.test(id);
  if (!isOurs || !isId || rest.length > 0) {
    throw new DomainError(
      'malformed_request',
      'the cursor is none of this list: send the nextCursor of its last page',
      {
        pointer: '/cursor',
      },
    );
  }
  return { at, id };
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    // Not JSON: somebody made it up. It is refused like any other that is not ours.
    return [];
  }
}

/** What comes after the cursor in a list from new to old; nothing to add on the first page. */
export function afterCursor(
  list: string,
  cursor: string | null,
  columns: { at: PgColumn; id: PgColumn },
): SQL | undefined {
  if (cursor === null) return undefined;
  const { at, id } = positionOf(list, cursor);
  return or(lt(columns.at, at), and(eq(columns.at, at), lt(columns.id, id)));
}

/** A page of rows of which one more than its limit was read, to know whether there are more. */
export function pageOf<T>(
  list: string,
  limit: number,
  rows: readonly (Position & { item: T })[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ item }) => item),
    nextCursor: last ? cursorAfter(list, last) : null,
  };
}
