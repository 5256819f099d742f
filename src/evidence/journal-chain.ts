import { digestOf } from './canonical.ts';

/** The `previousHash` of an order's first entry: nothing came before. */
export const genesisHash = `sha256:${'0'.repeat(64)}`;

/** What the hash of a journal entry covers: everything but the hash itself (S0 10.4). */
export interface JournalEntry {
  orderId: string;
  /** 1 for the order's first entry, then without gaps. */
  sequence: number;
  /** ISO-8601 instant in UTC with milliseconds; never before the previous entry's. */
  at: string;
  type: string;
  actor: unknown;
  data: unknown;
  previousHash: string;
}

export type HashedJournalEntry = JournalEntry & { hash: string };

export type ChainFault =
  | 'entry_malformed'
  | 'other_order'
  | 'sequence_out_of_order'
  | 'time_goes_back'
  | 'previous_hash_differs'
  | 'hash_differs';

/** `sequence` names the first entry that does not fit. */
export type ChainVerdict =
  | { valid: true; head: string }
  | { valid: false; sequence: number; reason: ChainFault };

/** The hash that seals an entry and all before it: `digestOf` its fields, further ones ignored. */
export function journalHash(entry: JournalEntry): string {
  const { orderId, sequence, at, type, actor, data, previousHash } = entry;
  return digestOf({ orderId, sequence, at, type, actor, data, previousHash });
}

/**
 * Walks one order's whole journal in the order given and names the first entry that does not
 * fit. A cut-off end leaves a valid chain: compare `head` with one that was kept elsewhere.
 */
export function verifyChain(entries: readonly HashedJournalEntry[]): ChainVerdict {
  let previous: HashedJournalEntry | undefined;
  for (const entry of entries) {
    const reason = faultOf(entry, previous);
    if (reason !== undefined) {
      const sequence = isWellFormed(entry) ? entry.sequence : nextSequence(previous);
      return { valid: false, sequence, reason };
    }
    previous = entry;
  }
  return { valid: true, head: previous?.hash ?? genesisHash };
}

function nextSequence(previous: HashedJournalEntry | undefined): number {
  return (previous?.sequence ?? 0) + 1;
}

function faultOf(
  entry: HashedJournalEntry,
  previous: HashedJournalEntry | undefined,
): ChainFault | undefined {
  if (!isWellFormed(entry)) return 'entry_malformed';
  if (previous !== undefined && entry.orderId !== previous.orderId) return 'other_order';
  if (entry.sequence !== nextSequence(previous)) return 'sequence_out_of_order';
  if (previous !== undefined && entry.at < previous.at) return 'time_goes_back';
  if (entry.previousHash !== (previous?.hash ?? genesisHash)) return 'previous_hash_differs';
  return hashFault(entry);
}

function hashFault(entry: HashedJournalEntry): ChainFault | undefined {
  try {
    return entry.hash === journalHash(entry) ? undefined : 'hash_differs';
  } catch {
    // A file can hold what canonical JSON refuses, a lone surrogate for one.
    return 'entry_malformed';
  }
}

/** Entries come from files that anybody may have written, whatever the type says. */
function isWellFormed(entry: HashedJournalEntry | null): entry is HashedJournalEntry {
  if (typeof entry?.orderId !== 'string' || typeof entry.type !== 'string') return false;
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(entry.at);
  return isInstant && Number.isSafeInteger(entry.sequence);
}
