import { type Action, commandNames } from './commands.ts';
import type { EffectKind, OrderState } from './order.ts';
import { deadlineNames } from './policies/deadline-rules.ts';

/** What ops read in Temporal's timeline for each transition: a story, not a mechanism (§6). */
const effectNames: Record<EffectKind, string> = {
  hold_stock: 'stock hold answered',
  renew_hold: 'stock hold renewal answered',
  commit_stock: 'stock commit answered',
  release_stock: 'stock release answered',
  authorize_payment: 'authorization answered',
  capture_payment: 'capture answered',
  void_payment: 'void answered',
  register_carriage: 'carriage answered',
  cancel_carriage: 'carriage stop answered',
};

const stepNames: Partial<Record<Action['name'], string>> = {
  requestRefund: 'refund requested',
  remindDeadline: 'deadline reminded',
  escalateDeadline: 'deadline escalated',
  recomputeDeadlines: 'deadlines recomputed',
  renewAuthorization: 'authorization renewed',
  renewHold: 'stock hold renewed',
  startRefund: 'refund tried',
  recordRefund: 'refund answered',
  freezeOrder: 'order frozen',
};

const passed = (name: string): string => `${name.replaceAll('_', ' ')} passed`;

/** Every name that a transition may run under. */
export const transitionNames: readonly string[] = [
  ...commandNames.map((name) => `${name} committed`),
  ...deadlineNames.map(passed),
  ...Object.values(effectNames),
  ...Object.values(stepNames),
];

/** The name of this transition of this order; always one of `transitionNames`. */
export function transitionName(action: Action, state: OrderState): string {
  if (action.name === 'recordEffect') {
    const effect = state.effects.find((candidate) => candidate.id === action.effectId);
    return effectNames[effect?.kind ?? 'hold_stock'];
  }
  if (action.name === 'expireDeadline') {
    const deadline = state.deadlines.find((candidate) => candidate.id === action.deadlineId);
    return passed(deadline?.name ?? 'payment');
  }
  return stepNames[action.name] ?? `${action.name} committed`;
}
