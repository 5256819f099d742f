import type { Sql } from 'postgres';
import type { Calendar } from '../../domain/calendars/calendar.ts';
import type { PolicyBinding } from '../../domain/policies/policy.ts';

/**
 * Open orders that a policy of that name and binding would be the policy of, the oldest first, by
 * their ids: those that have it now, and those of the platforms, sellers and categories it names.
 */
export async function ordersUnder(
  sql: Sql,
  asked: { name: string; appliesTo: PolicyBinding | null; after: string; limit: number },
): Promise<string[]> {
  const { appliesTo } = asked;
  const isIn = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? sql`true` : sql`${sql(column)} in ${sql([...values])}`;
  const bound =
    appliesTo === null
      ? sql`false`
      : sql`${isIn('o.platform_id', appliesTo.platformIds)} and ${isIn('o.seller_id', appliesTo.sellerIds)}
          and ${isIn('p.category', appliesTo.categories)}`;
  const rows = await sql<{ id: string }[]>`
    select o.id from orders o join parties p on p.id = o.seller_id
    where o.status not in ('completed', 'cancelled', 'returned') and o.id > ${asked.after}
      and (o.policy_name = ${asked.name} or (${bound}))
    order by o.id limit ${asked.limit}`;
  return rows.map(({ id }) => id);
}

/** Every calendar as it is counted in now, by its id. */
export async function currentCalendars(sql: Sql): Promise<Record<string, Calendar>> {
  const rows = await sql<{ content: Calendar }[]>`
    select distinct on (id) content from calendars order by id, version desc`;
  return Object.fromEntries(rows.map(({ content }) => [content.id, content]));
}
