import type { Policy } from '../domain/policy.ts';
import type { Connection } from './queries.ts';
import { currentVersion, storeVersion, versionOf } from './versions.ts';

/**
 * Stores a policy under its name and gives it the next version; the same content as the current
 * version stays that version. Orders keep the version that they were placed under (§2.5).
 */
export async function storePolicy(
  sql: Connection,
  { policy, storedAt }: { policy: Omit<Policy, 'version'>; storedAt: string },
): Promise<Policy> {
  const { name, ...content } = policy;
  return storeVersion<Policy>(sql, { kind: policies, id: name, content, storedAt });
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
