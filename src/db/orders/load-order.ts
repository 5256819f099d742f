import type postgres from 'postgres';
import type { Agreement } from '../../domain/parties/agreements.ts';
import type { Calendar } from '../../domain/calendars/calendar.ts';
import type { Action } from '../../domain/commands.ts';
import type { OrderState, StateTable } from '../../domain/order.ts';
import { stateTables } from '../../domain/order.ts';
import {
  type CourierRow,
  couriersJson,
  mayNeedCouriers,
  namedCourier,
} from '../registry/couriers.ts';
import { lockOrderRow } from './cash-lock.ts';
import { fromRow, stateShapes } from './rows.ts';

type Sql = postgres.Sql | postgres.TransactionSql;

/** What lies beside an order's state and only a transition needs. */
export interface OrderBackground {
  state: OrderState;
  calendars: Record<string, Calendar>;
  /** Of the order's couriers, each as it stands now. */
  agreements: Agreement[];
  /** Those that might carry a shipment of it; null where the action asks for none. */
  couriers: CourierRow[] | null;
  journalHead: string | null;
  personal: { wrappedKey: string | null; recipient: unknown } | null;
  key: { bodyHash: string; status: number; subjectType: string; subjectId: string } | null;
}

const orderBy: Record<StateTable, string> = {
  lines: 'line_no',
  shipments: 'ctid',
  shipmentLines: 'shipment_id, line_no',
  documents: 'issued_at, id',
  signatures: 'recorded_at, id',
  movements: 'at, id',
  refunds: 'requested_at, id',
  deadlines: 'started_at, id',
  effects: 'requested_at, id',
  cases: 'opened_at, id',
  invoices: 'recorded_at, id',
};

const collections = stateTables
  .map((name) => {
    const order = name === 'shipments' ? 'id' : orderBy[name];
    return `'${name}', (select coalesce(jsonb_agg(to_jsonb(t) order by ${order}), '[]')
      from ${stateShapes[name].table} t where t.order_id = o.id)`;
  })
  .join(',\n    ');

/** The parties of an order, the couriers of all its shipments included. */
const partyIds = `array(select unnest(array[o.seller_id, o.courier_id, o.payment_provider_id])
    union select s.courier_id from shipments s where s.order_id = o.id)`;

const stateText = `jsonb_build_object(
    'order', to_jsonb(o),
    ${collections},
    'balances', (select coalesce(jsonb_object_agg(b.account, b.sum), '{}') from
      (select account, sum(amount_minor) from postings where order_id = o.id group by account) b),
    'parties', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'role', p.role, 'name', p.name,
        'calendarId', p.calendar_id)), '[]')
      from parties p where p.id = any(${partyIds})),
    'policy', (select content from policies where name = o.policy_name and version = o.policy_version))`;

/** One statement: the order as a whole, of one moment. */
const loadText = `select ${stateText} as state from orders o where o.id = any($1)`;

const backgroundText = `select ${stateText} as state,
  (select jsonb_object_agg(c.id, c.content) from
    (select distinct on (id) id, content from calendars
      where id = 'cn-5x8' or id = 'always' or id in
        (select calendar_id from parties where id = any(${partyIds}) or ($3::boolean and role = 'courier'))
      order by id, version desc) c) as calendars,
  (select jsonb_agg(a.content || jsonb_build_object('id', a.id, 'version', a.version, 'kind', a.kind,
      'parties', a.parties, 'validFrom', a.valid_from, 'validTo', a.valid_to) order by a.id) from
    (select distinct on (id) * from agreements
      where parties && array(select o.courier_id where o.courier_id is not null union
        select o.payment_provider_id where o.payment_provider_id is not null union
        select courier_id from shipments s where s.order_id = o.id and courier_id is not null union
        select id from parties where $3::boolean and role = 'courier')
      order by id, version desc) a) as agreements,
  case when $3::boolean then ${couriersJson(`c.role = 'courier' or c.id = $4::text`, 'o.platform_id')} end as couriers,
  (select hash from journal where order_id = o.id order by sequence desc limit 1) as journal_head,
  (select to_jsonb(p) from order_personal p where p.order_id = o.id) as personal,
  (select to_jsonb(k) from idempotency_keys k where k.id = $2) as key
  from orders o where o.id = $1`;

interface RawState {
  order: Record<string, unknown>;
  balances: Record<string, number>;
  parties: OrderState['parties'];
  policy: OrderState['policy'];
  [table: string]: unknown;
}

function stateOf(raw: RawState): OrderState {
  const collected = Object.fromEntries(
    stateTables.map((name) => [
      name,
      (raw[name] as Record<string, unknown>[]).map((row) => fromRow(row)),
    ]),
  );
  return {
    ...collected,
    order: fromRow(raw.order),
    balances: raw.balances,
    parties: raw.parties,
    policy: raw.policy,
  } as OrderState;
}

/** Several orders, each as it stood at one moment; unknown ids are left out. */
export async function loadOrders(sql: Sql, orderIds: readonly string[]): Promise<OrderState[]> {
  if (orderIds.length === 0) return [];
  const rows = await sql.unsafe<{ state: RawState }[]>(loadText, [orderIds as string[]], {
    prepare: true,
  });
  const states = new Map(rows.map(({ state }) => [String(state.order.id), stateOf(state)]));
  return orderIds.flatMap((id) => states.get(id) ?? []);
}

export async function loadOrder(sql: Sql, orderId: string): Promise<OrderState | null> {
  const [state] = await loadOrders(sql, [orderId]);
  return state ?? null;
}

/**
 * Locks the order's row and loads all a transition needs, in one round trip: two statements, so
 * that the second sees what the first had to wait for.
 */
export async function lockOrder(
  tx: postgres.TransactionSql,
  orderId: string,
  { keyId, action }: { keyId: string | null; action: Action },
): Promise<OrderBackground | null> {
  const [, rows] = await Promise.all([
    lockOrderRow(tx, { orderId, action }),
    tx.unsafe<
      {
        state: RawState;
        calendars: Record<string, Calendar> | null;
        agreements: Agreement[] | null;
        couriers: CourierRow[] | null;
        journalHead?: string;
        journal_head: string | null;
        personal: Record<string, unknown> | null;
        key: Record<string, unknown> | null;
      }[]
    >(backgroundText, [orderId, keyId ?? '', mayNeedCouriers(action), namedCourier(action) ?? ''], {
      prepare: true,
    }),
  ]);
  const row = rows[0];
  if (!row) return null;
  return {
    state: stateOf(row.state),
    calendars: row.calendars ?? {},
    agreements: row.agreements ?? [],
    couriers: row.couriers,
    journalHead: row.journal_head,
    personal: row.personal ? fromRow(row.personal) : null,
    key: row.key ? fromRow(row.key) : null,
  };
}
