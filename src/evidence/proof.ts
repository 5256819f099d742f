import type { Destination } from '../domain/parties/couriers.ts';
import type { OrderDocument } from '../domain/order.ts';
import { reveal } from '../vault/mask.ts';
import { type JsonValue, seal, unsealDeep } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { Attestor } from './attestation.ts';
import { digestOf } from './canonical.ts';
import { documentDigest, newSalt, sealedDigest } from './document.ts';
import { genesisHash, type JournalEntry, journalHash } from './journal-chain.ts';

/** What a transition needs to leave proof: hashes, digests, and personal parts sealed apart. */
export interface Proof {
  /** The hash of an entry after the order's newest one (null: its first). */
  chain: (
    entry: Omit<JournalEntry, 'previousHash'>,
    head: string | null,
  ) => {
    previousHash: string;
    hash: string;
  };
  /** Of any JSON value. */
  digest: (value: unknown) => string;
  /** Where an order goes; null where nobody can read that any more. */
  destination: (personal: SealedRecipient) => Destination | null;
  /** The document frozen: number in, personal part sealed and committed to, digest made. */
  freeze: (document: OrderDocument, facts: FreezingFacts) => OrderDocument;
  /** Signs what a principal has agreed to in the very transition that makes the document. */
  attestor: Pick<Attestor, 'keyId' | 'attest'>;
}

export interface FreezingFacts {
  number: string;
  wrappedKey: string | null;
  /** The recipient's sealed fields, taken in where the document names its recipient. */
  recipient: unknown;
}

export interface SealedRecipient {
  orderId: string;
  wrappedKey: string | null;
  recipient: unknown;
}

export function createProof({ vault, attestor }: { vault: Vault; attestor: Attestor }): Proof {
  return {
    chain(entry, head) {
      const previousHash = head ?? genesisHash;
      return { previousHash, hash: journalHash({ ...entry, previousHash }) };
    },
    digest: digestOf,
    destination: (personal) => destinationOf(vault, personal),
    freeze: (document, facts) => freezeDocument(vault, document, facts),
    attestor,
  };
}

export function destinationOf(
  vault: Vault,
  { orderId, wrappedKey, recipient }: SealedRecipient,
): Destination | null {
  const { address } = (recipient ?? {}) as { address?: JsonValue };
  if (wrappedKey === null || address === undefined) return null;
  const dataKey = vault.openDataKey(wrappedKey);
  const open = unsealDeep({ dataKey, json: address, context: orderId, transform: reveal });
  const { country, region, city } = open as unknown as Destination;
  return { country, region, city };
}

function freezeDocument(
  vault: Vault,
  document: OrderDocument,
  facts: FreezingFacts,
): OrderDocument {
  const { personal, ...open } = document.content as {
    personal: { recipient: boolean } & Record<string, JsonValue>;
  };
  const { recipient: wantsRecipient, ...own } = personal;
  const parts = { ...own, ...(wantsRecipient ? { recipient: namedOnNote(facts.recipient) } : {}) };
  const content = {
    ...open,
    number: facts.number,
    // What the consumer confirms is known by itself, whichever document it lies in (S0 9.4 a).
    ...('offer' in open ? { offerDigest: digestOf(open['offer']) } : {}),
  };
  const commitment =
    Object.keys(parts).length === 0 ? null : commit(vault, document.orderId, parts, facts);
  const whole = { ...content, sealedDigest: commitment?.digest ?? null };
  return {
    ...document,
    number: facts.number,
    content: whole,
    sealed: commitment?.sealed ?? null,
    digest: documentDigest(whole),
  };
}

/** A note names its recipient and where to find it (S0 6.7.2, 7.7.1), and nothing more. */
function namedOnNote(recipient: unknown): JsonValue {
  const fields = Object.entries((recipient ?? {}) as Record<string, JsonValue>);
  return Object.fromEntries(fields.filter(([name]) => ['name', 'phone', 'address'].includes(name)));
}

function commit(
  vault: Vault,
  orderId: string,
  parts: Record<string, JsonValue>,
  facts: FreezingFacts,
): { digest: string; sealed: Record<string, unknown> } {
  const dataKey = facts.wrappedKey === null ? null : vault.openDataKey(facts.wrappedKey);
  if (!dataKey) throw new Error('the personal data of this order was erased');
  const salt = newSalt();
  const value = unsealDeep({ dataKey, json: parts, context: orderId, transform: reveal });
  return {
    digest: sealedDigest({ salt, value }),
    sealed: { ...parts, salt: seal(dataKey, { kind: 'json', value: salt }, orderId) },
  };
}
