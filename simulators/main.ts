import { z } from 'zod';
import { startCarrierSimulator } from './carrier.ts';
import { startIssuerSimulator } from './issuer.ts';
import { startNotifierSimulator } from './notifier.ts';
import { startPaymentSimulator } from './payment.ts';
import { startRegistrySimulator } from './registry.ts';
import type { Simulator } from './server.ts';
import { startStockSimulator } from './stock.ts';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const webhookSecret = z.string().regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, 'must be base64');

const environmentSchema = z.object({
  SIMULATORS_HOME: z.string().min(1),
  PAYMENT_API_KEY: z.string().min(16),
  PAYMENT_WEBHOOK_SECRET: webhookSecret,
  CARRIER_WEBHOOK_SECRET: webhookSecret,
  PAYMENT_PORT: port,
  CARRIER_PORT: port,
  REGISTRY_PORT: port,
  STOCK_PORT: port,
  NOTIFIER_PORT: port,
  ISSUER_PORT: port,
});

type Environment = z.infer<typeof environmentSchema>;

/** Starts the six neighbours, says where they are in one line, and ends on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    console.error(z.prettifyError(environment.error));
    process.exitCode = 1;
    return;
  }
  const started: Simulator[] = [];
  const close = async () => {
    await Promise.all(started.splice(0).map((simulator) => simulator.close()));
  };
  const stop = async () => {
    await close();
    // A signal during the start must not leave the neighbours that come up after it.
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  try {
    console.log(`READY ${JSON.stringify(await startAll(environment.data, started))}`);
  } catch (error) {
    console.error(`The simulators could not start: ${String(error)}`);
    await close();
    process.exit(1);
  }
}

async function startAll(environment: Environment, started: Simulator[]) {
  const home = environment.SIMULATORS_HOME;
  const keep = <S extends Simulator>(simulator: S): S => {
    started.push(simulator);
    return simulator;
  };
  const payment = keep(
    await startPaymentSimulator({
      home,
      port: environment.PAYMENT_PORT,
      apiKey: environment.PAYMENT_API_KEY,
      webhookSecret: environment.PAYMENT_WEBHOOK_SECRET,
    }),
  );
  const carrier = keep(
    await startCarrierSimulator({
      home,
      port: environment.CARRIER_PORT,
      webhookSecret: environment.CARRIER_WEBHOOK_SECRET,
    }),
  );
  const registry = keep(await startRegistrySimulator({ home, port: environment.REGISTRY_PORT }));
  const stock = keep(await startStockSimulator({ home, port: environment.STOCK_PORT }));
  const notifier = keep(
    await startNotifierSimulator({
      home,
      port: environment.NOTIFIER_PORT,
      apiKey: environment.PAYMENT_API_KEY,
    }),
  );
  const { issuer, jwksUrl, tokenUrl } = keep(
    await startIssuerSimulator({ home, port: environment.ISSUER_PORT }),
  );
  return {
    payment: payment.url,
    carrier: carrier.url,
    registry: registry.url,
    stock: stock.url,
    notifier: notifier.url,
    issuer: { issuer, jwksUrl, tokenUrl },
  };
}

await main();
