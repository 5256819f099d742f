import type { Sql, TransactionSql } from 'postgres';
import { demand } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { rivalOf } from '../../domain/policies/policy-choice.ts';
import type { Connection } from '../queries.ts';
import { currentVersion, storeVersion, versionOf } from './versions.ts';

/**
 * Stores a policy under its name and gives it the next version; the same content as the current
 * version stays that version. Orders keep the version that they were placed under (§2.5).
 * DomainError `policy_overlaps` where another is bound to some of the same orders.
 */
export async function storePolicy(
  sql: Sql,
  { policy, storedAt }: { policy: Omit<Policy, 'version'>; storedAt: string },
): Promise<Policy> {
  const { name, ...content } = policy;
  const store = async (tx: TransactionSql): Promise<Policy> => {
    await lockPolicies(tx);
    await demandNoRival(tx, policy);
    return storeVersion<Policy>(tx, { kind: policies, id: name, content, storedAt });
  };
  return sql.begin<Policy>(store);
}

/** Two that are bound to the same orders, or one and its next, must not pass each other unseen. */
export async function lockPolicies(tx: TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('policies', 0))`;
}

/** Refuses a policy that could claim the same order with the same right as another. */
export async function demandNoRival(
  sql: Connection,
  policy: Omit<Policy, 'version'>,
): Promise<void> {
  if (!policy.appliesTo) return;
  const others = await sql<{ content: Policy }[]>`
    select content from (select distinct on (name) content from policies order by name, version desc)
      current where content ? 'appliesTo'`;
  const rival = rivalOf(
    policy,
    others.map(({ content }) => content),
  );
  demand(
    rival === undefined,
    'policy_overlaps',
    `the policy ${rival?.name} is bound to some of the same orders`,
    { pointer: '/appliesTo', existingId: rival?.name },
  );
}

/** The policy that new orders get; null if none has that name. */
export async function currentPolicy(sql: Connection, name: string): Promise<Policy | null> {
  return currentVersion<Policy>(sql, policies, name);
}

/** A policy as it was in one version; null if there is no such version. */
export async function policyVersion(
  sql: Connection,
  { name, version }: { name: string; version: number },
): Promise<Policy | null> {
  return versionOf<Policy>(sql, { kind: policies, id: name, version });
}

const policies = { table: 'policies', idColumn: 'name' } as const;
