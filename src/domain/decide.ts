import { decideOnAmendment } from './amending.ts';
import { answerCase } from './answering.ts';
import { appointDelivery } from './appointing.ts';
import { cancelOrder } from './cancelling.ts';
import { decideAsCourier, reassignShipment } from './assigning.ts';
import { cancelShipment, interceptShipment } from './calling-off.ts';
import { recordAttempt, recordTracking } from './carriage.ts';
import { recordRemittance } from './cash.ts';
import { freezeOrder, resolveCase } from './cases.ts';
import type { Action, ActionContext } from './commands.ts';
import { decideAsConsumer, decideAsSeller } from './confirming.ts';
import { escalateDeadline, pauseForCases, remindDeadline } from './deadline-acts.ts';
import { inspectDelivery } from './delivery.ts';
import { disputeDocument, signDocument } from './documents.ts';
import { beginDraft, type Draft } from './draft.ts';
import { recordEffect } from './effects.ts';
import { demand } from './errors.ts';
import { expireDeadline } from './expiring.ts';
import { extendDeadline } from './extending.ts';
import { recordInvoice } from './invoicing.ts';
import { issueHandoverNote } from './handover.ts';
import type { OrderState } from './order.ts';
import { recordPaymentFact } from './payment-facts.ts';
import { payOrder } from './paying.ts';
import { acceptGoods, denyReceipt } from './receiving.ts';
import { recomputeDeadlines } from './recomputing.ts';
import { renewAuthorization } from './renewing.ts';
import { renewHold } from './renewing-holds.ts';
import { recordRefund, startRefund } from './refund-outcomes.ts';
import { requestRefund } from './refunding.ts';
import { issueReturnNote } from './returning.ts';
import { splitShipment } from './splitting.ts';
import { leaveUnattended } from './unattended.ts';

/**
 * The one rule book: what an action makes of an order. Pure; asked by an Update's validator to
 * refuse early and by the transition, under the row's lock, to decide (D3, D9). Throws
 * `DomainError` when a rule forbids it; the given state is never changed.
 */
export function decide(state: OrderState, action: Action, context: ActionContext): Draft {
  const draft = beginDraft(state, context);
  demand(
    !draft.order.frozen || action.name === 'resolveCase' || action.name === 'freezeOrder',
    'order_frozen',
    'the order is frozen until support has resolved its case',
  );
  apply(draft, action);
  pauseForCases(draft);
  draft.order.version += 1;
  draft.order.lastAt = context.at;
  return draft;
}

type Rules = {
  [Name in Action['name']]: (draft: Draft, action: Extract<Action, { name: Name }>) => void;
};

/** The rule of every action, in the order of an order's life. */
const rules: Rules = {
  decideAsConsumer,
  decideAsSeller,
  decideOnAmendment,
  payOrder,
  cancelOrder,
  splitShipment,
  decideAsCourier,
  reassignShipment,
  cancelShipment,
  interceptShipment,
  issueHandoverNote,
  signDocument,
  disputeDocument,
  recordTracking,
  appointDelivery,
  recordAttempt,
  inspectDelivery,
  leaveUnattended,
  acceptGoods,
  denyReceipt,
  issueReturnNote,
  recordRemittance,
  requestRefund,
  recordInvoice,
  answerCase,
  resolveCase,
  extendDeadline,
  recordEffect,
  recordPaymentFact,
  expireDeadline,
  remindDeadline,
  escalateDeadline,
  recomputeDeadlines,
  renewAuthorization,
  renewHold,
  startRefund,
  recordRefund,
  freezeOrder,
};

function apply(draft: Draft, action: Action): void {
  // The table pairs each name with its own action, which TypeScript cannot follow by index.
  const rule = rules[action.name] as (draft: Draft, action: Action) => void;
  rule(draft, action);
}
