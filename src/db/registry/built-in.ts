import type postgres from 'postgres';
import { always, cn5x8 } from '../../domain/calendars/cn.ts';
import { defaultPolicy, drivePolicy } from '../../domain/policies/policy-default.ts';

/**
 * Stores the policies and calendars that come with Luyue as their first version, where there is
 * none. What ops have put since is a later version and stays.
 */
export async function storeBuiltIn(sql: postgres.Sql): Promise<void> {
  for (const policy of [defaultPolicy, drivePolicy]) {
    await storeIfNone(sql, 'policies', policy.name, policy);
  }
  for (const calendar of [cn5x8, always]) {
    await storeIfNone(sql, 'calendars', calendar.id, calendar);
  }
}

async function storeIfNone(
  sql: postgres.Sql,
  table: 'policies' | 'calendars',
  id: string,
  content: object,
): Promise<void> {
  const column = table === 'policies' ? 'name' : 'id';
  const versioned = { ...content, version: 1 };
  await sql`insert into ${sql(table)} (${sql(column)}, version, content, stored_at)
    values (${id}, 1, ${sql.json(versioned)}, now()) on conflict do nothing`;
}
