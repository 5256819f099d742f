import { randomUUID } from 'node:crypto';
import type { HoldOutcome, InventoryLine } from '../src/adapters/inventory/port.ts';
import type { Books } from './books.ts';
import { SimulatorRefusal } from './server.ts';
import {
  findHold,
  holdLines,
  insertHold,
  insertHoldLine,
  saveHoldLine,
  saveStockLevel,
  stockLevel,
} from './stock-books.ts';
import type { Hold, HoldLine } from './stock-books.ts';

/** Holds all lines or none. A key that was released before is refused for good. */
export function hold(
  books: Books,
  request: { key: string; sellerId: string; lines: InventoryLine[] },
): HoldOutcome {
  const { key, sellerId } = request;
  if (findHold(books, key) !== undefined) return { status: 'refused', shortages: [] };
  const lines = sumBySku(request.lines);
  const shortages = lines
    .map(({ sku, quantity }) => {
      const { available } = stockLevel(books, sellerId, sku);
      return { sku, requested: quantity, available };
    })
    .filter(({ requested, available }) => requested > available);
  const status = shortages.length === 0 ? 'held' : 'refused';
  const holdReference = `sim-hld-${randomUUID()}`;
  insertHold(books, { key, sellerId, status, holdReference });
  if (status === 'refused') return { status, shortages };
  for (const line of lines) {
    insertHoldLine(books, key, line);
    move(books, { sellerId, sku: line.sku, held: line.quantity, onHand: 0 });
  }
  return { status, holdReference };
}

/** Held goods leave the stock; more than is held is refused with 422 `more_than_held`. */
export function commit(books: Books, request: { holdKey: string; lines: InventoryLine[] }) {
  const found = findHold(books, request.holdKey);
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
  } else if (lines !== undefined) {
    throw new SimulatorRefusal(422, 'hold_not_found');
  } else if (found === undefined) {
    const holdReference = `sim-hld-${randomUUID()}`;
    insertHold(books, { key, sellerId: null, status: 'released', holdReference });
  }
  return { status: 'released' } as const;
}

function settle(
  books: Books,
  change: { hold: Hold; lines: InventoryLine[]; as: 'committed' | 'released' },
): void {
  const { key, sellerId } = change.hold;
  const held = new Map(holdLines(books, key).map((line) => [line.sku, line]));
  for (const { sku, quantity } of sumBySku(change.lines)) {
    const line = held.get(sku);
    if (line === undefined || sellerId === null || quantity > leftOf(line)) {
      throw new SimulatorRefusal(422, 'more_than_held');
    }
    saveHoldLine(books, key, { ...line, [change.as]: line[change.as] + quantity });
    const onHand = change.as === 'committed' ? -quantity : 0;
    move(books, { sellerId, sku, held: -quantity, onHand });
  }
}

function rest(books: Books, holdKey: string): InventoryLine[] {
  return holdLines(books, holdKey)
    .map((line) => ({ sku: line.sku, quantity: leftOf(line) }))
    .filter(({ quantity }) => quantity > 0);
}

function leftOf({ quantity, committed, released }: HoldLine): number {
  return quantity - committed - released;
}

function move(
  books: Books,
  change: { sellerId: string; sku: string; held: number; onHand: number },
): void {
  const { sellerId, sku } = change;
  const level = stockLevel(books, sellerId, sku);
  const onHand = level.onHand + change.onHand;
  saveStockLevel(books, { sellerId, sku, onHand, held: level.held + change.held });
}

/** An order may name one article on two lines; the stock knows it once. */
function sumBySku(lines: InventoryLine[]): InventoryLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
