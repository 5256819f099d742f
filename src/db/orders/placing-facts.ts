import type postgres from 'postgres';
import type { Calendar } from '../../domain/calendars/calendar.ts';
import { cashWanted } from '../../domain/parties/cash-limit.ts';
import {
  bestCourier,
  type CourierStanding,
  handlingOfInput,
} from '../../domain/parties/couriers.ts';
import { must } from '../../domain/errors.ts';
import type { RegisteredGoods } from '../../domain/placing/goods.ts';
import type { PartyStanding, SupplierStanding } from '../../domain/placing/placing.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { chosenPolicy } from '../../domain/policies/policy-choice.ts';
import {
  type CourierRow,
  couriersJson,
  qualificationsJson,
  standingOf,
} from '../registry/couriers.ts';
import type { PlaceRequest } from './placing.ts';

export interface PlacingBackground {
  key: { bodyHash: string; subjectId: string } | null;
  existingId: string | null;
  parties: PartyStanding[];
  goods: RegisteredGoods[];
  /** Of the goods that name one. */
  suppliers: SupplierStanding[];
  /** Those that might carry it: the named one, or all. */
  couriers: CourierStanding[];
  /** The courier for an order that names none: the best that may and can carry it. */
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
    with asked as (select ${input.platformId}::text as platform_id),
    named as (
      select * from parties where id in (${input.sellerId}, ${input.paymentProviderId ?? ''},
        ${input.courierId ?? ''})),
    -- The one that is named is judged; where none is, the best of all is looked for.
    candidates as (
      select * from parties where role = 'courier'
        and (${input.courierId}::text is null or id = ${input.courierId}))
    select jsonb_build_object(
      'key', (select jsonb_build_object('bodyHash', body_hash, 'subjectId', subject_id)
        from idempotency_keys where id = ${request.key.id}),
      'existingId', (select id from orders where platform_id = ${input.platformId}
        and platform_order_no = ${input.platformOrderNo}),
      'parties', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'name', name,
        'calendarId', calendar_id, 'status', status, 'qualifications',
        ${tx.unsafe(qualificationsJson('named'))})),
        '[]') from named),
      'goods', (select coalesce(jsonb_agg(jsonb_build_object('sku', g.sku, 'version', g.version,
          'unit', g.content -> 'unit', 'tolerance', g.content -> 'tolerance', 'handling',
          g.content -> 'handling', 'inspectionForm', g.content -> 'inspectionForm')), '[]')
        from (select distinct on (sku) * from goods where seller_id = ${input.sellerId}
          and sku = any(${input.lines.map(({ sku }) => sku)}) order by sku, version desc) g),
      'suppliers', (select coalesce(jsonb_agg(jsonb_build_object('sku', g.sku, 'id', p.id,
          'role', p.role, 'name', p.name, 'calendarId', p.calendar_id, 'status', p.status,
          'qualifications', ${tx.unsafe(qualificationsJson('p'))})), '[]')
        from (select distinct on (sku) * from goods where seller_id = ${input.sellerId}
          and sku = any(${input.lines.map(({ sku }) => sku)}) order by sku, version desc) g
        join parties p on p.id = g.supplier_id),
      'couriers', ${tx.unsafe(couriersJson('c.id in (select id from candidates)', '(select platform_id from asked)'))},
      'policies', (select coalesce(jsonb_agg(content), '[]') from (
        select distinct on (name) name, content from policies
        where ${request.policyName}::text is null or name = ${request.policyName}
        order by name, version desc) current
        where ${request.policyName}::text is not null or name = 'default' or content ? 'appliesTo'),
      'category', (select category from named where id = ${input.sellerId}),
      'calendars', (select coalesce(jsonb_object_agg(c.id, c.content), '{}') from (
        select distinct on (id) id, content from calendars
        where id in ('cn-5x8', 'always') or id in (select calendar_id from named)
          or id in (select calendar_id from candidates)
        order by id, version desc) c)) as facts`;
  const { policies, category, ...facts } = must(row, 'facts').facts;
  const { platformId, sellerId } = input;
  const policy =
    request.policyName === null
      ? chosenPolicy(policies, { platformId, sellerId, category })
      : (policies[0] ?? null);
  const couriers = standingOf(facts.couriers, request.destination ?? null);
  const known = { ...facts, policy, couriers, courierId: null };
  return input.courierId === null ? withCourier(known, request) : known;
}

/** Nobody has named a courier: the best that may and can carry the goods, if there is one. */
function withCourier(known: PlacingBackground, { input, at }: PlaceRequest): PlacingBackground {
  const { policy, couriers, goods, parties } = known;
  const handling = handlingOfInput(input.lines, goods);
  const service = input.courierService;
  const cash = cashWanted(input.payment.timing, input, input.totalMinor);
  const best = policy && bestCourier(couriers, { handling, service, policy, at, cash });
  return best ? { ...known, courierId: best.id, parties: [...parties, best] } : known;
}

/** Before it is chosen which policy the order gets: the named one, or all that might claim it. */
type StoredFacts = Omit<PlacingBackground, 'policy' | 'couriers' | 'courierId'> & {
  couriers: CourierRow[];
  policies: Policy[];
  category: string | null;
};
