import { createHash } from 'node:crypto';
import type { Books } from './books.ts';
import { SimulatorRefusal } from './server.ts';

/** The table that `answerOnce` needs in the simulator's books. */
export const answersSchema = `
  create table if not exists answers (
    key text primary key,
    fingerprint text not null,
    answer text not null
  ) strict`;

/** Equal exactly for calls of the same operation with the same meaning. */
export function fingerprintOf(operation: string, command: unknown): string {
  const text = JSON.stringify([operation, command]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * A stored fingerprint of the same key must be that of the call: else 422
 * `idempotency_key_reused`.
 */
export function assertSameCall(stored: { fingerprint: string }, fingerprint: string): void {
  if (stored.fingerprint !== fingerprint) {
    throw new SimulatorRefusal(422, 'idempotency_key_reused');
  }
}

/**
 * Acts once per key, in one transaction with keeping the answer; a repeat gets the first answer.
 */
export function answerOnce<Answer>(
  books: Books,
  call: { key: string; fingerprint: string },
  act: () => Answer,
): Answer {
  return books.transaction(() => {
    const stored = books.one<{ fingerprint: string; answer: string }>(
      'select fingerprint, answer from answers where key = ?',
      call.key,
    );
    if (stored !== undefined) {
      assertSameCall(stored, call.fingerprint);
      return JSON.parse(stored.answer) as Answer;
    }
    const answer = act();
    books.run(
      'insert into answers (key, fingerprint, answer) values (?, ?, ?)',
      call.key,
      call.fingerprint,
      JSON.stringify(answer),
    );
    return answer;
  });
}
