import type { FastifyReply, FastifyRequest } from 'fastify';
import { storeKey } from '../../db/orders/idempotency.ts';
import { findFact, markFact, storeFact } from '../../db/orders/inbox.ts';
import { loadOrder } from '../../db/orders/load-order.ts';
import type { OrderAccess } from '../../db/reading/order-access.ts';
import { isTrackingCode, movesOrder } from '../../domain/shipments/carriage.ts';
import type { RecordTracking } from '../../domain/commands.ts';
import { DomainError, must, type RefusalCode } from '../../domain/errors.ts';
import type { OrderState } from '../../domain/order.ts';
import { shipmentView } from '../../domain/views/shipment-view.ts';
import { callerOf, orderOf } from '../access/access.ts';
import type { CommandKey } from '../commands/command-key.ts';
import { answerCommand, findAnswer, isDryRun, keyOf } from '../commands/commands.ts';
import type { DryRunAnswer } from '../dry-run.ts';
import { newId } from '../ids.ts';
import { demandVersion } from '../access/object-version.ts';
import type { Parts } from '../parts.ts';
import { type Sealer, sealerFor } from '../commands/sealing.ts';

export interface ReportedEvent {
  eventId: string;
  code: string;
  at: string;
  place: string | null;
}

interface Report {
  request: FastifyRequest;
  reply: FastifyReply;
  shipmentId: string;
  event: ReportedEvent;
}

/**
 * A courier's own report. It is kept in any case (§2.2 no. 3); only one that moves the shipment
 * goes to the order's workflow, any other answers with the shipment as it is.
 */
export async function recordTracking(parts: Parts, report: Report): Promise<unknown> {
  const { request, shipmentId, event } = report;
  const order = orderOf(request);
  if (isDryRun(request)) return dryRunTracking(parts, report);
  const key = keyOf(request);
  const fact = { source: `courier:${callerOf(request).id}`, eventId: event.eventId };
  if (!(await findAnswer(parts, key))) {
    demandVersion(request, order);
    const isNews = await keepReport(parts, { ...fact, order, shipmentId, event });
    const state = must(await loadOrder(parts.sql, order.orderId), 'order');
    if (!isNews || !moves(state, shipmentId, event.code)) {
      const because = whyUnmoved(event.code, isNews);
      await answerUnmoved(parts, { key, orderId: order.orderId, shipmentId, because });
    }
  }
  const answer = await answerKept(parts, { ...report, key });
  const { moved = true, unmovedBecause } = answer;
  if (!undecided.includes(unmovedBecause ?? '')) {
    await markFact(parts.sql, { ...fact, outcome: moved ? 'sent' : 'recorded' });
  }
  // What moved nothing says so in its stored answer, which a repeat hears again.
  return { ...answer, moved };
}

/** A frozen order is sent it once it goes on; what came before under the id has its own outcome. */
const undecided = ['order_frozen', 'reported_before'];

type TrackedAnswer = { moved?: boolean; unmovedBecause?: string };

/**
 * The report is kept by now, so that a rule that refuses to act on it is no refusal of the report:
 * something else has come first, such as the refund of goods that were found.
 */
async function answerKept(
  parts: Parts,
  report: Report & { key: CommandKey },
): Promise<TrackedAnswer> {
  const { request, reply, shipmentId, event, key } = report;
  const answer = async (): Promise<TrackedAnswer> =>
    (await answerCommand(parts, request, reply, {
      make: (sealer) => trackingCommand(shipmentId, event, sealer),
    })) as TrackedAnswer;
  try {
    return await answer();
  } catch (error) {
    const because = error instanceof DomainError ? whyOvertaken[error.code] : undefined;
    if (because === undefined) throw error;
    const { orderId } = orderOf(request);
    await answerUnmoved(parts, { key, orderId, shipmentId, because });
    return answer();
  }
}

/** What the rules say to a report that would have moved something a moment ago. */
const whyOvertaken: Partial<Record<RefusalCode, string>> = {
  wrong_shipment_status: 'changes_nothing_now',
  deadline_passed: 'changes_nothing_now',
  order_frozen: 'order_frozen',
};

function whyUnmoved(code: string, isNews: boolean): string {
  if (!isNews) return 'reported_before';
  return isTrackingCode(code) ? 'changes_nothing_now' : 'unknown_code';
}

/** One that moves nothing would be kept, and that is all. */
async function dryRunTracking(parts: Parts, report: Report): Promise<unknown> {
  const { request, reply, shipmentId, event } = report;
  const state = must(await loadOrder(parts.sql, orderOf(request).orderId), 'order');
  if (!moves(state, shipmentId, event.code)) {
    return wouldBeKept(whyUnmoved(event.code, true));
  }
  const asked = await answerCommand(parts, request, reply, {
    make: (sealer) => trackingCommand(shipmentId, event, sealer),
  });
  const { problems } = asked as DryRunAnswer;
  const because = whyOvertaken[problems[0]?.code as RefusalCode];
  return because === undefined ? asked : wouldBeKept(because);
}

function wouldBeKept(unmovedBecause: string): object {
  return { wouldSucceed: true, problems: [], effects: [], moved: false, unmovedBecause };
}

/** The command of a carriage's fact, its place sealed. */
export function trackingCommand(
  shipmentId: string,
  event: ReportedEvent,
  sealer: Sealer,
): RecordTracking {
  const { eventId, code, at, place } = event;
  return {
    name: 'recordTracking',
    shipmentId,
    caseId: newId('cas'),
    eventId,
    code,
    at,
    place: place === null ? null : sealer.place(place),
  };
}

/** Whether a fact of the carriage changes the shipment; one that does not costs no command. */
export function moves(state: OrderState, shipmentId: string, code: string): boolean {
  const shipment = state.shipments.find(({ id }) => id === shipmentId);
  return shipment !== undefined && movesOrder(state, shipment, code);
}

interface KeptReport {
  source: string;
  eventId: string;
  order: OrderAccess;
  shipmentId: string;
  event: ReportedEvent;
}

/**
 * Whether the event is still to be acted on: one that came before under its id is not, unless it
 * said the same and a crash kept it from being sent on.
 */
async function keepReport(parts: Parts, kept: KeptReport): Promise<boolean> {
  const { source, eventId, order, shipmentId, event } = kept;
  const place = event.place === null ? null : sealerFor(parts.vault, order).place(event.place);
  const stored = await storeFact(parts.sql, {
    source,
    eventId,
    payload: { ...event, place, shipmentId },
    orderId: order.orderId,
    receivedAt: new Date().toISOString(),
  });
  if (stored === 'new') return true;
  const { payload, outcome } = must(await findFact(parts.sql, { source, eventId }), 'fact');
  const isSame = payload.code === event.code && payload.shipmentId === shipmentId;
  return isSame && outcome === 'stored';
}

/** The key is used up all the same, so that a repeat never moves what this call did not. */
async function answerUnmoved(
  parts: Parts,
  unmoved: { key: CommandKey; orderId: string; shipmentId: string; because: string },
): Promise<void> {
  const { key, orderId, shipmentId, because } = unmoved;
  const state = must(await loadOrder(parts.sql, orderId), 'order');
  const shipment = shipmentView(state, shipmentId);
  if (!shipment) throw new DomainError('not_found', 'There is no such shipment.');
  const answer = { ...shipment, moved: false, unmovedBecause: because };
  await storeKey(parts.sql, {
    ...key,
    status: 200,
    subject: { type: 'shipment', id: shipmentId },
    answer,
    orderId,
    createdAt: new Date().toISOString(),
  });
}
