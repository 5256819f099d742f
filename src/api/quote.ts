import type { TransactionSql } from 'postgres';
import { placingFacts } from '../db/orders/placing-facts.ts';
import { currentAgreements } from '../db/registry/agreements.ts';
import { type Counting, dueInstants } from '../domain/calendars/due-instants.ts';
import type { Draft } from '../domain/draft.ts';
import { expectedDeadlines } from '../domain/placing/expected-deadlines.ts';
import { type DueView, dueView } from '../domain/deadlines/due-view.ts';
import { DomainError } from '../domain/errors.ts';
import { type OrderTotals, orderTotals } from '../domain/money/money.ts';
import { newestOffer } from '../domain/confirmation/offering.ts';
import { brokenRules } from '../domain/placing/placing-rules.ts';
import { placeOrder, type PlaceOrderInput, type PlacingFacts } from '../domain/placing/placing.ts';
import { digestOf } from '../evidence/canonical.ts';
import { answerOfRules } from './asking-rules.ts';
import { newId } from './ids.ts';
import type { Parts } from './parts.ts';
import { type Problem, problemOf } from './problems.ts';

type PlaceRequest = Parameters<Parts['transitions']['place']>[0];

export interface Quote {
  wouldSucceed: boolean;
  problems: Problem[];
  totals: OrderTotals & { currency: string };
  /** What the consumer confirms; null while a rule is broken. */
  offerDigest: string | null;
  offer: object | null;
  /** The deadlines that would start, were the order placed now, and those that follow. */
  due: QuotedDue[];
  policy: { name: string; version: number } | null;
}

type QuotedDue = Omit<DueView, 'state'> & {
  state: DueView['state'] | 'expected';
  /** It starts later: when it would, and end, if each step before took all of its time. */
  isEstimate: boolean;
};

/**
 * What an order would cost and promise, and every rule that it would break (S0 9.4 a, 6.4.5).
 * Nothing is kept.
 */
export async function quote(
  parts: Pick<Parts, 'sql' | 'logger'>,
  request: PlaceRequest,
): Promise<Quote> {
  const { found, agreements } = await parts.sql.begin('read only', (tx) => lookUp(tx, request));
  const { actor, at, orderId } = request;
  const input = { ...request.input, courierId: request.input.courierId ?? found.courierId };
  const totals = totalsOf(input);
  const shown = { ...totals, currency: input.currency };
  const policyMissing = new DomainError(
    'policy_not_found',
    `there is no policy ${request.policyName}`,
    { pointer: '/policy' },
  );
  if (!found.policy) return broken([policyMissing], shown, null);
  const context = { actor, at, newId };
  const { policy, parties, goods, suppliers, couriers } = found;
  const facts: PlacingFacts = {
    orderId,
    policy,
    parties,
    goods,
    suppliers,
    couriers,
    context,
  };
  const offered = answerOfRules(parts, () => {
    const problems = [...duplicates(found.existingId), ...brokenRules(input, facts)];
    if (problems.length > 0) return { problems };
    const draft = placeOrder(input, facts);
    const offer = newestOffer(draft).content['offer'] as object;
    const counting = { calendars: found.calendars, agreements };
    return { problems, offer, due: quotedDue(draft, counting) };
  });
  const { problems, offer, due } =
    offered instanceof DomainError ? { problems: [offered] } : offered;
  if (!offer || problems.length > 0) return broken(problems, shown, policy);
  return {
    wouldSucceed: true,
    problems: [],
    totals: shown,
    offerDigest: digestOf(offer),
    offer,
    due,
    policy: { name: policy.name, version: policy.version },
  };
}

async function lookUp(tx: TransactionSql, request: PlaceRequest) {
  const found = await placingFacts(tx, request);
  const { courierId, paymentProviderId } = request.input;
  const bound = [courierId ?? found.courierId, paymentProviderId].filter((id) => id !== null);
  return { found, agreements: await currentAgreements(tx, bound) };
}

function quotedDue(draft: Draft, counting: Counting): QuotedDue[] {
  const { calendars, agreements } = counting;
  const now = dueView(dueInstants(draft, calendars, agreements));
  const later = expectedDeadlines(draft, counting).flatMap((expected) => dueView([expected]));
  return [
    ...now.map((due) => ({ ...due, isEstimate: false })),
    ...later.map((due) => ({ ...due, state: 'expected' as const, isEstimate: true })),
  ];
}

function totalsOf({ lines, deliveryFeeMinor, taxMinor }: PlaceOrderInput): OrderTotals {
  return orderTotals(lines, deliveryFeeMinor, taxMinor);
}

function duplicates(existingId: string | null): DomainError[] {
  if (existingId === null) return [];
  return [
    new DomainError(
      'duplicate_platform_order_no',
      'This order was placed before: see existingId.',
      {
        existingId,
        pointer: '/platformOrderNo',
      },
    ),
  ];
}

function broken(
  problems: DomainError[],
  totals: Quote['totals'],
  policy: { name: string; version: number } | null,
): Quote {
  return {
    wouldSucceed: false,
    problems: problems.map(problemOf),
    totals,
    offerDigest: null,
    offer: null,
    due: [],
    policy: policy ? { name: policy.name, version: policy.version } : null,
  };
}
