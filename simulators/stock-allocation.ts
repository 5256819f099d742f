import type { Allocation } from '../src/adapters/inventory/port.ts';
import type { WarehouseLevel } from './stock-books.ts';

/** Of so many warehouses every choice is tried; of more the fullest is taken, again and again. */
const exhaustiveMax = 8;

interface Wanted {
  sku: string;
  quantity: number;
}

/**
 * Which warehouse gives how much (S0 5.3 自动配货): in their own order, or from as few as possible.
 * Nothing is taken that is not free; what is wanted beyond that is left out.
 */
export function allocate(
  levels: readonly WarehouseLevel[],
  wanted: readonly Wanted[],
  strategy: 'fewest_warehouses' | 'in_order',
): Allocation[] {
  const warehouses = [...new Set(levels.map(({ warehouse }) => warehouse))];
  const chosen = strategy === 'in_order' ? warehouses : fewest({ levels, wanted }, warehouses);
  return taken({ levels, wanted }, chosen);
}

interface Question {
  levels: readonly WarehouseLevel[];
  wanted: readonly Wanted[];
}

/** From these warehouses, in this order. */
function taken({ levels, wanted }: Question, warehouses: readonly string[]): Allocation[] {
  return wanted.flatMap(({ sku, quantity }) => {
    let missing = quantity;
    return warehouses.flatMap((warehouse) => {
      const given = Math.min(missing, freeIn(levels, warehouse, sku));
      missing -= given;
      return given > 0 ? [{ sku, warehouse, quantity: given }] : [];
    });
  });
}

function freeIn(levels: readonly WarehouseLevel[], warehouse: string, sku: string): number {
  const level = levels.find((found) => found.warehouse === warehouse && found.sku === sku);
  return level ? level.onHand - level.held : 0;
}

function unitsOf(allocations: readonly Allocation[]): number {
  return allocations.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The smallest choice that gives as much as all of them together would. */
function fewest(question: Question, warehouses: readonly string[]): string[] {
  const most = unitsOf(taken(question, warehouses));
  const choices =
    warehouses.length <= exhaustiveMax
      ? subsetsBySize(warehouses)
      : fullestFirst(question, warehouses);
  return choices.find((some) => unitsOf(taken(question, some)) === most) ?? [...warehouses];
}

function subsetsBySize(warehouses: readonly string[]): string[][] {
  const subsets = Array.from({ length: 2 ** warehouses.length }, (_, bits) =>
    warehouses.filter((__, index) => Math.floor(bits / 2 ** index) % 2 === 1),
  );
  return subsets.toSorted((one, other) => one.length - other.length);
}

/** The fullest, then the two fullest, and so on. */
function fullestFirst(question: Question, warehouses: readonly string[]): string[][] {
  const byUnits = warehouses.toSorted(
    (one, other) => unitsOf(taken(question, [other])) - unitsOf(taken(question, [one])),
  );
  return byUnits.map((_, index) => byUnits.slice(0, index + 1));
}
