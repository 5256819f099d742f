import type { OrderState, StateTable } from '../../domain/order.ts';

/** How the parts of an order's state lie in tables: key columns, and those that may change. */
export interface TableShape {
  table: string;
  key: readonly string[];
  changing: readonly string[];
}

export const ordersShape: TableShape = {
  table: 'orders',
  key: ['id'],
  changing: [
    'courier_id',
    'status',
    'status_reason',
    'version',
    'last_at',
    'payment_method',
    'payment_status',
    'payment_token',
    'payment_attempt',
    'attempts_left',
    'next_action',
    'authorized_minor',
    'authorization_reference',
    'authorization_expires_at',
    'captured_minor',
    'capture_reference',
    'collected_minor',
    'remittance',
    'refunded_minor',
    'delivery_fee_refunded_minor',
    'escalated',
    'frozen',
    'consumer_confirmation',
    'after_sale_ended',
    'amendment',
    'goods_minor',
    'discount_minor',
    'tax_minor',
    'total_minor',
  ],
};

export const stateShapes: Record<StateTable, TableShape> = {
  lines: {
    table: 'order_lines',
    key: ['order_id', 'line_no'],
    changing: [
      'confirmed',
      'planned',
      'cancelled',
      'handed_over',
      'accepted',
      'refused',
      'missing',
      'refused_back',
      'returned_after_sale',
      'dropped',
      'withdrawn',
      'refunded_quantity',
      'refunded_minor',
    ],
  },
  shipments: {
    table: 'shipments',
    key: ['id'],
    changing: [
      'status',
      'courier_id',
      'courier_service',
      'declines',
      'waybill_no',
      'reason',
      'cod_due_minor',
      'parcels',
      'appointment',
      'earlier_appointments',
      'attempts',
      'unattended',
      'reported_delivered_at',
      'damaged_at',
      'inspection',
      'tracking_rank',
      'handed_over_at',
      'ended_at',
      'cash_collected_minor',
      'cash_remitted_at',
      'cash_claimed_at',
      'refund_waived_at',
    ],
  },
  shipmentLines: {
    table: 'shipment_lines',
    key: ['shipment_id', 'line_no'],
    changing: ['quantity', 'handed_over', 'accepted', 'refused', 'missing'],
  },
  documents: { table: 'documents', key: ['id'], changing: ['status'] },
  signatures: { table: 'signatures', key: ['id'], changing: [] },
  movements: {
    table: 'payment_movements',
    key: ['id'],
    changing: ['status', 'amount_minor', 'provider_reference', 'failure', 'at'],
  },
  refunds: {
    table: 'refunds',
    key: ['id'],
    changing: [
      'status',
      'channel',
      'lines',
      'released_minor',
      'paid_minor',
      'tries',
      'provider_reference',
      'failure',
      'finished_at',
    ],
  },
  deadlines: {
    table: 'deadlines',
    key: ['id'],
    changing: [
      'state',
      'grace',
      'ended_at',
      'due_at',
      'grace_ends_at',
      'provisional',
      'source',
      'remind_at',
      'reminded_at',
      'paused_at',
      'escalate_at',
      'escalations',
    ],
  },
  effects: {
    table: 'effects',
    key: ['id'],
    changing: ['status', 'tries', 'failure', 'finished_at', 'result'],
  },
  cases: {
    table: 'cases',
    key: ['id'],
    changing: ['status', 'details', 'resolved_at', 'resolution', 'answer'],
  },
  invoices: { table: 'invoices', key: ['id'], changing: [] },
};

type Row = Record<string, unknown>;

/** A domain object's fields as columns; nested values stay as they are. */
export function toRow(value: object): Row {
  return renamed(value as Row, (name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** Columns as a domain object's fields; instants come in the one form the domain compares. */
export function fromRow<T>(row: Row): T {
  const value = renamed(row, (name) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string' && /(^at|At|By)$/.test(name)) {
      value[name] = new Date(field).toISOString();
    }
  }
  return value as T;
}

function renamed(value: Row, rename: (name: string) => string): Row {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [rename(name), field]));
}

/** The rows of a state that a transition has added or changed, by table. */
export type StateChanges = Partial<Record<StateTable, object[]>>;

export function changedRows(before: OrderState | null, after: OrderState): StateChanges {
  const changes: StateChanges = {};
  for (const name of Object.keys(stateShapes) as StateTable[]) {
    const known = new Set((before?.[name] ?? []).map((row) => JSON.stringify(row)));
    const changed = after[name].filter((row) => !known.has(JSON.stringify(row)));
    if (changed.length > 0) changes[name] = changed;
  }
  return changes;
}
