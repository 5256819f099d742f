import type { Sql, TransactionSql } from 'postgres';
import type { Calendar } from '../../domain/calendars/calendar.ts';
import type { Connection } from '../queries.ts';
import { currentVersion, storeVersion, versionOf } from './versions.ts';

/** A new version of a calendar, whose provisional due times are counted again. */
export interface Recomputation {
  calendarId: string;
  version: number;
}

/**
 * Stores a calendar under its id and gives it the next version; the same content as the current
 * version stays that version. With a new version it is noted, in the same transaction, that the
 * provisional deadlines are to be counted again, so that a crash in between goes on.
 */
export async function storeCalendar(
  sql: Sql,
  { calendar, storedAt }: { calendar: Omit<Calendar, 'version'>; storedAt: string },
): Promise<Calendar> {
  const { id, ...content } = calendar;
  const store = async (tx: TransactionSql): Promise<Calendar> => {
    const stored = await storeVersion<Calendar>(tx, { kind: calendars, id, content, storedAt });
    if (stored.version > 1) {
      await tx`insert into calendar_recomputations (calendar_id, version, requested_at)
        values (${id}, ${stored.version}, ${storedAt}) on conflict do nothing`;
    }
    return stored;
  };
  return sql.begin<Calendar>(store);
}

/** What is not through yet; of one calendar, or of all. */
export async function openRecomputations(
  sql: Sql,
  calendarId: string | null = null,
): Promise<Recomputation[]> {
  return sql<Recomputation[]>`
    select calendar_id as "calendarId", version from calendar_recomputations
    where finished_at is null and (${calendarId}::text is null or calendar_id = ${calendarId})
    order by requested_at, calendar_id, version`;
}

export async function finishRecomputation(
  sql: Sql,
  { calendarId, version, at }: Recomputation & { at: string },
): Promise<void> {
  await sql`update calendar_recomputations set finished_at = ${at}
    where calendar_id = ${calendarId} and version = ${version} and finished_at is null`;
}

/**
 * The next orders, by their ids, with a provisional deadline that is armed and hangs on the
 * calendar: its party counts in it, or it is the baseline that no working time exceeds.
 */
export async function ordersCountedIn(
  sql: Sql,
  { calendarId, after, limit }: { calendarId: string; after: string; limit: number },
): Promise<string[]> {
  const rows = await sql<{ orderId: string }[]>`
    select distinct order_id as "orderId" from deadlines d
    where provisional and (state = 'running' or grace = 'running') and order_id > ${after}
      and (${calendarId} = 'cn-5x8' or exists (select 1 from parties p
        where p.id = d.responsible_party_id and p.calendar_id = ${calendarId}))
    order by order_id limit ${limit}`;
  return rows.map(({ orderId }) => orderId);
}

/** The calendar that is counted in now; null if none has that id. */
export async function currentCalendar(sql: Connection, id: string): Promise<Calendar | null> {
  return currentVersion<Calendar>(sql, calendars, id);
}

/** A calendar as it was in one version; null if there is no such version. */
export async function calendarVersion(
  sql: Connection,
  { id, version }: { id: string; version: number },
): Promise<Calendar | null> {
  return versionOf<Calendar>(sql, { kind: calendars, id, version });
}

const calendars = { table: 'calendars', idColumn: 'id' } as const;
