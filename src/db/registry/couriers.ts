import type postgres from 'postgres';
import type { Action } from '../../domain/commands.ts';
import {
  type CourierStanding,
  type Destination,
  servesDestination,
} from '../../domain/parties/couriers.ts';

/** A courier as it is read; whether it serves a destination is for the rule to say. */
export interface CourierRow extends Omit<CourierStanding, 'serves'> {
  regions: string[];
}

/** So many of its latest deliveries tell how punctual a courier is. */
const latestDeliveries = 200;

/** What a party has filed, as JSON; `owner` is its row. */
export const qualificationsJson = (owner: string): string => `
  (select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'kind', q.kind, 'number', q.number,
    'issuer', q.issuer, 'validFrom', q.valid_from, 'validTo', q.valid_to, 'evidenceDigest',
    q.evidence_digest, 'filedAt', q.filed_at, 'revokedAt', q.revoked_at, 'revocationNote',
    q.revocation_note)), '[]') from party_qualifications q where q.party_id = ${owner}.id)`;

/**
 * What a courier has collected for a platform and not handed over, what it is still to collect, and
 * its agreements about that. Of an order that travels in parts never more than is left to pay.
 */
const cashJson = (platform: string): string => `jsonb_build_object(
    'outstanding', (select coalesce(jsonb_object_agg(owed.currency, owed.minor), '{}') from
      (select w.currency, sum(s.cash_collected_minor) as minor
        from shipments s join orders w on w.id = s.order_id
        where s.courier_id = c.id and s.cash_collected_minor is not null
          and s.cash_remitted_at is null and w.platform_id = ${platform}
        group by w.currency) owed),
    'onTheRoad', (select coalesce(jsonb_object_agg(road.currency, road.minor), '{}') from
      (select currency, sum(minor) as minor from (
        select w.currency,
            least(sum(s.cod_due_minor), w.total_minor - w.collected_minor) as minor
          from shipments s join orders w on w.id = s.order_id
          where s.courier_id = c.id and s.cod_due_minor is not null and s.ended_at is null
            and w.platform_id = ${platform}
          group by w.id
        union all
        select w.currency, w.total_minor from orders w
          where w.courier_id = c.id and w.payment_timing = 'on_delivery'
            and w.status in ('awaiting_consumer', 'awaiting_confirmation', 'awaiting_payment',
              'awaiting_handover')
            and w.platform_id = ${platform}
            and not exists (select from shipments s where s.order_id = w.id)) each
        group by currency) road),
    'agreements', (select coalesce(jsonb_agg(a.content || jsonb_build_object('id', a.id,
        'version', a.version, 'kind', a.kind, 'parties', a.parties, 'validFrom', a.valid_from,
        'validTo', a.valid_to) order by a.id), '[]') from
      (select distinct on (id) * from agreements where parties @> array[c.id]
        order by id, version desc) a
      where a.content -> 'cashLimit' <> 'null'))`;

/**
 * Rows of parties as couriers with their standing; `condition` says which, of `c`, and `platform`
 * whose cash is looked at.
 */
export const couriersJson = (condition: string, platform: string): string => `
  (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'role', c.role, 'name', c.name,
      'calendarId', c.calendar_id, 'status', c.status, 'capabilities', c.capabilities,
      'regions', c.regions, 'services', c.services, 'createdAt', c.created_at,
      'qualifications', ${qualificationsJson('c')}, 'cash', ${cashJson(platform)},
      'onTime', (select jsonb_build_object('met', count(*) filter (where state = 'met'),
          'missed', count(*) filter (where state = 'missed'))
        from (select state from deadlines d where d.responsible_party_id = c.id
          and d.name = 'delivery' and d.state in ('met', 'missed')
          order by d.started_at desc limit ${latestDeliveries}) latest))), '[]')
    from parties c where ${condition})`;

/** The couriers for goods that go there. Regions are looked at here and nowhere kept. */
export function standingOf(rows: readonly CourierRow[], to: Destination | null): CourierStanding[] {
  return rows.map(({ regions, ...courier }) => ({
    ...courier,
    serves: servesDestination(regions, to),
  }));
}

const needing: readonly Action['name'][] = [
  'splitShipment',
  'decideAsCourier',
  'reassignShipment',
  'changeDeliveryAddress',
  'expireDeadline',
];

/** Whether a rule may have to choose a courier, or to judge the one that is named. */
export function mayNeedCouriers(action: Action): boolean {
  return needing.includes(action.name);
}

/** All couriers, and the party that the action names as one, whatever it is. */
export async function couriersFor(
  sql: postgres.Sql,
  { orderId, action }: { orderId: string; action: Action },
): Promise<CourierRow[]> {
  const platform = '(select platform_id from orders where id = $2)';
  const [row] = await sql.unsafe<{ couriers: CourierRow[] }[]>(
    `select ${couriersJson(`c.role = 'courier' or c.id = $1`, platform)} as couriers`,
    [namedCourier(action) ?? '', orderId],
  );
  return row?.couriers ?? [];
}

/** Whom the action wants as courier. */
export function namedCourier(action: Action): string | null {
  const isNaming = action.name === 'splitShipment' || action.name === 'reassignShipment';
  return isNaming ? action.courierId : null;
}
