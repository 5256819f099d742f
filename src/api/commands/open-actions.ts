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
  'cancel_after_handover',
];

/**
 * The error, with what the order waits for from this caller instead, as `METHOD path`, where it
 * says that the moment is wrong. Whatever else the rule has named stays in front.
 */
export async function withOpenActions(
  parts: Pick<Parts, 'sql'>,
  { caller, order }: { caller: Caller; order: OrderAccess },
  error: unknown,
): Promise<unknown> {
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
