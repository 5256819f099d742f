import type { FastifyRequest } from 'fastify';
import type { TransactionSql } from 'postgres';
import { storeKey } from '../../db/orders/idempotency.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Subject } from '../../domain/order.ts';
import { keyOf } from './commands.ts';
import { type CommandKey, partKey } from './command-key.ts';
import type { Parts } from '../parts.ts';
import { type Problem, problemOf } from '../problems.ts';

/** What became of one part of a call over several orders. `status` is that of a call alone. */
export interface PartResult {
  id: string;
  status: number;
  problem?: Problem;
}

export interface SeveralParts<Part> {
  request: FastifyRequest;
  parts: readonly Part[];
  idOf: (part: Part) => string;
  /** What else is stored with the call, or refuses it. */
  storeWith?: (tx: TransactionSql) => Promise<void>;
  /** Carries one part out under a key of its own, and returns when it is committed. */
  carryOut: (part: Part, key: CommandKey) => Promise<void>;
  /** What the stored call is about. */
  subject: Subject;
}

/**
 * A call over several orders is stored once, so that no other body can come under its key; each
 * part is then a command with a key derived from it. Parts that are done answer with their first
 * result, so a repeat completes the rest.
 */
export async function carryOutSeveral<Part>(
  tools: Pick<Parts, 'sql'>,
  several: SeveralParts<Part>,
): Promise<{ results: PartResult[] }> {
  const key = keyOf(several.request);
  await storeCall(tools, key, several);
  const results: PartResult[] = [];
  for (const part of several.parts) {
    const id = several.idOf(part);
    results.push(await resultOf(id, () => several.carryOut(part, partKey(key, id))));
  }
  return { results };
}

/** Refuses another body under the key; the same one again goes on with what is not done yet. */
async function storeCall(
  { sql }: Pick<Parts, 'sql'>,
  key: CommandKey,
  { subject, storeWith }: Pick<SeveralParts<unknown>, 'subject' | 'storeWith'>,
): Promise<void> {
  const createdAt = new Date().toISOString();
  await sql.begin(async (tx) => {
    await storeKey(tx, { ...key, status: 200, subject, answer: null, orderId: null, createdAt });
    await storeWith?.(tx);
  });
}

async function resultOf(id: string, work: () => Promise<void>): Promise<PartResult> {
  try {
    await work();
    return { id, status: 200 };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const problem = problemOf(error);
    return { id, status: problem.status, problem };
  }
}
