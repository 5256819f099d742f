import type { CashLimit } from './cash-limit.ts';
import type { DeadlineDuration, DeadlineName } from '../policies/deadline-rules.ts';

/** What parties may agree on in place of the policy's durations and its limit of cash. */
export interface AgreedTerms {
  confirmWithin: DeadlineDuration | null;
  deliverWithin: DeadlineDuration | null;
  remitWithin: DeadlineDuration | null;
  returnHandover: DeadlineDuration | null;
  /** Absent in agreements that were stored before there was one (S0 6.8 d). */
  refundWithin?: DeadlineDuration | null;
  /** Absent in agreements that were stored before there was one. */
  cashLimit?: CashLimit | null;
}

/** An agreement as its newest version stands. Dates are `YYYY-MM-DD`, both included. */
export interface Agreement extends AgreedTerms {
  id: string;
  version: number;
  kind: 'carriage' | 'payment';
  parties: string[];
  validFrom: string;
  validTo: string | null;
}

const termOf: Partial<Record<DeadlineName, Exclude<keyof AgreedTerms, 'cashLimit'>>> = {
  courier_confirmation: 'confirmWithin',
  delivery: 'deliverWithin',
  cod_remittance: 'remitWithin',
  return_to_seller: 'returnHandover',
  refund: 'refundWithin',
};

export interface AgreedBetween {
  /** It must be a party of the agreement. */
  responsibleId: string | null;
  sellerId: string;
  platformId: string;
  /** In the policy's zone. */
  day: string;
}

export interface AgreedFor extends AgreedBetween {
  /** It runs for the responsible party. */
  deadline: DeadlineName;
}

/**
 * The duration that the parties have agreed on for a deadline, null where they have none in force
 * that day. What the seller has agreed goes before what its platform has (design §2.5).
 */
export function agreedDuration(
  agreements: readonly Agreement[],
  { deadline, ...parties }: AgreedFor,
): DeadlineDuration | null {
  const term = termOf[deadline];
  return term === undefined ? null : agreed(agreements, parties, term);
}

/** How much cash of theirs the parties let a courier keep, null where they have agreed on none. */
export function agreedCashLimit(
  agreements: readonly Agreement[],
  parties: AgreedBetween,
): CashLimit | null {
  return agreed(agreements, parties, 'cashLimit');
}

function agreed<Term extends keyof AgreedTerms>(
  agreements: readonly Agreement[],
  { responsibleId, sellerId, platformId, day }: AgreedBetween,
  term: Term,
): NonNullable<AgreedTerms[Term]> | null {
  if (responsibleId === null) return null;
  const between = (other: string) =>
    agreements.find(
      (agreement) =>
        agreement.parties.includes(responsibleId) &&
        agreement.parties.includes(other) &&
        (agreement[term] ?? null) !== null &&
        agreement.validFrom <= day &&
        (agreement.validTo === null || day <= agreement.validTo),
    )?.[term];
  return between(sellerId) ?? between(platformId) ?? null;
}

/**
 * The agreement that could speak about the same as the given one on the same day: of the same kind
 * and parties, or with a term in common for somebody it binds (a courier, a payment provider) and
 * one more party of both. Undefined where there is none.
 */
export function rivalAgreement(
  told: Omit<Agreement, 'version'>,
  { others, bound }: { others: readonly Agreement[]; bound: readonly string[] },
): Agreement | undefined {
  return others.find((other) => {
    if (other.id === told.id || !isAtOnce(told, other)) return false;
    const shared = told.parties.filter((party) => other.parties.includes(party));
    const isSame = shared.length === told.parties.length && shared.length === other.parties.length;
    if (isSame && told.kind === other.kind) return true;
    const binds = shared.length > 1 && shared.some((party) => bound.includes(party));
    return binds && terms.some((term) => (told[term] ?? null) && (other[term] ?? null));
  });
}

const terms = [...Object.values(termOf), 'cashLimit'] as const;

type During = Pick<Agreement, 'validFrom' | 'validTo'>;

function isAtOnce(one: During, other: During): boolean {
  const beginsBefore = (first: During, second: During) =>
    second.validTo === null || first.validFrom <= second.validTo;
  return beginsBefore(one, other) && beginsBefore(other, one);
}
