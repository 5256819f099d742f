import { z } from 'zod';
import { callRepeatable, neighbourUrl, parseAnswer } from '../neighbour.ts';
import type { Inventory } from './port.ts';

const neighbour = 'stock';
const defaultTimeoutMs = 8_000;

const name = z.string().min(1).max(500);
const shortages = z.array(
  z.object({ sku: z.string(), requested: z.int().positive(), available: z.int() }),
);
const holdSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('held'),
    holdReference: name,
    allocations: z.array(z.object({ sku: name, warehouse: name, quantity: z.int().positive() })),
    shortages,
    validForSeconds: z.int().positive().optional(),
  }),
  z.object({ status: z.literal('refused'), shortages }),
]);
const renewSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('renewed'), validForSeconds: z.int().positive() }),
  z.object({ status: z.literal('expired') }),
]);
const commitSchema = z.object({ status: z.literal('committed') });
const releaseSchema = z.object({ status: z.literal('released') });

/** Where the stock system is and how long one call may take (default 8000 ms). */
export type HttpInventoryOptions = { url: string; timeoutMs?: number };

/** The stock system over HTTP; keeps the promises of `Inventory`. */
export function createHttpInventory(options: HttpInventoryOptions): Inventory {
  const base = { neighbour, timeoutMs: options.timeoutMs ?? defaultTimeoutMs };

  async function command<T>(path: string, request: { key: string }, schema: z.ZodType<T>) {
    const { key, ...body } = request;
    const url = neighbourUrl(options.url, path);
    const answer = await callRepeatable({ ...base, method: 'POST', url, key, body });
    return parseAnswer(neighbour, schema, answer.body);
  }

  return {
    hold: (request) => command('/v1/holds', request, holdSchema),
    renew: (request) => command('/v1/renewals', request, renewSchema),
    commit: (request) => command('/v1/commits', request, commitSchema),
    release: (request) => command('/v1/releases', request, releaseSchema),
  };
}
