import type { Allocation, NextAction } from './order.ts';

/** What the engine itself does to an order: answers from outside, and time that passes. */

/** The result of one effect outside, as its activity reports it. */
export interface EffectOutcome {
  status:
    | 'succeeded'
    | 'declined'
    | 'requires_action'
    | 'pending'
    | 'not_found'
    | 'unknown'
    | 'unreachable';
  reference?: string | null;
  amountMinor?: number;
  /** Where it was told; else the order's. */
  currency?: string;
  validForSeconds?: number;
  /** Of a capture of less than was held: how much of the hold ended with it; absent: all the rest. */
  releasedMinor?: number;
  failure?: string | null;
  nextAction?: NextAction;
  /** From which warehouses the stock keeper holds how much. */
  allocations?: Allocation[];
}

export interface RecordEffect {
  name: 'recordEffect';
  effectId: string;
  outcome: EffectOutcome;
}

/** The payment provider told by webhook what became of an authorization that needed an action. */
export interface RecordPaymentFact {
  name: 'recordPaymentFact';
  effectId: string;
  outcome: EffectOutcome;
}

export interface ExpireDeadline {
  name: 'expireDeadline';
  deadlineId: string;
  phase: 'due' | 'grace';
}

/** So much of its time has passed that its party is reminded. */
export interface RemindDeadline {
  name: 'remindDeadline';
  deadlineId: string;
}

/** Missed and still not done in its grace: the next one in the policy's chain is told. */
export interface EscalateDeadline {
  name: 'escalateDeadline';
  deadlineId: string;
}

/** A calendar has a new version: what was provisional is counted again. */
export interface RecomputeDeadlines {
  name: 'recomputeDeadlines';
  calendarId: string;
  calendarVersion: number;
}

/** The authorization would not outlive the dispatch deadline: hold the money anew. */
export interface RenewAuthorization {
  name: 'renewAuthorization';
}

/** The goods would not be held long enough: ask the stock keeper to keep them. */
export interface RenewHold {
  name: 'renewHold';
}

export interface StartRefund {
  name: 'startRefund';
  refundId: string;
}

export interface RecordRefund {
  name: 'recordRefund';
  refundId: string;
  outcome: EffectOutcome;
}

export interface FreezeOrder {
  name: 'freezeOrder';
  caseId: string;
  constraint: string;
  step: string;
}

export type Step =
  | RecordEffect
  | RecordPaymentFact
  | ExpireDeadline
  | RemindDeadline
  | EscalateDeadline
  | RecomputeDeadlines
  | RenewAuthorization
  | RenewHold
  | StartRefund
  | RecordRefund
  | FreezeOrder;
