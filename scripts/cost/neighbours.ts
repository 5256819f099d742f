import { startCarrierSimulator } from '../../simulators/carrier.ts';
import { startPaymentSimulator } from '../../simulators/payment.ts';
import { startStockSimulator } from '../../simulators/stock.ts';
import { createHttpInventory } from '../../src/adapters/inventory/http.ts';
import { createHttpLogisticsGateway } from '../../src/adapters/logistics/http.ts';
import { createHttpPaymentGateway } from '../../src/adapters/payment/http.ts';

const home = ':memory:';
const apiKey = 'key-of-the-measurement-0123456789';
const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The simulated neighbours, with books in memory, and the ways to them. */
export async function startCostNeighbours() {
  const [payment, carrier, stock] = await Promise.all([
    startPaymentSimulator({ port: 0, home, apiKey, webhookSecret }),
    startCarrierSimulator({ port: 0, home, webhookSecret }),
    startStockSimulator({ port: 0, home }),
  ]);
  return {
    gateways: {
      payment: createHttpPaymentGateway({ url: payment.url, apiKey }),
      logistics: createHttpLogisticsGateway({ url: carrier.url }),
      inventory: createHttpInventory({ url: stock.url }),
    },
    stop: async (): Promise<void> => {
      await Promise.all([payment.close(), carrier.close(), stock.close()]);
    },
  };
}
