import type { Books } from './books.ts';
import { operationsFrom } from './payment-books.ts';
import type { Operation, OperationKind } from './payment-books.ts';

/** A call as it arrives, one shape for all kinds; a void has no amount of its own. */
export type Command = {
  orderRef: string;
  amountMinor: number | null;
  currency: string | null;
  method: string | null;
  token: string | null;
  sourceReference: string | null;
  payeeId: string | null;
};

/**
 * The provider's own double checks: why it refuses the call, or null. They hold whatever the engine
 * believes: capture ≤ authorized and only once, refunds ≤ captured, a void only of the uncaptured.
 */
export function refusalReason(
  books: Books,
  call: { kind: OperationKind; command: Command; source: Operation | undefined; at: string },
): string | null {
  const { kind, command, source, at } = call;
  if (kind === 'authorization' || kind === 'transfer') return null;
  const sourceKind = kind === 'refund' ? 'capture' : 'authorization';
  if (source?.kind !== sourceKind || source.orderRef !== command.orderRef) {
    return `${sourceKind}_not_found`;
  }
  if (command.currency !== null && command.currency !== source.currency) return 'currency_differs';
  const later = operationsFrom(books, source.reference);
  if (kind === 'refund') return refundRefusal(command, source, later);
  if (kind === 'void' && restOf(books, source) !== null) return null;
  return authorizationRefusal(source, later) ?? captureRefusal({ kind, command, source, at });
}

/** What a capture of less has left held of an authorization, and no void has let go; null: nothing. */
export function restOf(books: Books, authorization: Operation): number | null {
  const later = operationsFrom(books, authorization.reference);
  const capture = later.find(
    ({ kind, releasedMinor }) => kind === 'capture' && releasedMinor === 0,
  );
  if (!capture || later.some(({ kind }) => kind === 'void')) return null;
  return authorization.amountMinor - capture.amountMinor;
}

function refundRefusal(command: Command, capture: Operation, later: Operation[]): string | null {
  if (capture.status !== 'succeeded') return 'capture_not_found';
  const refunded = later.reduce((sum, refund) => sum + refund.amountMinor, 0);
  const asked = command.amountMinor ?? 0;
  return refunded + asked > capture.amountMinor ? 'refund_exceeds_captured' : null;
}

function authorizationRefusal(authorization: Operation, later: Operation[]): string | null {
  if (later.some(({ kind }) => kind === 'capture')) return 'already_captured';
  if (later.some(({ kind }) => kind === 'void')) return 'already_voided';
  return authorization.status === 'declined' ? 'authorization_not_open' : null;
}

function captureRefusal(call: {
  kind: OperationKind;
  command: Command;
  source: Operation;
  at: string;
}): string | null {
  const { kind, command, source, at } = call;
  if (kind !== 'capture') return null;
  if (source.status !== 'succeeded') return 'authorization_not_open';
  if ((command.amountMinor ?? 0) > source.amountMinor) return 'capture_exceeds_authorized';
  const validForMs = (source.validForSeconds ?? 0) * 1_000;
  return Date.parse(source.at) + validForMs <= Date.parse(at) ? 'authorization_expired' : null;
}
