import { type Counting, dueInstants } from '../calendars/due-instants.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import type { Draft } from '../draft.ts';
import { must } from '../errors.ts';
import type { Deadline } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';
import { mustConfirm } from '../shipments/assigning.ts';

interface Step {
  name: DeadlineName;
  promise?: string | null;
  /** It starts with the delivery, else with the end of the step before it. */
  afterDelivery?: true;
}

/**
 * The deadlines of an order that is about to be placed, which start later: each as if every step
 * before took all of its time, and so the latest instants that can be told now. What promise,
 * agreement and policy say is what they will be counted with.
 */
export function expectedDeadlines(placed: Draft, counting: Counting): Deadline[] {
  const draft = { ...placed, context: { ...placed.context, counting } };
  const running = dueInstants(draft, counting.calendars, counting.agreements);
  const steps = stepsOf(draft);
  const first = Math.max(
    ...running.map(({ name }) => steps.findIndex((step) => step.name === name)),
  );
  let startsAt = running[0]?.dueAt ?? placed.context.at;
  let deliveredAt = startsAt;
  return steps.slice(first + 1).map((step) => {
    const from = step.afterDelivery ? deliveredAt : startsAt;
    const expected = deadlineFrom(draft, step, { from, counting });
    startsAt = expected.dueAt;
    if (step.name === 'delivery') deliveredAt = expected.dueAt;
    return expected;
  });
}

/** In the order of a life in which nobody refuses anything. */
function stepsOf(draft: Draft): Step[] {
  const { paymentTiming, courierId, promisedDispatchBy, promisedDeliverBy } = draft.order;
  const confirming: Step[] = [{ name: 'seller_confirmation' }];
  const paying: Step[] = paymentTiming === 'on_delivery' ? [] : [{ name: 'payment' }];
  const isPaidFirst = paymentTiming === 'before_confirmation';
  const isAsked = courierId !== null && mustConfirm(draft, courierId);
  return [
    { name: 'consumer_confirmation' },
    ...(isPaidFirst ? [...paying, ...confirming] : [...confirming, ...paying]),
    ...(isAsked ? [{ name: 'courier_confirmation' as const }] : []),
    { name: 'dispatch', promise: promisedDispatchBy },
    { name: 'delivery', promise: promisedDeliverBy },
    ...(paymentTiming === 'on_delivery'
      ? [{ name: 'cod_remittance' as const, afterDelivery: true as const }]
      : []),
    { name: 'after_sale', afterDelivery: true },
  ];
}

function deadlineFrom(
  placed: Draft,
  { name, promise = null }: Step,
  { from, counting }: { from: string; counting: Counting },
): Deadline {
  const later: Draft = {
    ...placed,
    context: { ...placed.context, at: from },
    deadlines: [],
    deadlineRequests: [],
  };
  startDeadline(later, name, { type: 'order', id: placed.order.id }, { promise });
  const [expected] = dueInstants(later, counting.calendars, counting.agreements);
  return must(expected, name);
}
