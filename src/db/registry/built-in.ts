import type postgres from 'postgres';
import { always, cn5x8 } from '../../domain/calendars/cn.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { defaultPolicy, drivePolicy } from '../../domain/policies/policy-default.ts';
import { asJson } from '../values.ts';
import { lockPolicies } from './policies.ts';

/**
 * Stores the policies and calendars that come with Luyue. A policy that still is as it came follows
 * the release with a next version of its own; orders keep the version they were placed under. What
 * ops have put since is theirs and stays, and so does every calendar: a new one moves due times.
 */
export async function storeBuiltIn(sql: postgres.Sql): Promise<void> {
  for (const policy of [defaultPolicy, drivePolicy]) await storeBuiltInPolicy(sql, policy);
  for (const calendar of [cn5x8, always]) {
    await sql`insert into calendars (id, version, content, stored_at)
      values (${calendar.id}, 1, ${asJson(sql, { ...calendar, version: 1 })}, now())
      on conflict do nothing`;
  }
}

async function storeBuiltInPolicy(sql: postgres.Sql, policy: Policy): Promise<void> {
  const { version: _, ...content } = policy;
  await sql.begin(async (tx) => {
    await lockPolicies(tx);
    await tx`
      with newest as (
        select version, built_in, content - 'version' as content from policies
        where name = ${policy.name} order by version desc limit 1),
      next as (select coalesce((select version from newest), 0) + 1 as version
        where not exists (select from newest
          where not built_in or content = ${asJson(tx, content)}::jsonb))
      insert into policies (name, version, content, stored_at, built_in)
      select ${policy.name}, version,
        ${asJson(tx, content)}::jsonb || jsonb_build_object('version', version), now(), true
      from next`;
  });
}
