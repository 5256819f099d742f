/**
 * Goods of one seller by stock-keeping unit; `quantity` is a positive integer in the goods' unit.
 */
export type InventoryLine = { sku: string; quantity: number };

/** Stock to be put aside for an order, all lines or none. */
export type HoldRequest = { key: string; sellerId: string; lines: InventoryLine[] };

/**
 * `refused` holds nothing at all. Its `shortages` are empty when the hold was released before it
 * arrived: a late hold under a released key is never taken.
 */
export type HoldOutcome =
  | { status: 'held'; holdReference: string }
  | { status: 'refused'; shortages: { sku: string; requested: number; available: number }[] };

/** Held goods that were handed over. */
export type CommitRequest = { key: string; holdKey: string; lines: InventoryLine[] };

/** Without `lines` everything that is still held under `holdKey` is released. */
export type ReleaseRequest = { key: string; holdKey: string; lines?: InventoryLine[] };

/**
 * The stock of the sellers. Every call is idempotent by `key`, so repeating after a time-out is
 * safe: time-outs and outages throw `NeighbourUnavailable`. Committing or releasing more than is
 * held throws `NeighbourRefused`.
 */
export interface Inventory {
  hold(request: HoldRequest): Promise<HoldOutcome>;
  /** Held goods leave the stock. */
  commit(request: CommitRequest): Promise<{ status: 'committed' }>;
  /** Safe when the hold never happened: it then never will. */
  release(request: ReleaseRequest): Promise<{ status: 'released' }>;
}
