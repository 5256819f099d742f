import type { Subject } from './order.ts';
import type { Evidence } from './order-parts.ts';
import type { DeadlineName } from './policies/deadline-rules.ts';

/** What runs, is asked for outside and is open about an order: deadlines, effects, cases. */

export interface Deadline {
  id: string;
  orderId: string;
  name: DeadlineName;
  subjectType: Subject['type'];
  subjectId: string;
  startedAt: string;
  /** Empty until the transition has computed it (D7). */
  dueAt: string;
  graceEndsAt: string | null;
  responsibleRole: string;
  responsiblePartyId: string | null;
  clause: string;
  provisional: boolean;
  state: 'running' | 'met' | 'missed' | 'stopped';
  /** A missed deadline with grace still acts when the grace has passed. */
  grace: 'none' | 'running' | 'acted' | 'stopped';
  endedAt: string | null;
  onExpiry: string;
  /** Whose word the due time is. Like all below absent where it was started before it was kept. */
  source?: DueSource | null;
  /** The due time is never later than this (the latest refund date). */
  latestAt?: string | null;
  /** When its party is to be reminded, and when it was. */
  remindAt?: string | null;
  remindedAt?: string | null;
  /** Since when a case holds it up. */
  pausedAt?: string | null;
  /** When the policy's chain escalates next, and how often it has. */
  escalateAt?: string | null;
  escalations?: number | null;
}

/** What was extended, or held up by a case, is no longer counted from its start. */
export type DueSource = 'promise' | 'agreement' | 'policy' | 'extension' | 'pause';

export type EffectKind =
  | 'hold_stock'
  | 'renew_hold'
  | 'commit_stock'
  | 'release_stock'
  | 'authorize_payment'
  | 'capture_payment'
  | 'void_payment'
  | 'register_carriage'
  | 'cancel_carriage';

/** Something to be done outside, exactly once under its key, until its outcome is known. */
export interface Effect {
  /** The key the neighbour sees, derived from the business id: `capture:ord_…:1`. */
  id: string;
  orderId: string;
  kind: EffectKind;
  status: 'pending' | 'unknown' | 'done' | 'failed';
  request: Record<string, unknown>;
  tries: number;
  failure: string | null;
  requestedAt: string;
  finishedAt: string | null;
  /** What the neighbour told beside its yes. Absent in histories of before it was kept. */
  result?: HoldResult | null;
}

/** How much of an article comes from which warehouse (S0 5.3 自动配货). */
export interface Allocation {
  sku: string;
  warehouse: string;
  quantity: number;
}

/** What the stock keeper told of a hold. */
export interface HoldResult {
  allocations: Allocation[];
  heldAt: string;
  /** Null: for good. */
  validUntil: string | null;
  /** When it turned out that its time was over. */
  lostAt: string | null;
}

export interface Case {
  id: string;
  orderId: string;
  kind: string;
  subjectType: Subject['type'];
  subjectId: string;
  respondentRole: string;
  respondentPartyId: string | null;
  status: 'open' | 'resolved';
  details: Record<string, unknown>;
  openedAt: string;
  resolvedAt: string | null;
  resolution: Record<string, unknown> | null;
  /** What its respondent has said to it. */
  answer: CaseAnswer | null;
}

/** Once per opening of the case; the text is sealed (S0 7.7.3 b). */
export interface CaseAnswer {
  position: 'accept' | 'contest';
  proposal: CaseProposal | null;
  text: string | null;
  evidence: Evidence[];
  at: string;
}

export type CaseProposal = 'reship' | 'refund' | 'part_refund' | 'reject';
