import type { ActionContext } from './commands.ts';
import type { OrderRow, OrderState, Posting, Subject } from './order.ts';

/** What one transition writes into the journal: one entry, whatever it changed. */
export interface Entry {
  type: string;
  subject: Subject;
  data: Record<string, unknown>;
}

/** A workflow to be started after the commit, twice being once (D10). */
export interface StartRequest {
  workflowId: string;
  workflowType: string;
  input: Record<string, string>;
}

/** A deadline asked for by a rule; the transition computes its instants (D7). */
export interface DeadlineRequest {
  deadlineId: string;
  promise: string | null;
  /** The due time is never later than this. */
  notAfter: string | null;
  /** The promise holds where it is earlier than what the rule alone comes to. */
  withinRule?: boolean;
  /** Counted from here instead of the transition's own time. */
  from: string | null;
  /** An actor has moved it: the `promise` is what it was extended to. */
  isExtension?: boolean;
  /** A case has held it up since then. */
  pausedSince?: string;
}

/**
 * A state that a rule is changing: a private copy, with what is to be recorded beside it. Nothing
 * outside sees it until the transition commits it as a whole.
 */
export interface Draft extends OrderState {
  context: ActionContext;
  entry: Entry | null;
  postings: Posting[];
  startRequests: StartRequest[];
  deadlineRequests: DeadlineRequest[];
  /** The recipient as it is kept from now on, sealed; null where it stays as it was. */
  recipient: Record<string, unknown> | null;
  /** What the caller is answered with. */
  answer: Subject;
}

/** Copies the state, so that a refused rule leaves no trace. */
export function beginDraft(state: OrderState, context: ActionContext): Draft {
  const copy = JSON.parse(JSON.stringify(state)) as OrderState;
  return {
    ...copy,
    context,
    entry: null,
    postings: [],
    startRequests: [],
    deadlineRequests: [],
    recipient: null,
    answer: { type: 'order', id: state.order.id },
  };
}

/** Records what happened. The first record of a transition names it; later ones add their data. */
export function record(
  draft: Draft,
  type: string,
  data: Record<string, unknown> = {},
  subject?: Subject,
): void {
  if (draft.entry) {
    const consequences = (draft.entry.data.consequences ?? []) as unknown[];
    draft.entry.data.consequences = [
      ...consequences,
      { type, ...(subject ? { subject } : {}), ...data },
    ];
    return;
  }
  draft.entry = { type, subject: subject ?? { type: 'order', id: draft.order.id }, data };
}

export function setStatus(
  draft: Draft,
  status: OrderRow['status'],
  reason: string | null = null,
): void {
  draft.order.status = status;
  draft.order.statusReason = reason;
}
