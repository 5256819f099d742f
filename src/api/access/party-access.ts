import { type Party, readParty } from '../../db/registry/parties.ts';
import type { Connection } from '../../db/queries.ts';
import { demand } from '../../domain/errors.ts';
import { notFound } from './access.ts';
import type { Caller } from './authenticate.ts';

/** Who a party's file is open to: itself, the seller that has filed it, and whoever oversees all. */
function isOpenTo(caller: Caller, party: Pick<Party, 'id' | 'sellerId'>): boolean {
  if (caller.partyId === null) return true;
  return caller.partyId === party.id || isKeptBy(caller, party);
}

/** Whether the caller is the seller that has filed this supplier (S0 6.4.1). */
export function isKeptBy(caller: Caller, { sellerId }: { sellerId?: string | null }): boolean {
  return caller.role === 'seller' && caller.partyId !== null && caller.partyId === sellerId;
}

/** The party, where its file is open to the caller; else a 404. */
export async function visibleParty(
  sql: Connection,
  caller: Caller,
  partyId: string,
): Promise<Party> {
  const party = await readParty(sql, partyId);
  if (!party || !isOpenTo(caller, party)) throw notFound();
  return party;
}

/**
 * The party, where the caller keeps its file: ops keep all, a seller its own suppliers. A seller
 * reads its own file and may not change it.
 */
export async function keptParty(sql: Connection, caller: Caller, partyId: string): Promise<Party> {
  const party = await visibleParty(sql, caller, partyId);
  demand(
    caller.role === 'ops' || isKeptBy(caller, party),
    'role_not_allowed',
    'Nobody reviews or files for itself.',
  );
  return party;
}
