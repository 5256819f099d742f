import type { CaseOutcome, ResolveCase } from '../commands.ts';
import { isCaptureOpen } from '../asked-effects.ts';
import { demand } from '../errors.ts';
import { outcomesOfDifference } from '../money/payment-difference.ts';
import { leftMinor, refundableUnits } from '../money/refundable.ts';
import type { Case, OrderState } from '../order.ts';

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
  missing_on_return: ['refund', 'rejected'],
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

function outcomesOf(found: Case): readonly CaseOutcome[] {
  if (found.kind === 'payment_differs') return outcomesOfDifference(found);
  if (found.details.goods === 'refused') return ofRefusedGoods;
  return outcomesByKind[found.kind] ?? usual;
}

/**
 * Refuses with `outcome_not_allowed` or `evidence_missing` what does not fit the kind. A word alone
 * ends no case about goods that somebody has paid for and not had: they are sent again, their money
 * goes back, or the claim is rejected on evidence (S0 7.7.3 b).
 */
export function demandOutcome(
  state: OrderState,
  found: Case,
  { outcome, evidence = [] }: ResolveCase,
): void {
  const ofKind = outcomesOf(found);
  const atStake = isAtStake(state, found);
  const allowed = atStake ? ofKind.filter((one) => one !== 'noted') : ofKind;
  demand(
    allowed.includes(outcome),
    'outcome_not_allowed',
    `a case of ${found.kind} ends as ${allowed.join(', ')}` +
      (atStake && outcome === 'noted' ? ': what it is about is not settled by noting it' : ''),
    { pointer: '/outcome', allowedOutcomes: allowed },
  );
  const isDecided = isDiscrepancy(found) || isOfReceipt(state, found);
  demand(
    outcome !== 'rejected' || !isDecided || evidence.length > 0,
    'evidence_missing',
    'what was found, or is said about the receipt, is rejected on evidence (S0 7.7.3 b)',
    { pointer: '/evidence' },
  );
}

function isDiscrepancy({ kind }: Case): boolean {
  return discrepancyKinds.some((candidate) => candidate === kind);
}

/** Whether a rejection says that the consumer has the goods. */
function isOfReceipt(state: OrderState, { kind, subjectId }: Case): boolean {
  if (kind !== 'acceptance_undecided') return kind === 'not_received';
  return isInspected(state, subjectId);
}

function isInspected({ shipments }: OrderState, shipmentId: string): boolean {
  return shipments.some(({ id, inspection }) => id === shipmentId && inspection !== null);
}

/** Whether somebody is out of goods or money as long as nothing but a word ends the case. */
function isAtStake(state: OrderState, found: Case): boolean {
  switch (found.kind) {
    case 'missing_goods':
    case 'damaged_goods':
      return isOwed(state, found);
    case 'not_received':
      return isPaidBefore(state) && mayBePaid(state);
    case 'acceptance_undecided':
      // What was inspected would count as accepted; else the goods must still be brought.
      return isInspected(state, found.subjectId);
    default:
      return false;
  }
}

/**
 * What the case is about was paid for by the consumer and not given back; of goods refused as
 * damaged the seller gives the money back, and somebody may owe it their value.
 */
function isOwed(state: OrderState, found: Case): boolean {
  const units = found.details.lines as { lineNo: number; quantity: number }[];
  const priced = state.lines.filter(
    ({ lineNo, netMinor, taxMinor }) =>
      netMinor + taxMinor > 0 && units.some((unit) => unit.lineNo === lineNo && unit.quantity > 0),
  );
  if (found.details.goods === 'refused') return priced.length > 0;
  // What was missing at a door where it would have been paid for, nobody has paid for.
  if (found.details.goods === 'missing' && !isPaidBefore(state)) return false;
  return mayBePaid(state) && priced.some((line) => refundableUnits(state.order, line) > 0);
}

function isPaidBefore({ order }: OrderState): boolean {
  return order.paymentTiming !== 'on_delivery';
}

/** Whether there is money to give back, or the provider has not said yet. */
function mayBePaid(state: OrderState): boolean {
  return isCaptureOpen(state) || leftMinor(state) > 0;
}
