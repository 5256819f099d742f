import { decideOnAmendment } from './confirmation/amending.ts';
import { answerCase } from './cases/answering.ts';
import { appointDelivery } from './shipments/appointing.ts';
import { cancelOrder } from './confirmation/cancelling.ts';
import { askOnlyForPaid } from './shipments/asking-for-paid.ts';
import { decideAsCourier } from './shipments/courier-decision.ts';
import { reassignShipment } from './shipments/reassigning.ts';
import { cancelShipment, interceptShipment } from './shipments/calling-off.ts';
import { recordAttempt } from './shipments/attempting.ts';
import { recordTracking } from './shipments/carriage.ts';
import { recordRemittance } from './money/cash.ts';
import { freezeOrder, resolveCase } from './cases/cases.ts';
import type { Action, ActionContext } from './commands.ts';
import { decideAsConsumer, decideAsSeller } from './confirmation/confirming.ts';
import { escalateDeadline, pauseForCases, remindDeadline } from './deadlines/deadline-acts.ts';
import { inspectDelivery } from './shipments/inspecting.ts';
import { disputeDocument } from './shipments/disputing.ts';
import { signDocument } from './shipments/signing.ts';
import { beginDraft, type Draft } from './draft.ts';
import { recordEffect } from './effects.ts';
import { demand } from './errors.ts';
import { expireDeadline } from './deadlines/expiring.ts';
import { extendDeadline } from './deadlines/extending.ts';
import { recordInvoice } from './money/invoicing.ts';
import { issueHandoverNote } from './shipments/handover-note.ts';
import type { OrderState } from './order.ts';
import { recordPaymentFact } from './money/payment-facts.ts';
import { payOrder } from './money/paying.ts';
import { acceptGoods, denyReceipt } from './shipments/receiving.ts';
import { recomputeDeadlines } from './deadlines/recomputing.ts';
import { renewAuthorization } from './money/renewing.ts';
import { renewHold } from './stock/renewing-holds.ts';
import { recordRefund, startRefund } from './money/refund-outcomes.ts';
import { requestRefund } from './money/requesting-refunds.ts';
import { issueReturnNote } from './shipments/return-note.ts';
import { changeDeliveryAddress } from './shipments/readdressing.ts';
import { splitShipment } from './shipments/splitting.ts';
import { leaveUnattended } from './shipments/unattended.ts';

/** What a frozen order still takes: what support decides, and what became of money on its way. */
const whileFrozen: readonly Action['name'][] = ['resolveCase', 'freezeOrder', 'recordRefund'];

/**
 * The one rule book: what an action makes of an order. Pure; asked by an Update's validator to
 * refuse early and by the transition, under the row's lock, to decide (D3, D9). Throws
 * `DomainError` when a rule forbids it; the given state is never changed.
 */
export function decide(state: OrderState, action: Action, context: ActionContext): Draft {
  const draft = beginDraft(state, context);
  demand(
    !draft.order.frozen || whileFrozen.includes(action.name),
    'order_frozen',
    'the order is frozen until support has resolved its case',
  );
  apply(draft, action);
  askOnlyForPaid(draft);
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
  changeDeliveryAddress,
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
