import { type Awaited, awaited, orderSubject } from './awaited.ts';
import { isUnresolved } from '../asked-effects.ts';
import type { Effect, EffectKind, OrderState } from '../order.ts';

/** What a neighbour has been asked for and has not answered for certain. */
export function awaitedEffects(state: OrderState): Awaited[] {
  const { status } = state.order;
  return state.effects
    .filter(isUnresolved)
    .filter((effect) => status !== 'awaiting_payment' || effect.kind !== 'authorize_payment')
    .map((effect) => awaitedEffect(state, effect));
}

const effectWaits: Record<EffectKind, { what: string; role: string; clause: string }> = {
  hold_stock: { what: 'stock_hold', role: 'system', clause: 'S0 5.3' },
  renew_hold: { what: 'stock_hold', role: 'system', clause: 'S0 5.3' },
  commit_stock: { what: 'stock_commitment', role: 'system', clause: 'S0 5.3' },
  release_stock: { what: 'stock_release', role: 'system', clause: 'S0 5.3' },
  authorize_payment: { what: 'payment_outcome', role: 'payment_provider', clause: 'S0 8.2 d' },
  capture_payment: { what: 'payment_capture', role: 'payment_provider', clause: 'S0 8.2 d' },
  void_payment: { what: 'payment_void', role: 'payment_provider', clause: 'S0 8.2 d' },
  register_carriage: { what: 'carriage_registration', role: 'system', clause: 'S0 6.7.2' },
  cancel_carriage: { what: 'carriage_stop', role: 'system', clause: 'S0 6.7.2' },
};

function awaitedEffect(state: OrderState, effect: Effect): Awaited {
  return awaited(state, { ...effectWaits[effect.kind], subject: orderSubject(state) });
}
