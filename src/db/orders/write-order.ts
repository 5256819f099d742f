import type postgres from 'postgres';
import type { OrderRow, StateTable } from '../../domain/order.ts';
import { stateTables } from '../../domain/order.ts';
import { ordersShape, type StateChanges, stateShapes, type TableShape, toRow } from './rows.ts';

type Tx = postgres.TransactionSql;
type Json = Parameters<Tx['json']>[0];

/**
 * One statement writes all of an order that changed: rows arrive as JSON by table, known ones
 * change only in the columns that may. Its text never varies, so it is prepared once.
 */
const writeStateText = [
  `with ${upsert('w_orders', 'orders', ordersShape)}`,
  ...stateTables.map((name) => upsert(`w_${stateShapes[name].table}`, name, stateShapes[name])),
].join(',\n');

function upsert(label: string, name: string, shape: TableShape): string {
  const conflict =
    shape.changing.length === 0
      ? ''
      : ` on conflict (${shape.key.join(', ')}) do update set ${shape.changing
          .map((column) => `${column} = excluded.${column}`)
          .join(', ')}`;
  return `${label} as (insert into ${shape.table}
    select * from jsonb_populate_recordset(null::${shape.table}, $1::jsonb -> '${name}')${conflict})`;
}

const writeText = `${writeStateText}\nselect 1`;

export function writeState(tx: Tx, order: OrderRow, changes: StateChanges): Promise<unknown> {
  const rows: Record<string, object[]> = { orders: [toRow(order)] };
  for (const name of stateTables as readonly StateTable[]) {
    rows[name] = (changes[name] ?? []).map(toRow);
  }
  return tx.unsafe(writeText, [tx.json(rows as Json) as never], { prepare: true });
}

export interface Records {
  journal: object;
  postings: object[];
  startRequests: object[];
  key: object | null;
  /** Of a new order, or with another recipient: key and invoice wish stay as they are. */
  personal: object | null;
}

/** As text: a stored answer keeps the order of its fields, which jsonb would not. */
const recordsText = `with journalled as (
    insert into journal (order_id, sequence, at, type, actor, subject, data, status, previous_hash, hash)
    select order_id, sequence, at, type, actor, subject, data, status, previous_hash, hash
    from json_populate_record(null::journal, $1::text::json -> 'journal')),
  posted as (
    insert into postings (order_id, transition, account, amount_minor, currency, reason, reference, at, party_id)
    select order_id, transition, account, amount_minor, currency, reason, reference, at, party_id
    from json_populate_recordset(null::postings, $1::text::json -> 'postings')),
  asked as (
    insert into start_requests
    select * from json_populate_recordset(null::start_requests, $1::text::json -> 'startRequests')
    on conflict (workflow_id) do update set requested_at = excluded.requested_at, started_at = null),
  sealed as (
    insert into order_personal
    select * from json_populate_recordset(null::order_personal, $1::text::json -> 'personal')
    on conflict (order_id) do update set recipient = excluded.recipient)
  insert into idempotency_keys
  select * from json_populate_recordset(null::idempotency_keys, $1::text::json -> 'keys')`;

/** Journal entry, postings, workflows to start, the answered key: what is only ever added. */
export function writeRecords(tx: Tx, records: Records): Promise<unknown> {
  const rows = {
    journal: toRow(records.journal),
    postings: records.postings.map(toRow),
    startRequests: records.startRequests.map(toRow),
    personal: records.personal ? [toRow(records.personal)] : [],
    keys: records.key ? [toRow(records.key)] : [],
  };
  return tx.unsafe(recordsText, [JSON.stringify(rows)], { prepare: true });
}
