import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { parse } from 'yaml';
import { z } from 'zod';
import { ensureSchedules, type ScheduledOn } from './temporal/ensure-schedules.ts';

/** The kinds of search attribute, spelled as in temporal.yaml; the numbers are Temporal's own. */
const attributeKinds = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
} as const;

const kind = z.enum(Object.keys(attributeKinds) as (keyof typeof attributeKinds)[]);
const setupSchema = z.object({
  env: z.record(z.string(), z.record(z.string(), z.string())),
  namespaces: z.record(
    z.string(),
    z.object({
      retention: z.string().regex(/^\d+h$/, 'must be whole hours, like "720h"'),
      description: z.string().optional(),
    }),
  ),
  'task-queues': z.record(z.string(), z.object({ name: z.string() })),
  'search-attributes': z.record(z.string(), z.record(z.string(), kind)),
  schedules: z.record(
    z.string(),
    z.object({
      'workflow-type': z.string(),
      cron: z.string(),
      zone: z.string(),
      note: z.string(),
    }),
  ),
});

/** What the project asks of Temporal: the parsed temporal.yaml. */
export type TemporalSetup = z.infer<typeof setupSchema>;

/** Reads temporal.yaml; throws with all problems where it is not of the expected shape. */
export function parseTemporalSetup(text: string): TemporalSetup {
  const result = setupSchema.safeParse(parse(text));
  if (!result.success) throw new Error(`temporal.yaml: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** The project's own temporal.yaml. */
export async function readTemporalSetup(): Promise<TemporalSetup> {
  return parseTemporalSetup(await readFile(new URL('../temporal.yaml', import.meta.url), 'utf8'));
}

/**
 * Makes Temporal have what the setup asks for, and returns once it can be used: the namespaces
 * with their retention, the search attributes, the schedules. May be repeated at any time, by several at once.
 * Throws where a search attribute exists with another kind, since that can't be changed.
 *
 * `asNamespace` creates what is asked for `luyue` under another name, for tests side by side.
 */
export async function applyTemporalSetup(
  connection: Connection,
  setup: TemporalSetup,
  { asNamespace }: { asNamespace?: string } = {},
): Promise<void> {
  for (const [name, wanted] of Object.entries(setup.namespaces)) {
    const namespace = asNamespace ?? name;
    await ensureNamespace(connection, namespace, wanted);
    await ensureSearchAttributes(connection, namespace, setup['search-attributes'][name] ?? {});
    await waitUntilUsable(connection, namespace, setup['search-attributes'][name] ?? {});
    await ensureSchedules(connection, { namespace, ...schedulesOf(setup) });
  }
}

function schedulesOf(setup: TemporalSetup): Pick<ScheduledOn, 'taskQueue' | 'schedules'> {
  const schedules = Object.entries(setup.schedules).map(([id, wanted]) => {
    const { 'workflow-type': workflowType, ...rest } = wanted;
    return [id, { workflowType, ...rest }] as const;
  });
  const taskQueue = setup['task-queues']['orders']?.name ?? '';
  return { taskQueue, schedules: Object.fromEntries(schedules) };
}

type Attributes = Record<string, keyof typeof attributeKinds>;

async function ensureNamespace(
  connection: Connection,
  namespace: string,
  wanted: TemporalSetup['namespaces'][string],
): Promise<void> {
  const seconds = Number.parseInt(wanted.retention, 10) * 3600;
  // The generated type wants a Long; plain numbers are encoded as well.
  const retention = { seconds: seconds as unknown as Long };
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: retention,
      description: wanted.description ?? '',
    });
  } catch (error) {
    if (!hasCode(error, grpc.alreadyExists)) throw error;
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    if (Number(config?.workflowExecutionRetentionTtl?.seconds) === seconds) return;
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: retention },
    });
  }
}

async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Attributes,
): Promise<void> {
  const present = await listSearchAttributes(connection, namespace);
  const missing: Record<string, number> = {};
  for (const [name, kindName] of Object.entries(wanted)) {
    const found = present[name];
    if (found === undefined) missing[name] = attributeKinds[kindName];
    else if (found !== attributeKinds[kindName]) {
      throw new Error(`search attribute ${name} of ${namespace} exists and is no ${kindName}`);
    }
  }
  if (Object.keys(missing).length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  } catch (error) {
    // Somebody else was adding them at this moment: waiting until they are usable will tell.
    if (!hasCode(error, grpc.alreadyExists)) throw error;
  }
}

/** A fresh namespace is known everywhere only after a moment; a minute is Temporal's worst case. */
async function waitUntilUsable(
  connection: Connection,
  namespace: string,
  wanted: Attributes,
): Promise<void> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      const present = await listSearchAttributes(connection, namespace);
      const query = Object.keys(wanted).map((name) => `${name} IS NOT NULL`);
      await connection.workflowService.countWorkflowExecutions({
        namespace,
        query: query.join(' OR '),
      });
      if (Object.keys(wanted).every((name) => present[name] !== undefined)) return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    if (performance.now() > until) throw new Error(`namespace ${namespace} did not become usable`);
    await delay(50);
  }
}

async function listSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<Record<string, number>> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace,
      });
      return customAttributes ?? {};
    } catch (error) {
      if (!hasCode(error, grpc.notFound) || performance.now() > until) throw error;
      await delay(50);
    }
  }
}

const grpc = { notFound: 5, alreadyExists: 6 };

function hasCode(error: unknown, code: number): boolean {
  return (error as { code?: unknown }).code === code;
}
