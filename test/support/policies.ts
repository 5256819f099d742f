import { storePolicy } from '../../src/db/registry/policies.ts';
import type { DeadlineName, DeadlineRule } from '../../src/domain/policies/deadline-rules.ts';
import { defaultPolicy } from '../../src/domain/policies/policy-default.ts';
import type { Policy } from '../../src/domain/policies/policy.ts';
import type { TestEngine } from './engine.ts';
import { newId } from './orders.ts';

/** What a policy says otherwise than the default one. */
export type Rules = { [Name in DeadlineName]?: Partial<DeadlineRule<Name>> };

/** The name of a stored policy: these rules, and the rest of the default. */
export async function policyOf(
  engine: TestEngine,
  rules: Rules,
  more: Partial<Policy> = {},
): Promise<string> {
  const { version: _, deadlines, ...others } = defaultPolicy;
  const changed = Object.entries(rules).map(([name, rule]) => {
    const { grace, ...kept } = deadlines[name as DeadlineName];
    // Only what acts after its grace may have one.
    const isGraced = (rule.onExpiry ?? kept.onExpiry).startsWith('escalate_then_');
    return [name, { ...kept, ...(isGraced && grace ? { grace } : {}), ...rule }];
  });
  const name = newId('policy');
  const policy = {
    ...others,
    ...more,
    name,
    deadlines: { ...deadlines, ...(Object.fromEntries(changed) as Rules) },
  } as Policy;
  await storePolicy(engine.sql, { policy, storedAt: new Date().toISOString() });
  return name;
}
