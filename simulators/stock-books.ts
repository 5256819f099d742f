import type { Books } from './books.ts';

/** What a seller has of one article. `available` = `onHand` − `held`. */
export type StockLevel = {
  sellerId: string;
  sku: string;
  onHand: number;
  held: number;
  available: number;
};

/** `released`: given up before it arrived, so that it never can. */
export type Hold = {
  key: string;
  sellerId: string | null;
  status: 'held' | 'refused' | 'released';
  holdReference: string;
};

/** One article of a hold; `quantity` = still held + `committed` + `released`. */
export type HoldLine = { sku: string; quantity: number; committed: number; released: number };

/** The stock tables. Their checks make overselling impossible whatever the code above them does. */
export const stockSchema = `
  create table if not exists stock (
    seller_id text not null,
    sku text not null,
    on_hand integer not null check (on_hand >= 0),
    held integer not null default 0 check (held >= 0),
    primary key (seller_id, sku),
    check (held <= on_hand)
  ) strict;
  create table if not exists holds (
    sequence integer primary key autoincrement,
    key text not null unique,
    seller_id text,
    status text not null check (status in ('held', 'refused', 'released')),
    hold_reference text not null unique
  ) strict;
  create table if not exists hold_lines (
    hold_key text not null references holds (key),
    sku text not null,
    quantity integer not null check (quantity > 0),
    committed integer not null default 0 check (committed >= 0),
    released integer not null default 0 check (released >= 0),
    primary key (hold_key, sku),
    check (committed + released <= quantity)
  ) strict`;

const unknownOnHand = 1_000_000;

/** An article nobody told of: plenty, or nothing if its name begins with `out-of-stock`. */
export function stockLevel(books: Books, sellerId: string, sku: string): StockLevel {
  const known = books.one<{ onHand: number; held: number }>(
    'select on_hand as onHand, held from stock where seller_id = ? and sku = ?',
    sellerId,
    sku,
  );
  const fallback = { onHand: sku.startsWith('out-of-stock') ? 0 : unknownOnHand, held: 0 };
  const { onHand, held } = known ?? fallback;
  return { sellerId, sku, onHand, held, available: onHand - held };
}

/** Sets a level; one below what is held violates a check and throws. */
export function saveStockLevel(books: Books, level: Omit<StockLevel, 'available'>): void {
  books.run(
    `insert into stock (seller_id, sku, on_hand, held) values (?, ?, ?, ?)
      on conflict do update set on_hand = excluded.on_hand, held = excluded.held`,
    level.sellerId,
    level.sku,
    level.onHand,
    level.held,
  );
}

/** Writes a hold down, without its lines; its key must be new. */
export function insertHold(books: Books, hold: Hold): void {
  books.run(
    'insert into holds (key, seller_id, status, hold_reference) values (?, ?, ?, ?)',
    hold.key,
    hold.sellerId,
    hold.status,
    hold.holdReference,
  );
}

const holdColumns = 'key, seller_id as sellerId, status, hold_reference as holdReference';

/** The hold under a key, whatever became of it. */
export function findHold(books: Books, key: string): Hold | undefined {
  return books.one<Hold>(`select ${holdColumns} from holds where key = ?`, key);
}

/** All holds, the oldest first. */
export function allHolds(books: Books): Hold[] {
  return books.all<Hold>(`select ${holdColumns} from holds order by sequence`);
}

/** Adds an article to a hold; each article at most once. */
export function insertHoldLine(
  books: Books,
  holdKey: string,
  line: { sku: string; quantity: number },
) {
  books.run(
    'insert into hold_lines (hold_key, sku, quantity) values (?, ?, ?)',
    holdKey,
    line.sku,
    line.quantity,
  );
}

/** What a hold consists of and what became of it. */
export function holdLines(books: Books, holdKey: string): HoldLine[] {
  return books.all<HoldLine>(
    'select sku, quantity, committed, released from hold_lines where hold_key = ? order by sku',
    holdKey,
  );
}

/** Sets what of a line was committed and released. */
export function saveHoldLine(books: Books, holdKey: string, line: HoldLine): void {
  books.run(
    'update hold_lines set committed = ?, released = ? where hold_key = ? and sku = ?',
    line.committed,
    line.released,
    holdKey,
    line.sku,
  );
}
