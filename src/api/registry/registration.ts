import { stdnum } from 'stdnum';
import type { PartyRegistry, RegistryEntry } from '../../adapters/registry/port.ts';
import { NeighbourUnavailable } from '../../adapters/neighbour.ts';
import type { Party } from '../../db/registry/parties.ts';
import type { RegistryLookup } from '../../db/registry/registry-lookups.ts';
import { demand } from '../../domain/errors.ts';
import { newId } from '../ids.ts';

/** A unified social credit code has 18 characters, a legal entity identifier 20. */
const codeLike = /^[0-9A-Z]{18}$/;
const leiLike = /^[0-9A-Z]{18}[0-9]{2}$/;

/**
 * Whether a number that looks like a Chinese unified social credit code or an LEI has the right
 * check digits (S0 5.4). Numbers of other registries cannot be checked and are let through.
 */
export function isPlausibleNumber(number: string): boolean {
  if (codeLike.test(number)) return isSocialCreditCode(number);
  if (leiLike.test(number)) return isLei(number);
  return true;
}

const codeCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * GB 32100. stdnum takes no code whose check character is 0, which is that of one company in 31:
 * there the characters before it, weighted with the powers of 3, leave nothing when divided by 31.
 */
function isSocialCreditCode(number: string): boolean {
  if (stdnum.CN?.uscc?.validate(number).isValid === true) return true;
  const values = Array.from(number, (character) => codeCharacters.indexOf(character));
  if (values.includes(-1) || values.at(-1) !== 0) return false;
  return values.reduce((sum, value, index) => sum + value * (3 ** index % 31), 0) % 31 === 0;
}

/** ISO 17442: the digits, letters counted from A = 10, leave 1 when divided by 97. */
function isLei(number: string): boolean {
  const digits = Array.from(number, (character) => Number.parseInt(character, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

/** Asks the public registry before a party is let in: what it says, or that it says nothing. */
export async function lookUpRegistration(
  registry: PartyRegistry,
  party: Party,
  at: string,
): Promise<RegistryLookup> {
  const { registrationNumber } = party;
  const isKept = codeLike.test(registrationNumber) || leiLike.test(registrationNumber);
  const entry = isKept ? await ask(registry, registrationNumber) : 'not_looked_up';
  const isAnswer = typeof entry !== 'string';
  return {
    id: newId('rlu'),
    partyId: party.id,
    registrationNumber,
    outcome: isAnswer ? outcomeOf(entry, party.name) : entry,
    registeredName: isAnswer && entry.status === 'found' ? entry.name : null,
    lookedUpAt: at,
  };
}

function outcomeOf(entry: RegistryEntry, name: string): RegistryLookup['outcome'] {
  if (entry.status === 'not_found') return 'not_found';
  if (entry.state === 'dissolved') return 'dissolved';
  return entry.name === name ? 'confirmed' : 'name_differs';
}

/** What the registry says against a party; that it knows nothing of it is for its reviewer to weigh. */
const contradictions = {
  dissolved: 'the company registry has dissolved the company of',
  name_differs: 'the company registry keeps another name under',
  unavailable: 'the company registry does not answer about',
} as const;

/** Whether what the registry says stands against letting the party in. */
export function contradicts(
  outcome: RegistryLookup['outcome'],
): outcome is keyof typeof contradictions {
  return Object.hasOwn(contradictions, outcome);
}

/**
 * DomainError `registration_not_confirmed`, or `engine_unavailable` while the registry does not
 * answer, unless the reviewer has said why the party is let in all the same.
 */
export function demandRegistered(
  { outcome, registrationNumber }: RegistryLookup,
  override: { reason: string } | null,
): void {
  if (override !== null || !contradicts(outcome)) return;
  demand(
    false,
    outcome === 'unavailable' ? 'engine_unavailable' : 'registration_not_confirmed',
    `${contradictions[outcome]} ${registrationNumber}; nothing was decided. ` +
      `${outcome === 'unavailable' ? 'Try again soon, or say' : 'Say'} in registrationOverride ` +
      'why the party is let in all the same',
    { currentStatus: outcome },
  );
}

async function ask(registry: PartyRegistry, registrationNumber: string) {
  try {
    return await registry.lookUp({ registrationNumber });
  } catch (error) {
    if (error instanceof NeighbourUnavailable) return 'unavailable';
    throw error;
  }
}
