import { type Party, readParty } from '../../db/registry/parties.ts';
import type { StoredSigningKey } from '../../db/registry/signing-keys.ts';
import { mask, masked, reveal } from '../../vault/mask.ts';
import { erased, type JsonValue, seal, unsealDeep } from '../../vault/seal.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Caller } from '../access/authenticate.ts';
import type { Parts } from '../parts.ts';
import { isKeptBy } from '../access/party-access.ts';

/** A party as it is stored in answers: its contacts sealed under its own data key. */
export interface PartyView {
  id: string;
  role: string;
  kind: string;
  name: string;
  registrationNumber: string;
  address: unknown;
  calendar: string;
  contacts: unknown;
  capabilities: unknown;
  regions: unknown;
  returnTo: unknown;
  services: Party['services'];
  tariffs: Party['tariffs'];
  /** Of a supplier that a seller has filed. */
  sellerId: string | null;
  status: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export function partyView(party: Party): PartyView {
  const { calendarId, wrappedKey: _, ...shown } = party;
  return { ...shown, calendar: calendarId };
}

/** The person's name stays sealed under the key of the party, or of the consumer's platform. */
export function signingKeyView(key: StoredSigningKey) {
  const { keyId, personId, personName, jwk, registeredAt, revokedAt } = key;
  return { keyId, person: { personId, name: personName }, jwk, registeredAt, revokedAt };
}

/** What is personal in a registry object belongs to this party. */
export interface PersonalOwner {
  id: string;
  /** Of a supplier: the seller that keeps its file. */
  sellerId?: string | null;
  wrappedKey: string | null;
}

/** Whoever registered people sees them in clear; others see that there is somebody. */
export function presentRegistry(
  vault: Vault,
  caller: Caller,
  owner: PersonalOwner,
): (json: unknown) => JsonValue {
  const dataKey = owner.wrappedKey === null ? null : vault.openDataKey(owner.wrappedKey);
  const isClear =
    caller.role === 'ops' ||
    caller.role === 'consumer' ||
    caller.partyId === owner.id ||
    isKeptBy(caller, owner);
  const transform = caller.role === 'auditor' ? () => masked : isClear ? reveal : mask;
  return (json) => unsealDeep({ dataKey, json: json as JsonValue, context: owner.id, transform });
}

/** Seals people's names and contacts under their party's data key. */
export function registrySealer(
  vault: Vault,
  { id: partyId, wrappedKey }: Pick<PersonalOwner, 'id' | 'wrappedKey'>,
) {
  if (wrappedKey === null) throw new Error('the party has no data key');
  const key = vault.openDataKey(wrappedKey);
  return {
    name: (value: string) => seal(key, { kind: 'name', value }, partyId),
    text: (value: string) => seal(key, { kind: 'text', value }, partyId),
    contacts: (contacts: readonly Record<string, string | null | undefined>[]) =>
      contacts.map(({ name, phone, email, duty }) => ({
        name: typeof name === 'string' ? seal(key, { kind: 'name', value: name }, partyId) : null,
        phone:
          typeof phone === 'string' ? seal(key, { kind: 'phone', value: phone }, partyId) : null,
        email:
          typeof email === 'string' ? seal(key, { kind: 'email', value: email }, partyId) : null,
        duty: duty ?? null,
      })),
  };
}

/** The name of the person of a key, to compare with; never for an answer. Null once erased. */
export async function registeredName(
  parts: Pick<Parts, 'sql' | 'vault'>,
  { ownerId, platformId, personName }: StoredSigningKey,
): Promise<string | null> {
  const owner = await readParty(parts.sql, platformId ?? ownerId);
  if (!owner?.wrappedKey || personName === null) return null;
  const dataKey = parts.vault.openDataKey(owner.wrappedKey);
  const opened = unsealDeep({ dataKey, json: personName, context: owner.id, transform: reveal });
  return typeof opened === 'string' && opened !== erased ? opened : null;
}

export function shownParty(parts: Pick<Parts, 'vault'>, caller: Caller, party: Party): JsonValue {
  return presentRegistry(parts.vault, caller, party)(partyView(party));
}

/** The stored answer of a command on a party, as its caller may see it. */
export async function shownPartyAnswer(
  parts: Pick<Parts, 'sql' | 'vault'>,
  caller: Caller,
  { subject, answer }: { subject: { id: string }; answer: unknown },
): Promise<JsonValue> {
  const party = await readParty(parts.sql, subject.id);
  const owner = party ?? { id: subject.id, wrappedKey: null };
  return presentRegistry(parts.vault, caller, owner)(answer);
}
