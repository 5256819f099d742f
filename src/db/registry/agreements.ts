import {
  type Agreement,
  type AgreedTerms,
  rivalAgreement,
} from '../../domain/parties/agreements.ts';
import { demand, must } from '../../domain/errors.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

export interface StoredAgreement extends Agreement {
  /** Of the signed paper or file that the terms were taken from. */
  digest: string;
  storedAt: string;
}

const columns = `id, version, kind, parties, content, digest,
  to_char(valid_from, 'YYYY-MM-DD') as "validFrom", to_char(valid_to, 'YYYY-MM-DD') as "validTo",
  stored_at as "storedAt"`;

interface Row extends Omit<StoredAgreement, keyof AgreedTerms> {
  content: AgreedTerms;
}

/** Stores the next version; what is stored already stays the version that it is. */
export async function storeAgreement(
  tx: Connection,
  told: Omit<StoredAgreement, 'version'>,
): Promise<StoredAgreement> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`agreement:${told.id}`}, 0))`;
  const current = await readAgreement(tx, told.id);
  if (current && isSame(current, told)) return current;
  const { confirmWithin, deliverWithin, remitWithin, returnHandover } = told;
  const { refundWithin = null, cashLimit = null } = told;
  const during = { confirmWithin, deliverWithin, remitWithin, returnHandover, refundWithin };
  const terms = { ...during, cashLimit };
  const [stored] = await tx<Row[]>`
    insert into agreements (id, version, kind, parties, content, digest, valid_from, valid_to, stored_at)
    values (${told.id}, ${(current?.version ?? 0) + 1}, ${told.kind}, ${told.parties},
      ${asJson(tx, terms)}, ${told.digest}, ${told.validFrom}, ${told.validTo}, ${told.storedAt})
    returning ${tx.unsafe(columns)}`;
  return flat(must(stored, 'stored agreement'));
}

/**
 * Refuses one that could speak about the same as another on the same day: nobody could say which of
 * them holds. `bound` are those of its parties whom terms bind.
 */
export async function demandNoRivalAgreement(
  tx: Connection,
  told: Omit<StoredAgreement, 'version'>,
  bound: readonly string[],
): Promise<void> {
  // Two rivals at once must not pass each other unseen.
  await tx`select pg_advisory_xact_lock(hashtextextended('agreements', 0))`;
  const others = await currentAgreements(tx, told.parties);
  const rival = rivalAgreement(told, { others, bound });
  demand(
    rival === undefined,
    'agreement_overlaps',
    `agreement ${rival?.id} is about the same on some of these days: end it first, or store the ` +
      'next version of it',
    { pointer: '/parties', existingId: rival?.id },
  );
}

/** Those of any of these parties, each as it stands now. */
export async function currentAgreements(
  sql: Connection,
  partyIds: readonly string[],
): Promise<StoredAgreement[]> {
  const rows = await sql<Row[]>`
    select ${sql.unsafe(columns)} from (
      select distinct on (id) * from agreements
      where parties && ${partyIds as string[]} order by id, version desc) current
    order by id`;
  return rows.map(flat);
}

/** As it stands now; null if there is none of that id. */
export async function readAgreement(sql: Connection, id: string): Promise<StoredAgreement | null> {
  const [found] = await sql<Row[]>`
    select ${sql.unsafe(columns)} from agreements where id = ${id} order by version desc limit 1`;
  return found ? flat(found) : null;
}

function flat({ content, ...row }: Row): StoredAgreement {
  // What could not be agreed on yet when it was stored.
  return { ...row, refundWithin: null, cashLimit: null, ...content };
}

function isSame(current: StoredAgreement, told: Omit<StoredAgreement, 'version'>): boolean {
  const { version: _, storedAt: __, ...before } = current;
  const { storedAt: ___, ...now } = told;
  return canonical(before) === canonical(now);
}

function canonical(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
