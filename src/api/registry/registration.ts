import { stdnum } from 'stdnum';
import type { PartyRegistry, RegistryEntry } from '../../adapters/registry/port.ts';
import { NeighbourUnavailable } from '../../adapters/neighbour.ts';
import type { Party } from '../../db/registry/parties.ts';
import type { RegistryLookup } from '../../db/registry/registry-lookups.ts';
import { demand, DomainError } from '../../domain/errors.ts';
import { newId } from '../ids.ts';

/** A unified social credit code has 18 characters, a legal entity identifier 20. */
const codeLike = /^[0-9A-Z]{18}$/;
const leiLike = /^[0-9A-Z]{18}[0-9]{2}$/;

/**
 * Whether a number that looks like a Chinese unified social credit code or an LEI has the right
 * check digits (S0 5.4). Numbers of other registries cannot be checked and are let through.
 */
export function isPlausibleNumber(number: string): boolean {
  if (codeLike.test(number)) return stdnum.CN?.uscc?.validate(number).isValid === true;
  if (leiLike.test(number)) return isLei(number);
  return true;
}

/** ISO 17442: the digits, letters counted from A = 10, leave 1 when divided by 97. */
function isLei(number: string): boolean {
  const digits = Array.from(number, (character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

/**
 * Asks the public registry before a party is approved. Null where its number is of another kind
 * than the registry keeps. DomainError `engine_unavailable` while the registry does not answer.
 */
export async function lookUpRegistration(
  registry: PartyRegistry,
  party: Party,
  at: string,
): Promise<RegistryLookup | null> {
  const { registrationNumber } = party;
  if (!codeLike.test(registrationNumber) && !leiLike.test(registrationNumber)) return null;
  const entry = await ask(registry, registrationNumber);
  return {
    id: newId('rlu'),
    partyId: party.id,
    registrationNumber,
    outcome: outcomeOf(entry, party.name),
    registeredName: entry.status === 'found' ? entry.name : null,
    lookedUpAt: at,
  };
}

function outcomeOf(entry: RegistryEntry, name: string): RegistryLookup['outcome'] {
  if (entry.status === 'not_found') return 'not_found';
  if (entry.state === 'dissolved') return 'dissolved';
  return entry.name === name ? 'confirmed' : 'name_differs';
}

/**
 * DomainError `registration_not_confirmed` for a number that is not registered or whose company is
 * dissolved. Another name than the registered one is for the reviewer to judge.
 */
export function demandRegistered({ outcome, registrationNumber }: RegistryLookup): void {
  const says = outcome === 'dissolved' ? 'has dissolved the company of' : 'does not know';
  demand(
    outcome !== 'not_found' && outcome !== 'dissolved',
    'registration_not_confirmed',
    `the company registry ${says} ${registrationNumber}`,
    { currentStatus: outcome },
  );
}

async function ask(registry: PartyRegistry, registrationNumber: string) {
  try {
    return await registry.lookUp({ registrationNumber });
  } catch (error) {
    if (!(error instanceof NeighbourUnavailable)) throw error;
    throw new DomainError(
      'engine_unavailable',
      'The company registry does not answer; nothing was decided. Try again soon.',
    );
  }
}
