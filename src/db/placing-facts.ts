import type postgres from 'postgres';
import type { Calendar } from '../domain/calendar.ts';
import { must } from '../domain/errors.ts';
import type { RegisteredGoods } from '../domain/goods.ts';
import type { PartyStanding, SupplierStanding } from '../domain/placing.ts';
import type { Policy } from '../domain/policy.ts';
import { chosenPolicy } from '../domain/policy-choice.ts';
import type { PlaceRequest } from './transitions.ts';

export interface PlacingBackground {
  key: { bodyHash: string; subjectId: string } | null;
  existingId: string | null;
  parties: PartyStanding[];
  goods: RegisteredGoods[];
  /** Of the goods that name one. */
  suppliers: SupplierStanding[];
  /** The courier for an order that names none: the one approved longest. */
  courierId: string | null;
  policy: Policy | null;
  calendars: Record<string, Calendar>;
}

/** All that accepting an order looks up, in one statement. */
export async function placingFacts(
  tx: postgres.TransactionSql,
  request: PlaceRequest,
): Promise<PlacingBackground> {
  const { input } = request;
  const [row] = await tx<{ facts: StoredFacts }[]>`
    with courier as (
      select id from parties where role = 'courier' and status = 'approved'
      order by created_at, id limit 1),
    named as (
      select * from parties where id in (${input.sellerId}, ${input.paymentProviderId ?? ''},
        coalesce(${input.courierId}, (select id from courier))))
    select jsonb_build_object(
      'key', (select jsonb_build_object('bodyHash', body_hash, 'subjectId', subject_id)
        from idempotency_keys where id = ${request.key.id}),
      'existingId', (select id from orders where platform_id = ${input.platformId}
        and platform_order_no = ${input.platformOrderNo}),
      'parties', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'name', name,
        'calendarId', calendar_id, 'status', status, 'qualifications',
        (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'kind', kind, 'number', number,
          'issuer', issuer, 'validFrom', valid_from, 'validTo', valid_to, 'evidenceDigest',
          evidence_digest, 'filedAt', filed_at, 'revokedAt', revoked_at, 'revocationNote',
          revocation_note)), '[]') from party_qualifications q where q.party_id = named.id))),
        '[]') from named),
      'goods', (select coalesce(jsonb_agg(jsonb_build_object('sku', g.sku, 'version', g.version,
          'unit', g.content -> 'unit', 'tolerance', g.content -> 'tolerance', 'handling',
          g.content -> 'handling', 'inspectionForm', g.content -> 'inspectionForm')), '[]')
        from (select distinct on (sku) * from goods where seller_id = ${input.sellerId}
          and sku = any(${input.lines.map(({ sku }) => sku)}) order by sku, version desc) g),
      'suppliers', (select coalesce(jsonb_agg(jsonb_build_object('sku', g.sku, 'id', p.id,
          'role', p.role, 'name', p.name, 'calendarId', p.calendar_id, 'status', p.status,
          'qualifications', (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'kind', kind,
            'number', number, 'issuer', issuer, 'validFrom', valid_from, 'validTo', valid_to,
            'evidenceDigest', evidence_digest, 'filedAt', filed_at, 'revokedAt', revoked_at,
            'revocationNote', null)), '[]')
            from party_qualifications q where q.party_id = p.id))), '[]')
        from (select distinct on (sku) * from goods where seller_id = ${input.sellerId}
          and sku = any(${input.lines.map(({ sku }) => sku)}) order by sku, version desc) g
        join parties p on p.id = g.supplier_id),
      'courierId', (select id from courier),
      'policies', (select coalesce(jsonb_agg(content), '[]') from (
        select distinct on (name) name, content from policies
        where ${request.policyName}::text is null or name = ${request.policyName}
        order by name, version desc) current
        where ${request.policyName}::text is not null or name = 'default' or content ? 'appliesTo'),
      'category', (select category from named where id = ${input.sellerId}),
      'calendars', (select coalesce(jsonb_object_agg(c.id, c.content), '{}') from (
        select distinct on (id) id, content from calendars
        where id in ('cn-5x8', 'always') or id in (select calendar_id from named)
        order by id, version desc) c)) as facts`;
  const { policies, category, ...facts } = must(row, 'facts').facts;
  const { platformId, sellerId } = input;
  const policy =
    request.policyName === null
      ? chosenPolicy(policies, { platformId, sellerId, category })
      : (policies[0] ?? null);
  return { ...facts, policy };
}

/** Before it is chosen which policy the order gets: the named one, or all that might claim it. */
type StoredFacts = Omit<PlacingBackground, 'policy'> & {
  policies: Policy[];
  category: string | null;
};
