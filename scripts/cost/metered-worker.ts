import { activityInfo } from '@temporalio/activity';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { type ActivityTools, createActivities } from '../../activities/index.ts';
import type { Transitions } from '../../src/db/orders/transitions.ts';
import { createLogger } from '../../src/logger.ts';
import { createWorker } from '../../src/temporal/create-worker.ts';
import { temporalLogger } from '../../src/temporal/temporal-logger.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { answeringOneByOne } from './one-by-one.ts';
import type { Ways } from './rest.ts';

const logger = createLogger('error', 'cost');

/** Where the measured engine finds its servers: a migrated database, a namespace set up. */
export interface StagePlaces {
  databaseUrl: string;
  temporalAddress: string;
  namespace: string;
  bundle: WorkflowBundleWithSourceMap;
}

/** One runtime per process: whoever comes first installs it. */
let hasRuntime = false;

/** Runs a worker whose SQL is metered and whose neighbours answer in turn; answers its end. */
export async function runMeteredWorker(
  ways: Ways,
  given: {
    places: StagePlaces;
    transitions: Transitions;
    dataConverter: DataConverter;
    gateways: Pick<ActivityTools, 'payment' | 'logistics' | 'inventory'>;
  },
): Promise<() => Promise<void>> {
  const { places, transitions, dataConverter, gateways } = given;
  if (!hasRuntime) {
    Runtime.install({
      logger: temporalLogger(logger),
      shutdownSignals: [],
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
    });
    hasRuntime = true;
  }
  const { sql, meter } = ways;
  const activities = createActivities({
    sql,
    transitions: {
      ...transitions,
      // The local activity runs under the name of what it records.
      run: (request) =>
        meter.during({ kind: 'transition', name: activityInfo().activityType }, () =>
          transitions.run(request),
        ),
    },
    ...gateways,
    // The stage starts what was asked for when the order has come to rest: `settled`.
    wakeStarts: () => undefined,
  });
  const connection = await NativeConnection.connect({ address: places.temporalAddress });
  const worker = await createWorker({
    connection,
    namespace: places.namespace,
    taskQueue,
    bundle: places.bundle,
    dataConverter,
    activities: answeringOneByOne(
      {
        ...activities,
        loadOrder: (input) =>
          meter.during({ kind: 'load', name: 'loadOrder' }, () => activities.loadOrder(input)),
      },
      ways.client,
    ),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
