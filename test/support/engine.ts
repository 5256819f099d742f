import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import type { Sql } from 'postgres';
import { createActivities } from '../../activities/index.ts';
import { storeBuiltIn } from '../../src/db/registry/built-in.ts';
import { storeQualifications } from '../../scripts/runtime/store-qualifications.ts';
import { loadOrder } from '../../src/db/orders/load-order.ts';
import { createTransitions, type Transitions } from '../../src/db/orders/transitions.ts';
import { must } from '../../src/domain/errors.ts';
import type { OrderState } from '../../src/domain/order.ts';
import { createAttestor } from '../../src/evidence/attestation.ts';
import { createProof } from '../../src/evidence/proof.ts';
import { createLogger } from '../../src/logger.ts';
import { createWorker } from '../../src/temporal/create-worker.ts';
import { startRelay } from '../../src/temporal/start-relay.ts';
import { temporalLogger } from '../../src/temporal/temporal-logger.ts';
import { createDataConverter } from '../../src/vault/data-converter.ts';
import { createVault, type Vault } from '../../src/vault/vault.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { parties } from './orders.ts';
import { gatewaysTo, type SimulatedNeighbours, startNeighbours } from './simulated-neighbours.ts';
import { createTestNamespace, type TestNamespace } from './temporal-server.ts';
import { workflowBundlePath } from './workflow-bundle.ts';

const logger = createLogger('error', 'test');
/** So long a condition may take to come true; it is looked at every few milliseconds. */
const patienceMs = 150_000;
const lookEveryMs = 15;

/** What every process of one test engine must have alike. */
export interface EngineSecrets {
  vaultMasterKey: string;
  codecKey: string;
}

/** The engine as it runs, on a database and a namespace of its own, with simulated neighbours. */
export interface TestEngine {
  sql: Sql;
  database: TestDatabase;
  /** Of the namespace that the engine uses now. */
  temporal: () => TestNamespace;
  client: () => Client;
  transitions: Transitions;
  vault: Vault;
  secrets: EngineSecrets;
  neighbours: SimulatedNeighbours;
  /** Starts what transitions asked for at once. */
  wakeStarts: () => void;
  /** The worker's sweep, as every worker makes it when it starts. */
  sweep: () => Promise<void>;
  startWorker: () => Promise<void>;
  stopWorker: () => Promise<void>;
  /** Temporal's data are gone: an empty namespace takes the place of the old one. */
  loseTemporal: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface EngineWishes {
  /** False: the test runs workers itself, for example to kill them. */
  worker?: boolean;
  /** Given keys instead of fresh ones: recorded histories must be readable later. */
  secrets?: EngineSecrets;
  /** The local activities' and the effects' way to the world, replaced or watched. */
  watch?: (activities: ReturnType<typeof createActivities>) => ReturnType<typeof createActivities>;
}

/** Brings an engine up in about half a second; `stop` leaves nothing behind. */
export async function startEngine(wishes: EngineWishes = {}): Promise<TestEngine> {
  const secrets = wishes.secrets ?? {
    vaultMasterKey: randomBytes(32).toString('base64'),
    codecKey: randomBytes(32).toString('base64'),
  };
  const dataConverter = createDataConverter({ codecKey: Buffer.from(secrets.codecKey, 'base64') });
  const [database, firstNamespace, neighbours] = await Promise.all([
    createTestDatabase({ poolMax: 10 }),
    createTestNamespace({ dataConverter }),
    startNeighbours(),
  ]);
  const { sql } = database;
  await storeBuiltIn(sql);
  await registerParties(sql);
  const masterKey = Buffer.from(secrets.vaultMasterKey, 'base64');
  const vault = createVault({ masterKey });
  const transitions = createTransitions({
    sql,
    proof: createProof({ vault, attestor: createAttestor({ masterKey }) }),
  });
  let temporal = firstNamespace;
  let relay = startRelay({ sql, client: temporal.client, logger });
  let worker: RunningWorker | null = null;

  const startWorker = async (): Promise<void> => {
    const activities = createActivities({
      sql,
      transitions,
      ...gatewaysTo(neighbours.urls),
      wakeStarts: () => relay.wake(),
    });
    worker = await runWorker(temporal, dataConverter, wishes.watch?.(activities) ?? activities);
  };
  const stopWorker = async (): Promise<void> => {
    await worker?.stop();
    worker = null;
  };
  const restartRelay = async (): Promise<void> => {
    await relay.stop();
    relay = startRelay({ sql, client: temporal.client, logger });
  };
  if (wishes.worker !== false) await startWorker();
  return {
    sql,
    database,
    temporal: () => temporal,
    client: () => temporal.client,
    transitions,
    vault,
    secrets,
    neighbours,
    wakeStarts: () => relay.wake(),
    sweep: restartRelay,
    startWorker,
    stopWorker,
    loseTemporal: async () => {
      const wasWorking = worker !== null;
      await Promise.all([stopWorker(), relay.stop()]);
      await temporal.close();
      temporal = await createTestNamespace({ dataConverter });
      relay = startRelay({ sql, client: temporal.client, logger });
      if (wasWorking) await startWorker();
    },
    stop: async () => {
      await Promise.all([stopWorker(), relay.stop()]);
      await Promise.all([temporal.close(), neighbours.stop()]);
      await database.drop();
    },
  };
}

interface RunningWorker {
  stop: () => Promise<void>;
}

/** One runtime per process: whoever comes first installs it. */
let hasRuntime = false;

export function installQuietRuntime(): void {
  if (hasRuntime) return;
  hasRuntime = true;
  Runtime.install({
    logger: temporalLogger(logger),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  });
}

async function runWorker(
  temporal: TestNamespace,
  dataConverter: ReturnType<typeof createDataConverter>,
  activities: ReturnType<typeof createActivities>,
): Promise<RunningWorker> {
  installQuietRuntime();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const code = readFileSync(await workflowBundlePath(), 'utf8');
  const worker: Worker = await createWorker({
    connection,
    namespace: temporal.namespace,
    taskQueue,
    activities,
    dataConverter,
    bundle: { code, sourceMap: '' },
  });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

async function registerParties(sql: Sql): Promise<void> {
  const roles = [
    [parties.platform, 'platform', 'always'],
    [parties.seller, 'seller', 'cn-5x8'],
    [parties.courier, 'courier', 'always'],
    [parties.provider, 'payment_provider', 'cn-5x8'],
  ] as const;
  for (const [id, role, calendar] of roles) await registerParty(sql, { id, role, calendar });
}

/** Another party, approved, with all that is asked of its role. */
export async function registerParty(
  sql: Sql,
  { id, role, calendar }: { id: string; role: string; calendar: string },
): Promise<void> {
  await sql`insert into parties (id, role, kind, name, registration_number, address, calendar_id,
      status, created_at, updated_at)
    values (${id}, ${role}, 'organisation', ${id}, ${id}, '{}', ${calendar}, 'approved', now(), now())`;
  await storeQualifications(sql, { id, role });
}

/** Looks until there is an answer; fails with what it last saw. Never waits a fixed time. */
export async function until<T>(
  look: () => Promise<T | undefined | false>,
  whatWeSee: () => Promise<string> | string,
): Promise<T> {
  const endsAtMs = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endsAtMs) throw new Error(`waited in vain: ${await whatWeSee()}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

export async function orderState(engine: TestEngine, orderId: string): Promise<OrderState> {
  return must(await loadOrder(engine.sql, orderId), `order ${orderId}`);
}

/** A key as the door makes it: the same name is the same request, the same body the same hash. */
export function commandKey(name: string = randomUUID(), body: unknown = name) {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
  return { id: hash(name), bodyHash: hash(JSON.stringify(body)) };
}
