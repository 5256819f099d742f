import { askEffect, isCaptureOpen, isPaymentUnresolved } from '../asked-effects.ts';
import { isArmed } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { recordMovement } from './posting.ts';
import { demand } from '../errors.ts';
import type { OrderState } from '../order.ts';

/**
 * When the authorization must be renewed, because it would not outlive the dispatch deadline by
 * the policy's margin (§2.1): halfway through its validity, or null.
 */
export function renewalDueAt(state: OrderState): string | null {
  const { order } = state;
  const expiresAt = order.authorizationExpiresAt;
  if (order.frozen) return null;
  if (order.status !== 'awaiting_handover' || order.paymentStatus !== 'authorized') return null;
  if (expiresAt === null || isPaymentUnresolved(state) || isRenewalRefused(state)) return null;
  if (isCaptureOpen(state)) return null;
  const dispatch = state.deadlines.find(
    (deadline) => deadline.name === 'dispatch' && isArmed(deadline),
  );
  if (!dispatch || dispatch.dueAt === '') return null;
  const marginMs = state.policy.payment.authorizationMarginHours * 3_600_000;
  const neededUntil = Date.parse(dispatch.graceEndsAt ?? dispatch.dueAt) + marginMs;
  if (Date.parse(expiresAt) >= neededUntil) return null;
  const authorizedAt = state.movements
    .filter((movement) => movement.providerReference === order.authorizationReference)
    .map((movement) => Date.parse(movement.at))[0];
  const validMs = Date.parse(expiresAt) - (authorizedAt ?? Date.parse(expiresAt));
  return new Date(Date.parse(expiresAt) - Math.floor(validMs / 2)).toISOString();
}

function isRenewalRefused(state: OrderState): boolean {
  return state.cases.some((found) => found.kind === 'authorization_not_renewed');
}

/** Holds the money anew before the old authorization runs out; that one is let go afterwards. */
export function renewAuthorization(draft: Draft): void {
  const { order } = draft;
  const dueAt = renewalDueAt(draft);
  demand(
    dueAt !== null && dueAt <= draft.context.at,
    'payment_not_due',
    'the authorization needs no renewal now',
  );
  order.paymentAttempt += 1;
  const movementId = draft.context.newId('pay');
  record(draft, 'authorization_renewed', { expiresAt: order.authorizationExpiresAt });
  askEffect(draft, 'authorize_payment', `authorize:${order.id}:${order.paymentAttempt}`, {
    amountMinor: order.totalMinor,
    currency: order.currency,
    method: order.paymentMethod,
    token: order.paymentToken,
    movementId,
    renews: order.authorizationReference,
  });
  recordMovement(draft, {
    id: movementId,
    kind: 'authorization',
    method: order.paymentMethod,
    status: 'processing',
    amountMinor: order.totalMinor,
    providerReference: null,
    failure: null,
  });
}
