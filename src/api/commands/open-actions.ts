import { loadOrder } from '../../db/orders/load-order.ts';
import type { OrderAccess } from '../../db/reading/order-access.ts';
import { DomainError, must, type RefusalCode } from '../../domain/errors.ts';
import { type Awaited, waitingFor } from '../../domain/views/waiting.ts';
import type { Caller } from '../access/authenticate.ts';
import type { Parts } from '../parts.ts';

/** Refusals that say: not now. */
const ofTheMoment: readonly RefusalCode[] = [
  'wrong_order_status',
  'wrong_shipment_status',
  'wrong_document_status',
  'wrong_refund_status',
  'wrong_case_status',
  'cancel_after_handover',
  'address_after_handover',
  'already_answered',
  'already_signed',
  'appointment_missing',
  'authorization_expired',
  'payment_unresolved',
  'not_paid_for',
  'stock_not_held',
  'deadline_passed',
  'deadline_not_running',
  'order_frozen',
  'replacement_under_way',
  'case_undecided',
];

interface Asker {
  caller: Caller;
  order: Pick<OrderAccess, 'orderId'>;
}

/** Does the work; where it is refused for the moment, the refusal tells what is open instead. */
export async function tellingOpenActions<T>(
  parts: Pick<Parts, 'sql'>,
  asker: Asker,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await withOpenActions(parts, asker, error);
  }
}

/**
 * The error, with what the order waits for from this caller instead, as `METHOD path`, where it
 * says that the moment is wrong. Whatever else the rule has named stays in front.
 */
export async function withOpenActions<E>(
  parts: Pick<Parts, 'sql'>,
  { caller, order }: Asker,
  error: E,
): Promise<E | DomainError> {
  if (!(error instanceof DomainError) || !ofTheMoment.includes(error.code)) return error;
  const state = must(await loadOrder(parts.sql, order.orderId), 'order');
  const named = error.details.allowedActions ?? [];
  const awaited = waitingFor(state).waitingFor.flatMap((step) => actionOf(step, caller));
  const allowedActions = [...new Set([...named, ...awaited])];
  return new DomainError(error.code, error.message, { ...error.details, allowedActions });
}

function actionOf({ action, responsible }: Awaited, { role, partyId }: Caller): string[] {
  if (action === null || action.method !== 'POST') return [];
  const isTheirs =
    action.role === 'consumer'
      ? role === 'consumer' || role === 'platform'
      : action.role === role && [null, partyId].includes(responsible.partyId);
  return isTheirs || (role === 'support' && action.role === 'support')
    ? [`${action.method} ${action.path}`]
    : [];
}
