import type { Allocation, Effect, OrderState } from '../order.ts';
import { holdsOf, isLost, keptUnits, type StockLine, stockLeft, takeOf } from './stock.ts';

/** From which warehouse how much of a line comes. */
export interface LineAllocation {
  warehouse: string;
  quantity: number;
}

/** What each line was allocated: what is held for it, and what has left for it (S0 5.3). */
export function lineAllocations(state: OrderState): Map<number, LineAllocation[]> {
  let pool = holdsOf(state).flatMap((hold) => of(state, hold));
  const byLine = new Map<number, LineAllocation[]>();
  for (const line of state.lines) {
    const taken = takeOf(pool, [{ sku: line.sku, quantity: keptUnits(line) }]);
    pool = without(pool, taken);
    const named = taken.flatMap(({ warehouse, quantity }) =>
      warehouse === undefined ? [] : [{ warehouse, quantity }],
    );
    byLine.set(line.lineNo, summed(named));
  }
  return byLine;
}

/** Of a hold: what was handed over from it, and what it still holds, unless it is lost. */
function of(state: OrderState, hold: Effect): StockLine[] {
  const committed = state.effects
    .filter(({ kind, request }) => kind === 'commit_stock' && request.holdKey === hold.id)
    .flatMap(({ request }) => request.lines as StockLine[]);
  const isHeld = hold.status === 'done' && hold.result && !isLost(hold);
  return isHeld ? [...committed, ...stockLeft(state, hold)] : committed;
}

function without(pool: readonly StockLine[], taken: readonly StockLine[]): StockLine[] {
  const rest = pool.map((line) => ({ ...line }));
  for (const { sku, warehouse, quantity } of taken) {
    let missing = quantity;
    for (const line of rest.filter((one) => one.sku === sku && one.warehouse === warehouse)) {
      const less = Math.min(missing, line.quantity);
      line.quantity -= less;
      missing -= less;
    }
  }
  return rest.filter(({ quantity }) => quantity > 0);
}

function summed(parts: readonly LineAllocation[]): LineAllocation[] {
  const byWarehouse = new Map<Allocation['warehouse'], number>();
  for (const { warehouse, quantity } of parts) {
    byWarehouse.set(warehouse, (byWarehouse.get(warehouse) ?? 0) + quantity);
  }
  return [...byWarehouse].map(([warehouse, quantity]) => ({ warehouse, quantity }));
}
