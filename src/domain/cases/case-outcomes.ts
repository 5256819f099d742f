import type { CaseOutcome, ResolveCase } from '../commands.ts';
import { demand } from '../errors.ts';
import { outcomesOfDifference } from '../money/payment-difference.ts';
import type { Case } from '../order.ts';

/** What was found at a handover or at the door: support decides it on evidence (S0 7.7.3 b). */
const discrepancyKinds = [
  'missing_goods',
  'missing_on_return',
  'damaged_goods',
  'document_discrepancy',
] as const;

/** How a case of each kind may end; all others are rejected or noted. */
const outcomesByKind: Readonly<Record<string, readonly CaseOutcome[]>> = {
  missing_goods: ['reship', 'refund', 'part_refund', 'rejected', 'noted'],
  // The consumer has its money; whoever bears it pays the seller for its goods.
  missing_on_return: ['refund', 'rejected', 'noted'],
  damaged_goods: ['reship', 'refund', 'part_refund', 'rejected', 'noted'],
  acceptance_undecided: ['refund', 'rejected', 'noted'],
  delivered_without_signature: ['refund', 'rejected', 'noted'],
  damaged_in_transit: ['refund', 'rejected', 'noted'],
  not_received: ['refund', 'rejected', 'noted'],
  // The consumer is owed this money: it is sent again, or becomes a claim; never just forgotten.
  refund_failed: ['refund'],
  refund_overdue: ['refund', 'rejected', 'noted'],
};
const usual: readonly CaseOutcome[] = ['rejected', 'noted'];

/** Goods that were refused at the door are on their way back, and their money with them. */
const ofRefusedGoods: readonly CaseOutcome[] = ['refund', 'rejected', 'noted'];

export function outcomesOf(found: Case): readonly CaseOutcome[] {
  if (found.kind === 'payment_differs') return outcomesOfDifference(found);
  if (found.details.goods === 'refused') return ofRefusedGoods;
  return outcomesByKind[found.kind] ?? usual;
}

/** Refuses with `outcome_not_allowed` or `evidence_missing` what does not fit the kind. */
export function demandOutcome(found: Case, { outcome, evidence = [] }: ResolveCase): void {
  const allowed = outcomesOf(found);
  demand(
    allowed.includes(outcome),
    'outcome_not_allowed',
    `a case of ${found.kind} ends as ${allowed.join(', ')}`,
    { pointer: '/outcome', allowedOutcomes: allowed },
  );
  demand(
    outcome !== 'rejected' || !isDiscrepancy(found) || evidence.length > 0,
    'evidence_missing',
    'what was found is rejected on evidence (S0 7.7.3 b)',
    { pointer: '/evidence' },
  );
}

function isDiscrepancy({ kind }: Case): boolean {
  return discrepancyKinds.some((candidate) => candidate === kind);
}
