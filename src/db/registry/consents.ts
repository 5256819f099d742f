import type { Sql } from 'postgres';
import type { NotificationPurpose } from '../../domain/notices/notice-events.ts';
import type { Actor } from '../../domain/order.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

/** A consumer as its platform names it. */
export interface ConsumerId {
  platformId: string;
  consumerRef: string;
}

/** What a consumer has said about one purpose, having read a version of the notice (S0 9.2.2). */
export interface Consent {
  purpose: NotificationPurpose;
  granted: boolean;
  noticeVersion: string;
  channel: string;
  /** When it was said; the latest word counts, however late it is recorded. */
  at: string;
  recordedAt: string;
}

/** Keeps a consumer's word; the very same again changes nothing. */
export async function recordConsent(
  sql: Sql,
  { platformId, consumerRef }: ConsumerId,
  { recordedBy, ...consent }: Consent & { recordedBy: Actor },
): Promise<Consent> {
  const { purpose, granted, noticeVersion, channel, at, recordedAt } = consent;
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(
      hashtextextended(${`consent:${platformId}:${consumerRef}:${purpose}`}, 0))`;
    const said = await consentsOf(tx, { platformId, consumerRef });
    const same = said.find(
      (one) =>
        one.purpose === purpose &&
        one.granted === granted &&
        one.noticeVersion === noticeVersion &&
        one.channel === channel &&
        one.at === at,
    );
    if (same) return same;
    await tx`
      insert into consents (platform_id, consumer_ref, purpose, granted, notice_version, channel, at,
        recorded_at, recorded_by)
      values (${platformId}, ${consumerRef}, ${purpose}, ${granted}, ${noticeVersion}, ${channel},
        ${at}, ${recordedAt}, ${asJson(tx, recordedBy)})`;
    return consent;
  });
}

/** All that a consumer has said, the latest word first. */
export async function consentsOf(
  sql: Connection,
  { platformId, consumerRef }: ConsumerId,
): Promise<Consent[]> {
  return sql<Consent[]>`
    select purpose, granted, notice_version as "noticeVersion", channel, at,
      recorded_at as "recordedAt"
    from consents where platform_id = ${platformId} and consumer_ref = ${consumerRef}
    order by at desc, id desc`;
}
