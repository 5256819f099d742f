import type { Draft } from './draft.ts';
import type { Effect, EffectKind, OrderState } from './order.ts';

/** Asks for something outside under its key. Asking twice is asking once. */
export function askEffect(
  draft: Draft,
  kind: EffectKind,
  id: string,
  request: Record<string, unknown>,
): void {
  if (draft.effects.some((effect) => effect.id === id)) return;
  const effect: Effect = {
    id,
    orderId: draft.order.id,
    kind,
    status: 'pending',
    request,
    tries: 0,
    failure: null,
    requestedAt: draft.context.at,
    finishedAt: null,
    result: null,
  };
  draft.effects.push(effect);
}

export function isUnresolved(effect: Effect): boolean {
  return effect.status === 'pending' || effect.status === 'unknown';
}

/** Whether the provider has not said yet what became of a capture. */
export function isCaptureOpen(state: OrderState): boolean {
  return state.effects.some((effect) => effect.kind === 'capture_payment' && isUnresolved(effect));
}

/** The outcome of an effect is known: it is never asked about again. */
export function finishEffect(
  draft: Draft,
  effect: Effect,
  status: 'done' | 'failed',
  failure: string | null | undefined = null,
): void {
  effect.status = status;
  effect.failure = failure ?? null;
  effect.finishedAt = draft.context.at;
}

/** Whether a payment was tried whose outcome is not known yet. */
export function isPaymentUnresolved(state: OrderState): boolean {
  return state.effects.some(
    (effect) => effect.kind === 'authorize_payment' && isUnresolved(effect),
  );
}
