import type { Inventory } from '../src/adapters/inventory/port.ts';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { asFailures } from './failure.ts';

interface StockLine {
  sku: string;
  quantity: number;
  warehouse?: string;
}

/** Goods kept aside, taken out, let go: each once under its key (S0 5.3). */
export function createStockActivities(inventory: Inventory) {
  return asFailures({
    async holdStock(call: {
      key: string;
      sellerId: string;
      lines: StockLine[];
      partial?: boolean;
      strategy?: 'fewest_warehouses' | 'in_order';
    }): Promise<EffectOutcome> {
      const { key, sellerId, lines, partial, strategy } = call;
      const held = await inventory.hold({
        key,
        sellerId,
        lines,
        ...(partial === undefined ? {} : { partial }),
        ...(strategy === undefined ? {} : { strategy }),
      });
      const short = held.shortages.map(({ sku }) => sku).join(',');
      if (held.status === 'refused') return { status: 'declined', failure: short };
      const { holdReference, allocations, validForSeconds } = held;
      return {
        status: 'succeeded',
        reference: holdReference,
        allocations,
        ...(validForSeconds === undefined ? {} : { validForSeconds }),
        ...(short === '' ? {} : { failure: short }),
      };
    },

    async renewHold(call: { key: string; holdKey: string }): Promise<EffectOutcome> {
      const { key, holdKey } = call;
      const renewed = await inventory.renew({ key, holdKey });
      if (renewed.status === 'expired') return { status: 'declined', failure: 'hold_expired' };
      return { status: 'succeeded', validForSeconds: renewed.validForSeconds };
    },

    async commitStock(call: {
      key: string;
      holdKey: string;
      lines: StockLine[];
    }): Promise<EffectOutcome> {
      const { key, holdKey, lines } = call;
      await inventory.commit({ key, holdKey, lines });
      return { status: 'succeeded' };
    },

    async releaseStock(call: {
      key: string;
      holdKey: string;
      lines?: StockLine[];
    }): Promise<EffectOutcome> {
      const { key, holdKey, lines } = call;
      await inventory.release({ key, holdKey, ...(lines ? { lines } : {}) });
      return { status: 'succeeded' };
    },
  });
}
