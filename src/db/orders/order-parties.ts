import type { OrderParty } from '../../domain/parties/party-warnings.ts';
import type { Connection } from '../queries.ts';

/** The parties of an order with all that was filed and decided about them, seller first. */
export async function orderParties(
  sql: Connection,
  {
    sellerId,
    courierIds,
    paymentProviderId,
  }: {
    sellerId: string;
    courierIds: readonly string[];
    paymentProviderId: string | null;
  },
): Promise<OrderParty[]> {
  const ids = [sellerId, ...courierIds, ...(paymentProviderId === null ? [] : [paymentProviderId])];
  const rows = await sql<{ party: OrderParty }[]>`
    select jsonb_build_object('id', p.id, 'role', p.role, 'status', p.status,
      'reviews', (select coalesce(jsonb_agg(jsonb_build_object('decision', decision,
          'decidedAt', to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by decided_at, r.id), '[]')
        from party_reviews r where r.party_id = p.id),
      'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'kind', q.kind,
        'number', q.number, 'issuer', q.issuer, 'validFrom', q.valid_from, 'validTo', q.valid_to,
        'evidenceDigest', q.evidence_digest, 'filedAt', q.filed_at,
        'revokedAt', to_char(q.revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'revocationNote', null)), '[]')
        from party_qualifications q where q.party_id = p.id)) as party
    from parties p where p.id = any(${ids})`;
  const byId = new Map(rows.map(({ party }) => [party.id, party]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
