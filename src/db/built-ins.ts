import { always, cn5x8 } from '../domain/calendars/cn.ts';
import { defaultPolicy } from '../domain/policy-default.ts';
import { storeCalendarIfNone } from './calendars.ts';
import { storePolicyIfNone } from './policies.ts';
import type { Connection } from './queries.ts';

/**
 * Puts what every installation has into the registry: the default policy and the calendars
 * `cn-5x8` and `always` (design §2.5, §5). What ops have stored since then is left as it is.
 */
export async function storeBuiltIns(sql: Connection, storedAt: string): Promise<void> {
  for (const calendar of [cn5x8, always]) await storeCalendarIfNone(sql, { calendar, storedAt });
  await storePolicyIfNone(sql, { policy: defaultPolicy, storedAt });
}
