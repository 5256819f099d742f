import { DomainError } from '../../domain/errors.ts';
import type { Qualification } from '../../domain/parties/qualifications.ts';
import type { Connection } from '../queries.ts';

const columns = `id, kind, number, issuer, to_char(valid_from, 'YYYY-MM-DD') as "validFrom",
  to_char(valid_to, 'YYYY-MM-DD') as "validTo", evidence_digest as "evidenceDigest",
  filed_at as "filedAt", revoked_at as "revokedAt", revocation_note as "revocationNote"`;

export interface NewQualification extends Omit<Qualification, 'revokedAt' | 'revocationNote'> {
  partyId: string;
}

/**
 * Files a qualification; it is kept for good. DomainError `duplicate_qualification` with
 * `existingId` where the party has filed one of that kind and number that is not revoked.
 */
export async function fileQualification(
  tx: Connection,
  filed: NewQualification,
): Promise<Qualification> {
  const [created] = await tx<Qualification[]>`
    insert into party_qualifications (id, party_id, kind, number, issuer, valid_from, valid_to,
      evidence_digest, filed_at)
    values (${filed.id}, ${filed.partyId}, ${filed.kind}, ${filed.number}, ${filed.issuer},
      ${filed.validFrom}, ${filed.validTo}, ${filed.evidenceDigest}, ${filed.filedAt})
    on conflict (party_id, kind, number) where revoked_at is null do nothing
    returning ${tx.unsafe(columns)}`;
  if (created) return created;
  const [existing] = await tx<{ id: string }[]>`
    select id from party_qualifications where party_id = ${filed.partyId}
      and kind = ${filed.kind} and number = ${filed.number} and revoked_at is null`;
  throw new DomainError(
    'duplicate_qualification',
    'the party has filed this qualification already; revoke it before it is filed anew',
    { pointer: '/number', ...(existing ? { existingId: existing.id } : {}) },
  );
}

/** Revokes from now on; revoking twice is revoking once. DomainError `not_found`. */
export async function revokeQualification(
  tx: Connection,
  revoked: { partyId: string; id: string; note: string | null; at: string },
): Promise<Qualification> {
  await tx`
    update party_qualifications set revoked_at = ${revoked.at}, revocation_note = ${revoked.note}
    where id = ${revoked.id} and party_id = ${revoked.partyId} and revoked_at is null`;
  const [found] = await tx<Qualification[]>`
    select ${tx.unsafe(columns)} from party_qualifications
    where id = ${revoked.id} and party_id = ${revoked.partyId}`;
  if (found) return found;
  throw new DomainError('not_found', `the party has filed no qualification ${revoked.id}`);
}

/** All that a party has filed, revoked ones included, in the order of filing. */
export async function qualificationsOf(sql: Connection, partyId: string): Promise<Qualification[]> {
  return sql<Qualification[]>`
    select ${sql.unsafe(columns)} from party_qualifications
    where party_id = ${partyId} order by filed_at, id`;
}
