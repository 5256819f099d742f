import type { Logger as TemporalLogger, LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Temporal's log lines in our stream. Errors come with their kind only: their texts are decoded
 * payloads and may hold what must not be logged.
 */
export function temporalLogger(logger: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, meta: Record<string, unknown> = {}): void => {
    const { workflowId, runId, workflowType, activityType, sdkComponent, taskQueue, error } = meta;
    const kind = error instanceof Error ? error.name : undefined;
    const line = { workflowId, runId, workflowType, activityType, sdkComponent, taskQueue, kind };
    logger[levels[level]](line, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Record<LogLevel, string>;
