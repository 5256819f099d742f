import type { Calendar } from '../domain/calendar.ts';
import type { Connection } from './queries.ts';
import { currentVersion, storeVersion, versionOf } from './versions.ts';

/**
 * Stores a calendar under its id and gives it the next version; the same content as the current
 * version stays that version. Deadlines that run keep the instants they were given (D7).
 */
export async function storeCalendar(
  sql: Connection,
  { calendar, storedAt }: { calendar: Omit<Calendar, 'version'>; storedAt: string },
): Promise<Calendar> {
  const { id, ...content } = calendar;
  return storeVersion<Calendar>(sql, { kind: calendars, id, content, storedAt });
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
