import type postgres from 'postgres';
import type { Action } from '../domain/commands.ts';

const series: Partial<Record<Action['name'], { kind: string; prefix: string }>> = {
  issueHandoverNote: { kind: 'handover_note', prefix: 'HN' },
  inspectDelivery: { kind: 'delivery_note', prefix: 'DN' },
  issueReturnNote: { kind: 'return_to_seller_note', prefix: 'RN' },
};

/**
 * The next number of the series of what the action issues, or null if it issues nothing. Drawn in
 * the same transaction, so a refused note leaves no gap. The year is the one of `at`, in UTC.
 */
export async function nextDocumentNumber(
  tx: postgres.TransactionSql,
  action: Action,
  at: string,
): Promise<string | null> {
  const wanted = series[action.name];
  if (!wanted) return null;
  const year = Number(at.slice(0, 4));
  const [row] = await tx<{ last_number: number }[]>`
    insert into document_series (kind, year, last_number) values (${wanted.kind}, ${year}, 1)
    on conflict (kind, year) do update set last_number = document_series.last_number + 1
    returning last_number`;
  return `${wanted.prefix}-${year}-${String(row?.last_number).padStart(8, '0')}`;
}

/** Puts back a number that was drawn and not used; the row is still locked, so nobody drew another. */
export async function returnDocumentNumber(
  tx: postgres.TransactionSql,
  number: string | null,
): Promise<void> {
  if (number === null) return;
  const [prefix, year] = number.split('-');
  const wanted = Object.values(series).find((candidate) => candidate.prefix === prefix);
  await tx`update document_series set last_number = last_number - 1
    where kind = ${wanted?.kind ?? ''} and year = ${Number(year)}`;
}
