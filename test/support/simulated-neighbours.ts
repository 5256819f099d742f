import { startCarrierSimulator } from '../../simulators/carrier.ts';
import { startPaymentSimulator } from '../../simulators/payment.ts';
import { startStockSimulator } from '../../simulators/stock.ts';
import { createHttpInventory } from '../../src/adapters/inventory/http.ts';
import { createHttpLogisticsGateway } from '../../src/adapters/logistics/http.ts';
import { createHttpPaymentGateway } from '../../src/adapters/payment/http.ts';
import type { PaymentGateway } from '../../src/adapters/payment/port.ts';

/** A movement as the provider's own statement shows it. */
export interface ProviderMovement {
  key: string;
  kind: string;
  reference: string;
  sourceReference: string | null;
  amountMinor: number;
}

/** A hold as the stock keeper has it. */
export interface StockHold {
  key: string;
  status: string;
  lines: { sku: string; quantity: number; committed: number; released: number }[];
}

export interface NeighbourUrls {
  paymentUrl: string;
  carrierUrl: string;
  stockUrl: string;
}

export interface SimulatedNeighbours {
  urls: NeighbourUrls;
  /** All that moved at the payment provider for an order, in its order. */
  providerMovements: (orderId: string) => Promise<ProviderMovement[]>;
  /** The provider's clock goes ahead, as the order's does in the sandbox. */
  forwardProvider: (byMs: number) => void;
  /** The consumer pays or refuses at the address that `nextAction` names. */
  endPaymentAction: (address: string, how: 'complete' | 'fail') => Promise<void>;
  stockHolds: (orderId: string) => Promise<StockHold[]>;
  setStock: (sellerId: string, sku: string, onHand: number) => Promise<void>;
  breakDown: (neighbour: 'payment' | 'carrier' | 'stock', mode: 'none' | 'down') => Promise<void>;
  stop: () => Promise<void>;
}

const apiKey = 'key-of-the-tests-0123456789';
const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const home = ':memory:';

/** The neighbours with books in memory, on free ports of loopback. */
export async function startNeighbours(): Promise<SimulatedNeighbours> {
  let aheadMs = 0;
  const nowMs = () => Date.now() + aheadMs;
  const [payment, carrier, stock] = await Promise.all([
    startPaymentSimulator({ port: 0, home, apiKey, webhookSecret, slowMs: 300, nowMs }),
    startCarrierSimulator({ port: 0, home, webhookSecret }),
    startStockSimulator({ port: 0, home }),
  ]);
  const urlOf = { payment: payment.url, carrier: carrier.url, stock: stock.url };
  return {
    urls: { paymentUrl: payment.url, carrierUrl: carrier.url, stockUrl: stock.url },
    async providerMovements(orderId) {
      const answer = await call<{ movements: ProviderMovement[] }>(
        `${payment.url}/ledger?orderRef=${orderId}`,
      );
      return answer.movements;
    },
    forwardProvider: (byMs) => {
      aheadMs += byMs;
    },
    async endPaymentAction(address, how) {
      await call(`${address}/${how}`, { method: 'POST' });
    },
    async stockHolds(orderId) {
      return (await call<{ holds: StockHold[] }>(`${stock.url}/holds?orderRef=${orderId}`)).holds;
    },
    async setStock(sellerId, sku, onHand) {
      await call(`${stock.url}/stock/${sellerId}/${sku}`, put({ onHand }));
    },
    async breakDown(neighbour, mode) {
      await call(`${urlOf[neighbour]}/faults`, put({ mode }));
    },
    stop: async () => {
      await Promise.all([payment.close(), carrier.close(), stock.close()]);
    },
  };
}

/** The real adapters, as patient as they are. */
export function gatewaysTo(urls: NeighbourUrls) {
  return {
    payment: paymentGatewayTo(urls.paymentUrl),
    logistics: createHttpLogisticsGateway({ url: urls.carrierUrl }),
    inventory: createHttpInventory({ url: urls.stockUrl }),
  };
}

/** Orders whose token lets an answer get lost. */
const unanswered = new Set<string>();

/**
 * A test does not wait eight seconds for an answer that never comes; any other answer may take
 * them, so that on a busy machine no payment turns out unknown of which a test knows nothing.
 */
function paymentGatewayTo(url: string): PaymentGateway {
  const patient = createHttpPaymentGateway({ url, apiKey });
  const impatient = createHttpPaymentGateway({ url, apiKey, timeoutMs: 1_500 });
  const gatewayFor = ({ orderRef }: { orderRef: string }): PaymentGateway =>
    unanswered.has(orderRef) ? impatient : patient;
  return {
    authorize: (request) => {
      if (request.token?.includes('timeout')) unanswered.add(request.orderRef);
      return gatewayFor(request).authorize(request);
    },
    capture: (request) => gatewayFor(request).capture(request),
    void: (request) => gatewayFor(request).void(request),
    refund: (request) => gatewayFor(request).refund(request),
    transfer: (request) => gatewayFor(request).transfer(request),
    query: (request) => patient.query(request),
  };
}

function put(body: object): RequestInit {
  return {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

async function call<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
