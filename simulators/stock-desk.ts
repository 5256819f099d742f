import { randomUUID } from 'node:crypto';
import type {
  Allocation,
  HoldOutcome,
  InventoryLine,
  RenewOutcome,
} from '../src/adapters/inventory/port.ts';
import type { Books } from './books.ts';
import { SimulatorRefusal } from './server.ts';
import { allocate } from './stock-allocation.ts';
import {
  findHold,
  holdLines,
  insertHold,
  insertHoldLine,
  overdueHolds,
  saveHold,
  saveHoldLine,
  saveStockLevel,
  stockLevels,
} from './stock-books.ts';
import type { Hold, HoldLine } from './stock-books.ts';

export interface WantedHold {
  key: string;
  sellerId: string;
  lines: InventoryLine[];
  partial?: boolean;
  strategy?: 'fewest_warehouses' | 'in_order';
}

const usualSeconds = 30 * 86_400;
/** An article whose name begins with this is held for an hour only. */
const hastyPrefix = 'short-hold';
const hastySeconds = 3_600;

/** Holds all lines or none, or as much as there is. A key that was released is refused for good. */
export function hold(books: Books, request: WantedHold, nowMs: number): HoldOutcome {
  const { key, sellerId, partial = false, strategy = 'fewest_warehouses' } = request;
  if (findHold(books, key) !== undefined) return { status: 'refused', shortages: [] };
  const lines = sumBySku(request.lines);
  const levels = lines.flatMap(({ sku }) => stockLevels(books, sellerId, sku));
  const allocations = allocate(levels, lines, strategy);
  const shortages = lines
    .map(({ sku, quantity }) => ({
      sku,
      requested: quantity,
      available: unitsOf(allocations, sku),
    }))
    .filter(({ requested, available }) => requested > available);
  const isHeld = shortages.length === 0 || (partial && allocations.length > 0);
  const holdReference = `sim-hld-${randomUUID()}`;
  if (!isHeld) {
    const none = { expiresAt: null, validForSeconds: null };
    insertHold(books, { key, sellerId, status: 'refused', holdReference, ...none });
    return { status: 'refused', shortages };
  }
  const isHasty = lines.some(({ sku }) => sku.startsWith(hastyPrefix));
  const validForSeconds = isHasty ? hastySeconds : usualSeconds;
  const expiresAt = nowMs + validForSeconds * 1_000;
  insertHold(books, { key, sellerId, status: 'held', holdReference, expiresAt, validForSeconds });
  for (const { sku, warehouse, quantity } of allocations) {
    insertHoldLine(books, key, { sku, warehouse, quantity });
    move(books, { sellerId, sku, warehouse, held: quantity, onHand: 0 });
  }
  return { status: 'held', holdReference, allocations, shortages, validForSeconds };
}

function unitsOf(allocations: readonly Allocation[], sku: string): number {
  return allocations
    .filter((allocation) => allocation.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** How long a hold is still good for, whenever its answer is asked for again. */
export function secondsLeft(books: Books, key: string, nowMs: number): number {
  const { expiresAt } = findHold(books, key) ?? { expiresAt: null };
  return Math.max(1, Math.ceil(((expiresAt ?? nowMs) - nowMs) / 1_000));
}

/** A hold lasts as long again as at its beginning; one that is over cannot be brought back. */
export function renew(books: Books, { holdKey }: { holdKey: string }, nowMs: number): RenewOutcome {
  const found = findHold(books, holdKey);
  if (found?.status !== 'held') return { status: 'expired' };
  const validForSeconds = found.validForSeconds ?? usualSeconds;
  saveHold(books, { ...found, expiresAt: nowMs + validForSeconds * 1_000 });
  return { status: 'renewed', validForSeconds };
}

/** Lets go of everything whose time is over: it is anybody's again. */
export function expireHolds(books: Books, nowMs: number): void {
  for (const overdue of overdueHolds(books, nowMs)) {
    settle(books, { hold: overdue, lines: rest(books, overdue.key), as: 'released' });
    saveHold(books, { ...overdue, status: 'expired' });
  }
}

/** Held goods leave the stock; more than is held is refused with 422 `more_than_held`. */
export function commit(books: Books, request: { holdKey: string; lines: InventoryLine[] }) {
  const found = findHold(books, request.holdKey);
  if (found?.status === 'expired') throw new SimulatorRefusal(422, 'hold_expired');
  if (found?.status !== 'held') throw new SimulatorRefusal(422, 'hold_not_found');
  settle(books, { hold: found, lines: request.lines, as: 'committed' });
  return { status: 'committed' } as const;
}

/**
 * Held goods become available again, all that are left where no lines are named. A hold that never
 * arrived is marked, so that it never will be taken.
 */
export function release(books: Books, request: { holdKey: string; lines?: InventoryLine[] }) {
  const { holdKey: key, lines } = request;
  const found = findHold(books, key);
  if (found?.status === 'held') {
    settle(books, { hold: found, lines: lines ?? rest(books, key), as: 'released' });
  } else if (lines !== undefined && found?.status !== 'expired') {
    throw new SimulatorRefusal(422, 'hold_not_found');
  } else if (found === undefined) {
    const holdReference = `sim-hld-${randomUUID()}`;
    const none = { sellerId: null, expiresAt: null, validForSeconds: null };
    insertHold(books, { key, status: 'released', holdReference, ...none });
  }
  return { status: 'released' } as const;
}

function settle(
  books: Books,
  change: { hold: Hold; lines: InventoryLine[]; as: 'committed' | 'released' },
): void {
  const { key, sellerId } = change.hold;
  for (const wanted of change.lines) {
    let missing = wanted.quantity;
    for (const line of holdLines(books, key).filter((found) => isOf(found, wanted))) {
      const quantity = Math.min(missing, leftOf(line));
      if (quantity === 0 || sellerId === null) continue;
      missing -= quantity;
      saveHoldLine(books, key, { ...line, [change.as]: line[change.as] + quantity });
      const onHand = change.as === 'committed' ? -quantity : 0;
      const { sku, warehouse } = line;
      move(books, { sellerId, sku, warehouse, held: -quantity, onHand });
    }
    if (missing > 0) throw new SimulatorRefusal(422, 'more_than_held');
  }
}

function isOf(line: HoldLine, { sku, warehouse }: InventoryLine): boolean {
  return line.sku === sku && (warehouse === undefined || line.warehouse === warehouse);
}

function rest(books: Books, holdKey: string): InventoryLine[] {
  return holdLines(books, holdKey)
    .map((line) => ({ sku: line.sku, warehouse: line.warehouse, quantity: leftOf(line) }))
    .filter(({ quantity }) => quantity > 0);
}

function leftOf({ quantity, committed, released }: HoldLine): number {
  return quantity - committed - released;
}

function move(
  books: Books,
  change: { sellerId: string; sku: string; warehouse: string; held: number; onHand: number },
): void {
  const { sellerId, sku, warehouse } = change;
  const known = stockLevels(books, sellerId, sku).find((found) => found.warehouse === warehouse);
  const { onHand, held } = known ?? { onHand: 0, held: 0 };
  saveStockLevel(books, {
    sellerId,
    sku,
    warehouse,
    onHand: onHand + change.onHand,
    held: held + change.held,
  });
}

/** An order may name one article on two lines; the stock knows it once. */
function sumBySku(lines: InventoryLine[]): { sku: string; quantity: number }[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
