import type { Inventory } from '../src/adapters/inventory/port.ts';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { asFailures } from './failure.ts';

interface StockLine {
  sku: string;
  quantity: number;
}

/** Goods kept aside, taken out, let go: each once under its key (S0 5.3). */
export function createStockActivities(inventory: Inventory) {
  return asFailures({
    async holdStock(call: {
      key: string;
      sellerId: string;
      lines: StockLine[];
    }): Promise<EffectOutcome> {
      const { key, sellerId, lines } = call;
      const held = await inventory.hold({ key, sellerId, lines });
      if (held.status === 'held') return { status: 'succeeded', reference: held.holdReference };
      return { status: 'declined', failure: held.shortages.map(({ sku }) => sku).join(',') };
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
