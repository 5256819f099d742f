import type { Connection } from '../queries.ts';

/** What the public registry said of a party's number when it was asked. */
export interface RegistryLookup {
  id: string;
  partyId: string;
  registrationNumber: string;
  /** Numbers of another kind than the registry keeps are `not_looked_up`. */
  outcome:
    | 'confirmed'
    | 'not_found'
    | 'dissolved'
    | 'name_differs'
    | 'not_looked_up'
    | 'unavailable';
  registeredName: string | null;
  lookedUpAt: string;
}

/** Kept for good: an approval rests on it. */
export async function storeLookup(tx: Connection, lookup: RegistryLookup): Promise<void> {
  await tx`
    insert into registry_lookups (id, party_id, registration_number, outcome, registered_name,
      looked_up_at)
    values (${lookup.id}, ${lookup.partyId}, ${lookup.registrationNumber}, ${lookup.outcome},
      ${lookup.registeredName}, ${lookup.lookedUpAt})`;
}

/** The newest first. */
export async function lookupsOf(sql: Connection, partyId: string): Promise<RegistryLookup[]> {
  return sql<RegistryLookup[]>`
    select id, party_id as "partyId", registration_number as "registrationNumber", outcome,
      registered_name as "registeredName", looked_up_at as "lookedUpAt"
    from registry_lookups where party_id = ${partyId} order by looked_up_at desc, id desc`;
}
