import type { Books } from './books.ts';

/** What a warehouse has of an article of a seller. `available` = `onHand` − `held`. */
export type WarehouseLevel = {
  sellerId: string;
  sku: string;
  warehouse: string;
  onHand: number;
  held: number;
};

/** `released`: given up before it arrived, so that it never can. */
export type Hold = {
  key: string;
  sellerId: string | null;
  status: 'held' | 'refused' | 'released' | 'expired';
  holdReference: string;
  /** Epoch milliseconds; null where nothing is held. */
  expiresAt: number | null;
  validForSeconds: number | null;
};

/** One article of a hold in one warehouse; `quantity` = still held + `committed` + `released`. */
export type HoldLine = {
  sku: string;
  warehouse: string;
  quantity: number;
  committed: number;
  released: number;
};

/** The stock tables. Their checks make overselling impossible whatever the code above them does. */
export const stockSchema = `
  create table if not exists stock (
    sequence integer primary key autoincrement,
    seller_id text not null,
    sku text not null,
    warehouse text not null,
    on_hand integer not null check (on_hand >= 0),
    held integer not null default 0 check (held >= 0),
    unique (seller_id, sku, warehouse),
    check (held <= on_hand)
  ) strict;
  create table if not exists holds (
    sequence integer primary key autoincrement,
    key text not null unique,
    seller_id text,
    status text not null check (status in ('held', 'refused', 'released', 'expired')),
    hold_reference text not null unique,
    expires_at integer,
    valid_for_seconds integer
  ) strict;
  create table if not exists hold_lines (
    hold_key text not null references holds (key),
    sku text not null,
    warehouse text not null,
    quantity integer not null check (quantity > 0),
    committed integer not null default 0 check (committed >= 0),
    released integer not null default 0 check (released >= 0),
    primary key (hold_key, sku, warehouse),
    check (committed + released <= quantity)
  ) strict`;

export const mainWarehouse = 'main';
const unknownOnHand = 1_000_000;

/**
 * An article in each warehouse that has it, in the order in which they were told of. One that
 * nobody told of is in the main one: plenty, or nothing if its name begins with `out-of-stock`.
 */
export function stockLevels(books: Books, sellerId: string, sku: string): WarehouseLevel[] {
  const known = books.all<WarehouseLevel>(
    `select seller_id as sellerId, sku, warehouse, on_hand as onHand, held from stock
      where seller_id = ? and sku = ? order by sequence`,
    sellerId,
    sku,
  );
  if (known.length > 0) return known;
  const onHand = sku.startsWith('out-of-stock') ? 0 : unknownOnHand;
  return [{ sellerId, sku, warehouse: mainWarehouse, onHand, held: 0 }];
}

/** Sets a level; one below what is held violates a check and throws. */
export function saveStockLevel(books: Books, level: WarehouseLevel): void {
  books.run(
    `insert into stock (seller_id, sku, warehouse, on_hand, held) values (?, ?, ?, ?, ?)
      on conflict (seller_id, sku, warehouse)
      do update set on_hand = excluded.on_hand, held = excluded.held`,
    level.sellerId,
    level.sku,
    level.warehouse,
    level.onHand,
    level.held,
  );
}

/** Writes a hold down, without its lines; its key must be new. */
export function insertHold(books: Books, hold: Hold): void {
  books.run(
    `insert into holds (key, seller_id, status, hold_reference, expires_at, valid_for_seconds)
      values (?, ?, ?, ?, ?, ?)`,
    hold.key,
    hold.sellerId,
    hold.status,
    hold.holdReference,
    hold.expiresAt,
    hold.validForSeconds,
  );
}

/** How long it lasts, or that it does no more. */
export function saveHold(books: Books, { key, status, expiresAt }: Hold): void {
  books.run('update holds set status = ?, expires_at = ? where key = ?', status, expiresAt, key);
}

const holdColumns = `key, seller_id as sellerId, status, hold_reference as holdReference,
  expires_at as expiresAt, valid_for_seconds as validForSeconds`;

/** The hold under a key, whatever became of it. */
export function findHold(books: Books, key: string): Hold | undefined {
  return books.one<Hold>(`select ${holdColumns} from holds where key = ?`, key);
}

/** All holds, the oldest first. */
export function allHolds(books: Books): Hold[] {
  return books.all<Hold>(`select ${holdColumns} from holds order by sequence`);
}

/** Holds whose time is over and that still hold something aside. */
export function overdueHolds(books: Books, nowMs: number): Hold[] {
  const text = `select ${holdColumns} from holds where status = 'held' and expires_at <= ?`;
  return books.all<Hold>(text, nowMs);
}

/** Adds an article to a hold; each article at most once per warehouse. */
export function insertHoldLine(
  books: Books,
  holdKey: string,
  line: { sku: string; warehouse: string; quantity: number },
) {
  books.run(
    'insert into hold_lines (hold_key, sku, warehouse, quantity) values (?, ?, ?, ?)',
    holdKey,
    line.sku,
    line.warehouse,
    line.quantity,
  );
}

/** What a hold consists of and what became of it. */
export function holdLines(books: Books, holdKey: string): HoldLine[] {
  return books.all<HoldLine>(
    `select sku, warehouse, quantity, committed, released from hold_lines
      where hold_key = ? order by sku, warehouse`,
    holdKey,
  );
}

/** Sets what of a line was committed and released. */
export function saveHoldLine(books: Books, holdKey: string, line: HoldLine): void {
  books.run(
    `update hold_lines set committed = ?, released = ?
      where hold_key = ? and sku = ? and warehouse = ?`,
    line.committed,
    line.released,
    holdKey,
    line.sku,
    line.warehouse,
  );
}
