import type { Sql } from 'postgres';
import { loadOrders } from '../../db/orders/load-order.ts';
import { currentCalendars, ordersUnder } from '../../db/orders/policy-orders.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { type ChangedDeadline, changedDeadlines } from '../../domain/policies/policy-effects.ts';

const pageSize = 100;
/** A dry run looks at no more open orders than that, the oldest first, and says so. */
const ordersMax = 2_000;

export interface PolicyDryRun {
  wouldDiffer: ChangedDeadline[];
  ordersChecked: number;
  /** Whether every order that it concerns was looked at. */
  isComplete: boolean;
}

/**
 * Which running deadlines of open orders would be due at another time under this policy (S0 6.6 a).
 * Nothing is stored, and no order changes: it keeps the version it was placed under.
 */
export async function dryRunPolicy(sql: Sql, policy: Policy): Promise<PolicyDryRun> {
  const counting = { calendars: await currentCalendars(sql), agreements: [] };
  const found: PolicyDryRun = { wouldDiffer: [], ordersChecked: 0, isComplete: false };
  const { name, appliesTo = null } = policy;
  for (let after = ''; found.ordersChecked < ordersMax;) {
    const ids = await ordersUnder(sql, { name, appliesTo, after, limit: pageSize });
    for (const state of await loadOrders(sql, ids)) {
      found.wouldDiffer.push(...changedDeadlines(state, policy, counting));
    }
    found.ordersChecked += ids.length;
    after = ids.at(-1) ?? after;
    if (ids.length < pageSize) return { ...found, isComplete: true };
  }
  return found;
}
