import type { TestEngine } from './engine.ts';

/** What the neighbours' own books say of an order now. */
export interface NeighbourBooks {
  /** Authorized and neither captured nor let go. */
  authorizedMinor: number;
  /** Captured and not given back. */
  takenMinor: number;
  /** Units held for the order, neither committed nor released. */
  unitsHeld: number;
}

/** No neighbour holds anything for the order any more. */
export const nothingLeft: NeighbourBooks = { authorizedMinor: 0, takenMinor: 0, unitsHeld: 0 };

/** Asks the payment provider and the stock keeper themselves, not our copy of what they said. */
export async function neighbourBooks(engine: TestEngine, orderId: string): Promise<NeighbourBooks> {
  const [movements, holds] = await Promise.all([
    engine.neighbours.providerMovements(orderId),
    engine.neighbours.stockHolds(orderId),
  ]);
  const amountOf = (kind: string): number =>
    movements.reduce((sum, found) => sum + (found.kind === kind ? found.amountMinor : 0), 0);
  const captured = amountOf('capture');
  const units = holds
    .flatMap(({ lines }) => lines)
    .map(({ quantity, committed, released }) => quantity - committed - released);
  return {
    authorizedMinor: amountOf('authorization') - amountOf('void') - captured,
    takenMinor: captured - amountOf('refund'),
    unitsHeld: units.reduce((sum, left) => sum + left, 0),
  };
}
