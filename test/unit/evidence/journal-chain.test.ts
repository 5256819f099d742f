import { describe, expect, test } from 'vitest';
import { genesisHash, journalHash, verifyChain } from '../../../src/evidence/journal-chain.ts';
import type { HashedJournalEntry } from '../../../src/evidence/journal-chain.ts';

const actor = { role: 'seller', id: 'pty_1' };

function aJournal(length: number): HashedJournalEntry[] {
  const entries: HashedJournalEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    entries.push(
      hashed({
        orderId: 'ord_1',
        sequence,
        at: `2026-11-24T10:00:0${sequence}.000Z`,
        type: 'order_confirmed',
        actor,
        data: { amountMinor: sequence },
        previousHash: entries.at(-1)?.hash ?? genesisHash,
      }),
    );
  }
  return entries;
}

function hashed(entry: Omit<HashedJournalEntry, 'hash'>): HashedJournalEntry {
  return { ...entry, hash: journalHash(entry) };
}

/** The journal with its third entry changed, and rehashed as a forger without the rest would. */
function withThird(change: Partial<HashedJournalEntry>): HashedJournalEntry[] {
  return aJournal(5).map((entry) =>
    entry.sequence === 3 ? hashed({ ...entry, ...change }) : entry,
  );
}

describe('S0 10.4: the journal', () => {
  test('stands when nothing was touched, and tells its head', () => {
    const entries = aJournal(5);

    expect(verifyChain(entries)).toEqual({ valid: true, head: entries[4]?.hash });
  });

  test('has the genesis hash as head while it is empty', () => {
    expect(verifyChain([])).toEqual({ valid: true, head: `sha256:${'0'.repeat(64)}` });
  });

  test.each([
    ['data', { data: { amountMinor: 1 } }],
    ['actor', { actor: { role: 'courier', id: 'pty_2' } }],
    ['type', { type: 'order_cancelled' }],
    ['time', { at: '2026-11-24T10:00:03.001Z' }],
  ])('names the entry whose %s was changed', (_what, change) => {
    const entries = aJournal(5);
    entries[2] = { ...(entries[2] as HashedJournalEntry), ...change };

    expect(verifyChain(entries)).toEqual({ valid: false, sequence: 3, reason: 'hash_differs' });
  });

  test('names the entry after one that was changed and hashed anew', () => {
    const entries = withThird({ data: { amountMinor: 999 } });

    expect(verifyChain(entries)).toEqual({
      valid: false,
      sequence: 4,
      reason: 'previous_hash_differs',
    });
  });

  test('names the entry after a gap, also at the start', () => {
    const fault = { valid: false, reason: 'sequence_out_of_order' };

    expect(verifyChain(aJournal(5).toSpliced(2, 1))).toEqual({ ...fault, sequence: 4 });
    expect(verifyChain(aJournal(5).slice(1))).toEqual({ ...fault, sequence: 2 });
  });

  test('names a repeated and a moved entry', () => {
    const [one, two, three] = aJournal(3) as [
      HashedJournalEntry,
      HashedJournalEntry,
      HashedJournalEntry,
    ];
    const fault = { valid: false, reason: 'sequence_out_of_order' };

    expect(verifyChain([one, two, two, three])).toEqual({ ...fault, sequence: 2 });
    expect(verifyChain([one, three, two])).toEqual({ ...fault, sequence: 3 });
  });

  test('names an entry of another order', () => {
    const entries = withThird({ orderId: 'ord_2' });

    expect(verifyChain(entries)).toEqual({ valid: false, sequence: 3, reason: 'other_order' });
  });

  test('names an entry that is older than the one before it', () => {
    const entries = withThird({ at: '2026-11-24T09:59:59.999Z' });

    expect(verifyChain(entries)).toEqual({ valid: false, sequence: 3, reason: 'time_goes_back' });
  });

  test('names a first entry that does not start from nothing', () => {
    const [first] = aJournal(1) as [HashedJournalEntry];
    const entries = [hashed({ ...first, previousHash: first.hash })];

    expect(verifyChain(entries)).toEqual({
      valid: false,
      sequence: 1,
      reason: 'previous_hash_differs',
    });
  });

  test.each([
    ['null', null],
    ['an entry without a sequence', { orderId: 'ord_1' }],
    ['a time of another form', { ...aJournal(1)[0], at: '24 November 2026' }],
    ['what canonical JSON cannot say', { ...aJournal(1)[0], data: '\ud800' }],
  ])('names %s by its place', (_what, entry) => {
    const verdict = verifyChain([entry as HashedJournalEntry]);

    expect(verdict).toEqual({ valid: false, sequence: 1, reason: 'entry_malformed' });
  });

  test('hashes its fields and no others, so that a copy with more of them still fits', () => {
    const entries = aJournal(2).map((entry) => ({ ...entry, recordedBy: 'somebody' }));

    expect(verifyChain(entries).valid).toBe(true);
  });

  test('has the hash that anybody can compute by hand', () => {
    expect(aJournal(1)[0]?.hash).toBe(
      'sha256:5aad9f1704058bc7c9781352ba5ca160ce59ef175a6088fd9b9e6bd51c12fb6f',
    );
  });
});
