import type { DeadlineDuration, DeadlineName } from './policy.ts';

/** What parties may agree on in place of the policy's durations. */
export interface AgreedTerms {
  confirmWithin: DeadlineDuration | null;
  deliverWithin: DeadlineDuration | null;
  remitWithin: DeadlineDuration | null;
  returnHandover: DeadlineDuration | null;
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

const termOf: Partial<Record<DeadlineName, keyof AgreedTerms>> = {
  courier_confirmation: 'confirmWithin',
  delivery: 'deliverWithin',
  cod_remittance: 'remitWithin',
  return_to_seller: 'returnHandover',
};

export interface AgreedFor {
  deadline: DeadlineName;
  /** Whom the deadline runs for: it must be a party of the agreement. */
  responsibleId: string | null;
  sellerId: string;
  platformId: string;
  /** In the policy's zone. */
  day: string;
}

/**
 * The duration that the parties have agreed on for a deadline, null where they have none in force
 * that day. What the seller has agreed goes before what its platform has (design §2.5).
 */
export function agreedDuration(
  agreements: readonly Agreement[],
  asked: AgreedFor,
): DeadlineDuration | null {
  const term = termOf[asked.deadline];
  const { responsibleId, sellerId, platformId, day } = asked;
  if (term === undefined || responsibleId === null) return null;
  const between = (other: string) =>
    agreements.find(
      (agreement) =>
        agreement.parties.includes(responsibleId) &&
        agreement.parties.includes(other) &&
        agreement[term] !== null &&
        agreement.validFrom <= day &&
        (agreement.validTo === null || day <= agreement.validTo),
    )?.[term];
  return between(sellerId) ?? between(platformId) ?? null;
}
