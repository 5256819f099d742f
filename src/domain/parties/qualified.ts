import { partyText } from './party-text.ts';
import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import { DomainError } from '../errors.ts';
import type { Policy, QualifiedRole } from '../policies/policy.ts';
import {
  type Qualification,
  type QualificationKind,
  type Unqualified,
  unqualifiedOn,
} from './qualifications.ts';

export interface QualifiedParty {
  id: string;
  name: string;
  role: string;
  qualifications?: readonly Qualification[];
}

/** The kinds that a policy asks of a role (S0 5.4, 6.4.1). */
export function neededKinds(policy: Policy, role: string): readonly QualificationKind[] {
  return policy.qualifications?.[role as QualifiedRole] ?? [];
}

/** What the party lacks under a policy on the day of that instant, in the policy's zone. */
export function unqualifiedAt(
  { role, qualifications = [] }: Omit<QualifiedParty, 'id' | 'name'>,
  { policy, at }: { policy: Policy; at: string },
): Unqualified[] {
  const day = dateAt(epochMsOf(at), policy.zone);
  return unqualifiedOn(day, neededKinds(policy, role), qualifications);
}

/** What the role needs must be in force on that day, else the refusal tells all that lacks. */
export function demandQualified(
  party: QualifiedParty,
  { policy, at, pointer }: { policy: Policy; at: string; pointer?: string | undefined },
): void {
  const unqualified = unqualifiedAt(party, { policy, at });
  const [first] = unqualified;
  if (!first) return;
  const told = unqualified.map(({ kind, gap }) => `${kind} is ${gap.replaceAll('_', ' ')}`);
  const day = dateAt(epochMsOf(at), policy.zone);
  throw new DomainError(
    `qualification_${first.gap === 'not_yet_valid' ? 'expired' : first.gap}`,
    `the ${party.role} ${partyText(party)} is not qualified on ${day}: ${told.join(', ')} (S0 5.4)`,
    { pointer, currentStatus: first.gap, unqualified },
  );
}
