import type { FastifyRequest } from 'fastify';
import type { TransactionSql } from 'postgres';
import { storeKey } from '../../db/orders/idempotency.ts';
import type { CommandKey } from '../commands/command-key.ts';
import { findAnswer, keyOf, type StoredAnswer } from '../commands/commands.ts';
import type { Parts } from '../parts.ts';

/** What a registry command leaves under its key: who or what it is about, and the answer. */
export interface RegistryAnswer {
  status: 200 | 201;
  subject: { type: string; id: string };
  answer: unknown;
}

/**
 * Runs a command on the registry in one transaction with its key. A repeat is answered with the
 * first answer; of two at once the second waits and is undone.
 */
export async function answerRegistryCommand(
  parts: Pick<Parts, 'sql'>,
  request: FastifyRequest,
  work: (tx: TransactionSql, at: string) => Promise<RegistryAnswer>,
): Promise<RegistryAnswer> {
  const key = keyOf(request);
  const known = await findAnswer(parts, key);
  if (known) return asRegistryAnswer(known);
  try {
    return await parts.sql.begin((tx) => once(tx, key, work));
  } catch (error) {
    // Whoever lost to an equal request sees what the winner has committed.
    const first = await findAnswer(parts, key);
    if (first) return asRegistryAnswer(first);
    throw error;
  }
}

/** Whether the request is a repeat, which is answered as it was before. */
export async function isAnswered(
  parts: Pick<Parts, 'sql'>,
  request: FastifyRequest,
): Promise<boolean> {
  return (await findAnswer(parts, keyOf(request))) !== undefined;
}

async function once(
  tx: TransactionSql,
  key: CommandKey,
  work: (tx: TransactionSql, at: string) => Promise<RegistryAnswer>,
): Promise<RegistryAnswer> {
  const createdAt = new Date().toISOString();
  const done = await work(tx, createdAt);
  const row = { ...key, ...done, orderId: null, createdAt };
  const stored = await storeKey(tx, row);
  if (stored !== row) throw new SameKeyAtOnce('an equal request was faster');
  return done;
}

/** Undoes the transaction of the slower of two equal requests. */
class SameKeyAtOnce extends Error {
  override readonly name = 'SameKeyAtOnce';
}

function asRegistryAnswer({ status, subject, answer }: StoredAnswer): RegistryAnswer {
  return { status: status === 201 ? 201 : 200, subject, answer };
}
