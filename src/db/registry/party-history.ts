import type { Connection } from '../queries.ts';

/** One thing that was told, decided or found about a party. People's names and notes stay sealed. */
export interface PartyEvent {
  at: string;
  what:
    | 'registered'
    | 'changed'
    | 'reviewed'
    | 'looked_up'
    | 'qualification_filed'
    | 'qualification_revoked'
    | 'qualification_expired'
    | 'reminded';
  details: Record<string, unknown>;
}

/** All that happened to a party until then, from its registration on (S0 5.4, 6.4.1). */
export async function historyOf(
  sql: Connection,
  { partyId, until }: { partyId: string; until: string },
): Promise<PartyEvent[]> {
  return sql<PartyEvent[]>`
    select at, what, details from (
      select created_at as at, 'registered' as what,
        jsonb_build_object('role', role, 'registrationNumber', registration_number) as details
        from parties where id = ${partyId}
      union all
      select changed_at, 'changed', jsonb_build_object('version', version, 'by', actor,
          'changes', (select coalesce(jsonb_object_agg(a.key, jsonb_build_object(
            'from', before -> a.key, 'to', a.value)), '{}')
            from jsonb_each(after) a where a.value is distinct from before -> a.key))
        from party_changes where party_id = ${partyId}
      union all
      select decided_at, 'reviewed', jsonb_build_object('decision', decision, 'reviewer', reviewer,
          'note', note, 'nextReviewAt', to_char(next_review_at at time zone 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'registrationOverride', registration_override)
        from party_reviews where party_id = ${partyId}
      union all
      select looked_up_at, 'looked_up', jsonb_build_object('outcome', outcome,
          'registrationNumber', registration_number, 'registeredName', registered_name)
        from registry_lookups where party_id = ${partyId}
      union all
      select filed_at, 'qualification_filed', jsonb_build_object('qualificationId', id,
          'kind', kind, 'number', number, 'issuer', issuer, 'validFrom', valid_from,
          'validTo', valid_to, 'evidenceDigest', evidence_digest)
        from party_qualifications where party_id = ${partyId}
      union all
      select revoked_at, 'qualification_revoked', jsonb_build_object('qualificationId', id,
          'kind', kind, 'number', number, 'note', revocation_note)
        from party_qualifications where party_id = ${partyId} and revoked_at is not null
      union all
      select (valid_to + 1)::timestamp at time zone 'Asia/Shanghai', 'qualification_expired',
          jsonb_build_object('qualificationId', id, 'kind', kind, 'number', number)
        from party_qualifications where party_id = ${partyId} and revoked_at is null
          and (valid_to + 1)::timestamp at time zone 'Asia/Shanghai' <= ${until}
      union all
      select reminded_at, 'reminded', jsonb_build_object('reason', reason, 'subjectId', subject_id,
          'dueOn', due_on)
        from party_reminders where party_id = ${partyId}) told
    order by at, what`;
}
