import type { OrderView } from '../../src/domain/views/views.ts';
import { readOrder, readWaiting, type Stage, untilOrder } from './acts.ts';

/** Tells a story line by line: when by the order's clock, who, what, and what it changed. */
export interface Narrator {
  /**
   * Has an act done, waits until the engine and its neighbours have nothing left to do about it,
   * and prints it. What the act answers is returned; a text of `told` is added to the line.
   */
  tell: <Result>(act: Act<Result>) => Promise<Result>;
  /** The order as it was after the last act. */
  order: () => OrderView;
}

export interface Act<Result> {
  who: string;
  what: string;
  does: () => Promise<Result>;
  /** What the order itself does not show. */
  told?: (result: Result) => string;
}

type Print = (line: string) => void;

export async function createNarrator(stage: Stage, print: Print): Promise<Narrator> {
  let order = await settled(stage);
  print(line(order, { who: 'platform', what: placing(order), changes: placedChanges(order) }));
  return {
    tell: async ({ who, what, does, told }) => {
      const result = await does();
      const after = await settled(stage);
      const changes = [...(told === undefined ? [] : [told(result)]), ...changesOf(order, after)];
      print(line(after, { who, what, changes }));
      order = after;
      return result;
    },
    order: () => order,
  };
}

/** The order once only people, and no longer the engine or a neighbour, have to act. */
async function settled(stage: Stage): Promise<OrderView> {
  for (;;) {
    const order = await readOrder(stage);
    const { waitingFor } = await readWaiting(stage);
    const roles = waitingFor.map(({ responsible }) => responsible.role);
    if (!roles.includes('system') && !roles.includes('payment_provider')) return readOrder(stage);
    await untilOrder(stage, ({ version }) => version > order.version);
  }
}

function placing({ totals, lines }: OrderView): string {
  const goods = lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ');
  return `places an order: ${goods} for ${money(totals.totalMinor, totals.currency)}`;
}

function line(
  { updatedAt }: OrderView,
  { who, what, changes }: { who: string; what: string; changes: string[] },
): string {
  const when = updatedAt.slice(0, 19).replace('T', ' ');
  const change = changes.length === 0 ? '' : `   ⇒ ${changes.join('; ')}`;
  return `${when}  ${who.padEnd(8)}  ${what}${change}`;
}

/** What is different about an order after an act, in words; empty where nothing that shows is. */
export function changesOf(before: OrderView, after: OrderView): string[] {
  return [
    ...statusChange(before, after),
    ...moneyChanges(before, after),
    ...shipmentChanges(before, after),
    ...deadlineChanges(before, after),
    ...(after.escalated && !before.escalated ? ['escalated'] : []),
  ];
}

/** What an order is from the start, with the money that was paid at once. */
export function placedChanges(order: OrderView): string[] {
  const payment = {
    ...order.payment,
    status: 'none',
    authorizedMinor: 0,
    capturedMinor: 0,
  } as const;
  return [order.status, ...moneyChanges({ ...order, payment }, order)];
}

function statusChange(before: OrderView, after: OrderView): string[] {
  if (before.status === after.status) return [];
  const reason = after.statusReason === null ? '' : ` (${after.statusReason})`;
  return [`${before.status} → ${after.status}${reason}`];
}

function moneyChanges({ payment: before }: OrderView, { payment: after, totals }: OrderView) {
  const moved = (field: 'authorizedMinor' | 'capturedMinor' | 'refundedMinor', word: string) => {
    const byMinor = after[field] - before[field];
    return byMinor > 0 ? [`${money(byMinor, totals.currency)} ${word}`] : [];
  };
  return [
    ...(before.status === after.status ? [] : [`payment ${after.status}`]),
    ...moved('authorizedMinor', 'held'),
    ...moved('capturedMinor', 'taken'),
    ...moved('refundedMinor', 'given back'),
  ];
}

function shipmentChanges(before: OrderView, after: OrderView): string[] {
  return after.shipments.flatMap(({ id, direction, status }) => {
    const earlier = before.shipments.find((shipment) => shipment.id === id);
    return earlier?.status === status ? [] : [`${direction} shipment ${status}`];
  });
}

/** Deadlines that ended; those that only became pointless are not told. */
function deadlineChanges(before: OrderView, after: OrderView): string[] {
  const key = ({ name, subject, startedAt }: OrderView['due'][number]) =>
    `${name} ${subject.id} ${startedAt}`;
  const known = new Map(before.due.map((due) => [key(due), due.state]));
  const ended = after.due.filter((due) => known.get(key(due)) !== due.state);
  // The consumer's time to return goods is a window: nobody misses it.
  const named = (state: string) => [
    ...new Set(
      ended
        .filter((due) => due.state === state && due.name !== 'after_sale')
        .map(({ name }) => name),
    ),
  ];
  return (['met', 'missed'] as const)
    .filter((state) => named(state).length > 0)
    .map((state) => `${named(state).join(' and ')} deadline ${state}`);
}

/** `269.80 CNY`. */
export function money(amountMinor: number, currency: string): string {
  return `${(amountMinor / 100).toFixed(2)} ${currency}`;
}
