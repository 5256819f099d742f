/**
 * Goods of one seller by stock-keeping unit; `quantity` is a positive integer in the goods' unit.
 * Without a warehouse the stock keeper takes any that it has held.
 */
export type InventoryLine = { sku: string; quantity: number; warehouse?: string };

/** From which warehouse how much of an article is held (S0 5.3 自动配货). */
export type Allocation = { sku: string; warehouse: string; quantity: number };

/** An article of which there is less than was asked for. */
export type Shortage = { sku: string; requested: number; available: number };

/**
 * Stock to be put aside for an order: all lines or none, or, where a part is wanted too, as much
 * as there is. The stock keeper chooses the warehouses: as few as it can, or in its own order.
 */
export type HoldRequest = {
  key: string;
  sellerId: string;
  lines: InventoryLine[];
  partial?: boolean;
  strategy?: 'fewest_warehouses' | 'in_order';
};

/**
 * `refused` holds nothing at all. Its `shortages` are empty when the hold was released before it
 * arrived: a late hold under a released key is never taken. A hold in part names what is short.
 */
export type HoldOutcome =
  | {
      status: 'held';
      holdReference: string;
      allocations: Allocation[];
      shortages: Shortage[];
      /** From now; afterwards the goods are free again. Absent: for good. */
      validForSeconds?: number;
    }
  | { status: 'refused'; shortages: Shortage[] };

/** A hold that shall last as long again as at its beginning. */
export type RenewRequest = { key: string; holdKey: string };

/** `expired`: nothing is held under that key any more. */
export type RenewOutcome = { status: 'renewed'; validForSeconds: number } | { status: 'expired' };

/** Held goods that were handed over. */
export type CommitRequest = { key: string; holdKey: string; lines: InventoryLine[] };

/** Without `lines` everything that is still held under `holdKey` is released. */
export type ReleaseRequest = { key: string; holdKey: string; lines?: InventoryLine[] };

/**
 * The stock of the sellers. Every call is idempotent by `key`, so repeating after a time-out is
 * safe: time-outs and outages throw `NeighbourUnavailable`. Committing or releasing more than is
 * held throws `NeighbourRefused`; an expired hold holds nothing.
 */
export interface Inventory {
  hold(request: HoldRequest): Promise<HoldOutcome>;
  renew(request: RenewRequest): Promise<RenewOutcome>;
  /** Held goods leave the stock. */
  commit(request: CommitRequest): Promise<{ status: 'committed' }>;
  /** Safe when the hold never happened: it then never will. */
  release(request: ReleaseRequest): Promise<{ status: 'released' }>;
}
