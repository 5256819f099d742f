import { NativeConnection, Runtime } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { createActivities } from '../activities/index.ts';
import { createHttpInventory } from './adapters/inventory/http.ts';
import { createHttpLogisticsGateway } from './adapters/logistics/http.ts';
import { createHttpNotifier } from './adapters/notifier/http.ts';
import { createHttpPaymentGateway } from './adapters/payment/http.ts';
import { loadConfig } from './config.ts';
import { connectDatabase } from './db/connect.ts';
import { createTransitions } from './db/orders/transitions.ts';
import { createAttestor } from './evidence/attestation.ts';
import { createProof } from './evidence/proof.ts';
import { createLogger } from './logger.ts';
import { startDispatcher } from './notifications/start-dispatcher.ts';
import { announceReady, endWithParent } from './process-life.ts';
import { bundleWorkflows, createWorker } from './temporal/create-worker.ts';
import { temporalLogger } from './temporal/temporal-logger.ts';
import { startRelay } from './temporal/start-relay.ts';
import { createDataConverter } from './vault/data-converter.ts';
import { createVault } from './vault/vault.ts';

// Zones are always named; whatever forgets to would at least agree on every machine.
process.env.TZ = 'UTC';

const config = loadConfig(process.env);
const logger = createLogger(config.logLevel, 'worker');
Runtime.install({
  logger: temporalLogger(logger),
  shutdownSignals: [],
  telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
});

const sql = connectDatabase({ ...config.database, applicationName: 'worker' });
const { vaultMasterKey: masterKey } = config.secrets;
const vault = createVault({ masterKey });
const transitions = createTransitions({
  sql,
  proof: createProof({ vault, attestor: createAttestor({ masterKey }) }),
});
const dataConverter = createDataConverter({ codecKey: config.secrets.codecKey });
const { address, namespace, taskQueue } = config.temporal;
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection, namespace, dataConverter });
const relay = startRelay({ sql, client, logger });

const { neighbours } = config;
const activities = createActivities({
  sql,
  transitions,
  payment: createHttpPaymentGateway({ url: neighbours.paymentUrl, apiKey: neighbours.apiKey }),
  logistics: createHttpLogisticsGateway({ url: neighbours.carrierUrl }),
  inventory: createHttpInventory({ url: neighbours.stockUrl }),
  wakeStarts: relay.wake,
});
const { notifierUrl, apiKey } = neighbours;
const notifier = notifierUrl ? createHttpNotifier({ url: notifierUrl, apiKey }) : null;
const dispatcher = startDispatcher({ sql, vault, notifier, logger });
const worker = await createWorker({
  connection,
  namespace,
  taskQueue,
  activities,
  dataConverter,
  bundle: await bundleWorkflows(),
});

const running = worker.run();
endWithParent(async () => {
  await Promise.all([relay.stop(), dispatcher.stop()]);
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
  await connection.close();
  await sql.end({ timeout: 5 });
}, 20_000);
announceReady();
await running;
