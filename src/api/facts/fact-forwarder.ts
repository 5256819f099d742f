import { type Fact, markFact, unsentFacts } from '../../db/orders/inbox.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import { accessOfOrder, type OrderAccess } from '../../db/reading/order-access.ts';
import type { RecordPaymentFact, RecordTracking } from '../../domain/commands.ts';
import { DomainError, must } from '../../domain/errors.ts';
import type { Actor } from '../../domain/order.ts';
import { carryOut } from '../commands/carry-out.ts';
import { factKey } from '../commands/command-key.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { moves } from './tracking.ts';

/** Sends facts from the inbox on to the orders that they move. */
export interface FactForwarder {
  /** Sends one on at once, without anybody waiting for it. */
  forwardSoon(fact: Fact): void;
  /** Stops looking for unsent facts and waits for what is under way. */
  close(): Promise<void>;
}

/** What could not be sent on is tried again this often. */
const retryEveryMs = 3_000;

type Tools = Pick<Parts, 'sql' | 'engine' | 'transitions' | 'logger'>;

/**
 * Every stored fact is sent on until it has moved its order or turned out to move nothing. It
 * travels under its own id, so that sending it twice, or from two processes, is sending it once.
 */
export function startFactForwarder(tools: Tools): FactForwarder {
  const underWay = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const forwardSoon = (fact: Fact): Promise<void> => {
    const name = `${fact.source}:${fact.eventId}`;
    const known = underWay.get(name);
    if (known) return known;
    const work = forward(tools, fact).finally(() => underWay.delete(name));
    underWay.set(name, work);
    return work;
  };
  const retry = async (): Promise<void> => {
    try {
      for (const fact of await unsentFacts(tools.sql)) await forwardSoon(fact);
    } catch (error) {
      tools.logger.warn({ err: error }, 'inbox could not be read');
    }
    if (!closed) timer = setTimeout(() => void retry(), retryEveryMs);
  };
  timer = setTimeout(() => void retry(), retryEveryMs);

  return {
    forwardSoon: (fact) => void forwardSoon(fact),
    async close() {
      closed = true;
      clearTimeout(timer);
      await Promise.all(underWay.values());
    },
  };
}

/** Never rejects: a fact that cannot be sent on now stays in the inbox. */
async function forward(tools: Tools, fact: Fact): Promise<void> {
  const { source, eventId, orderId } = fact;
  try {
    const outcome = await outcomeOf(tools, fact);
    if (outcome) await markFact(tools.sql, { source, eventId, outcome });
  } catch (error) {
    tools.logger.warn({ err: error, source, eventId, orderId }, 'fact stays in the inbox');
  }
}

/** Undefined while it must be tried again. */
async function outcomeOf(tools: Tools, fact: Fact): Promise<'sent' | 'recorded' | undefined> {
  const order = fact.orderId === null ? undefined : await accessOfOrder(tools.sql, fact.orderId);
  // A waybill or payment that is none of ours: it is kept, and moves nothing.
  if (!order) return 'recorded';
  const command = await commandOf(tools, fact, order);
  if (!command) return 'recorded';
  try {
    await carryOut(tools, { ...command, order, key: factKey(fact) });
    return 'sent';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const isPassing = error.code === 'engine_unavailable' || error.code === 'order_frozen';
    return isPassing ? undefined : 'recorded';
  }
}

interface FactCommand {
  action: RecordTracking | RecordPaymentFact;
  actor: Actor;
}

async function commandOf(
  tools: Tools,
  fact: Fact,
  order: OrderAccess,
): Promise<FactCommand | undefined> {
  return fact.source === 'payment' ? paymentCommand(fact, order) : trackingOf(tools, fact, order);
}

function paymentCommand({ payload }: Fact, order: OrderAccess): FactCommand | undefined {
  const { type, key, providerReference, amountMinor, currency, failure } = payload as {
    type: string;
    key: string;
    providerReference?: string | null;
    amountMinor: number;
    currency: string;
    failure?: string | null;
  };
  const status = paymentStatuses[type];
  if (!status) return undefined;
  const outcome = { status, reference: providerReference ?? null, amountMinor, currency, failure };
  return {
    action: { name: 'recordPaymentFact', effectId: key, outcome },
    actor: { role: 'payment_provider', id: must(order.paymentProviderId, 'payment provider') },
  };
}

/** Other types are kept in the inbox and change nothing. */
const paymentStatuses: Record<string, 'succeeded' | 'declined'> = {
  'payment.authorized': 'succeeded',
  'payment.declined': 'declined',
  'payment.captured': 'succeeded',
  'payment.voided': 'succeeded',
  'payment.refunded': 'succeeded',
};

async function trackingOf(
  tools: Tools,
  { source, payload }: Fact,
  order: OrderAccess,
): Promise<FactCommand | undefined> {
  const { shipmentId, eventId, code, at, place } = payload as Record<string, string>;
  const shipment = order.shipments.find(({ id }) => id === shipmentId);
  const state = must(await loadOrder(tools.sql, order.orderId), 'order');
  if (!shipment?.courierId || !moves(state, shipment.id, must(code, 'code'))) return undefined;
  return {
    action: {
      name: 'recordTracking',
      shipmentId: shipment.id,
      caseId: newId('cas'),
      eventId: must(eventId, 'event id'),
      code: must(code, 'code'),
      at: must(at, 'at'),
      place: place ?? null,
    },
    actor: { role: source === 'carrier' ? 'carrier' : 'courier', id: shipment.courierId },
  };
}
