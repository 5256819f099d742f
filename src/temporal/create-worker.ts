import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import {
  bundleWorkflowCode,
  type NativeConnection,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { failureConverterPath } from '../vault/data-converter.ts';

const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const resetNoticePath = fileURLToPath(new URL('../../workflows/reset-notice.ts', import.meta.url));

/** The workflows as one file for the sandbox; made once per process, or once per test run. */
export async function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const quiet = () => undefined;
  return bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [resetNoticePath],
    failureConverterPath,
    logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
}

export interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  activities: Activities;
  dataConverter: DataConverter;
  bundle: WorkflowBundleWithSourceMap;
  /** How many workflows it moves at once. */
  atOnce?: number;
}

/**
 * A worker for all of Luyue. The cache counts workflows, not bytes: an order with its state takes
 * about 1 MB, so 300 of them stay far below Node's default heap.
 */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  const { atOnce = 40 } = parts;
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    workflowBundle: parts.bundle,
    activities: parts.activities,
    dataConverter: parts.dataConverter,
    maxCachedWorkflows: 300,
    maxConcurrentWorkflowTaskExecutions: atOnce,
    maxConcurrentActivityTaskExecutions: 50,
    maxConcurrentLocalActivityExecutions: atOnce + 10,
    shutdownGraceTime: '10s',
    // After a killed worker its orders go on elsewhere this soon.
    stickyQueueScheduleToStartTimeout: '5s',
  });
}
