import type { PartyUnderReview, Reminder } from '../../domain/parties/re-review.ts';
import type { Connection } from '../queries.ts';

/** Approved parties with what a re-review looks at, by id, from behind the given one. */
export async function partiesUnderReview(
  sql: Connection,
  { after, limit }: { after: string; limit: number },
): Promise<PartyUnderReview[]> {
  const rows = await sql<{ party: PartyUnderReview }[]>`
    select jsonb_build_object('id', p.id, 'role', p.role,
      'nextReviewAt', (select to_char(next_review_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from party_reviews r where r.party_id = p.id order by decided_at desc, r.id desc limit 1),
      'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'kind', q.kind,
        'number', q.number, 'issuer', q.issuer, 'validFrom', q.valid_from, 'validTo', q.valid_to,
        'evidenceDigest', q.evidence_digest, 'filedAt', q.filed_at, 'revokedAt', q.revoked_at,
        'revocationNote', q.revocation_note)), '[]')
        from party_qualifications q where q.party_id = p.id)) as party
    from parties p
    where p.status = 'approved' and p.role <> 'platform' and p.id > ${after}
    order by p.id limit ${limit}`;
  return rows.map(({ party }) => party);
}

/** Writes a reminder down; false if it was given before. */
export async function remindOnce(
  sql: Connection,
  { partyId, reminder, at }: { partyId: string; reminder: Reminder; at: string },
): Promise<boolean> {
  const given = await sql`
    insert into party_reminders (party_id, reason, subject_id, due_on, reminded_at)
    values (${partyId}, ${reminder.reason}, ${reminder.subjectId}, ${reminder.dueOn}, ${at})
    on conflict do nothing
    returning party_id`;
  return given.length > 0;
}

/** Whether it was given before. */
export async function isReminded(
  sql: Connection,
  { partyId, reminder }: { partyId: string; reminder: Reminder },
): Promise<boolean> {
  const given = await sql`
    select 1 from party_reminders where party_id = ${partyId} and reason = ${reminder.reason}
      and subject_id = ${reminder.subjectId} and due_on = ${reminder.dueOn}`;
  return given.length > 0;
}

/** What a party was reminded of, the newest first. */
export async function remindersOf(
  sql: Connection,
  partyId: string,
): Promise<(Reminder & { remindedAt: string })[]> {
  return sql<(Reminder & { remindedAt: string })[]>`
    select reason, subject_id as "subjectId", to_char(due_on, 'YYYY-MM-DD') as "dueOn",
      reminded_at as "remindedAt"
    from party_reminders where party_id = ${partyId} order by reminded_at desc, due_on`;
}
