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
import { demand, unreachable } from './errors.ts';
import { expireDeadline } from './expiring.ts';
import { extendDeadline } from './extending.ts';
import { issueHandoverNote } from './handover.ts';
import type { OrderState } from './order.ts';
import { payOrder } from './paying.ts';
import { recomputeDeadlines } from './recomputing.ts';
import { renewAuthorization } from './renewing.ts';
import { recordRefund, startRefund } from './refund-outcomes.ts';
import { requestRefund } from './refunding.ts';
import { issueReturnNote } from './returning.ts';
import { splitShipment } from './splitting.ts';

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

function apply(draft: Draft, action: Action): void {
  switch (action.name) {
    case 'decideAsConsumer':
      return decideAsConsumer(draft, action);
    case 'decideAsSeller':
      return decideAsSeller(draft, action);
    case 'decideOnAmendment':
      return decideOnAmendment(draft, action);
    case 'payOrder':
      return payOrder(draft, action);
    case 'cancelOrder':
      return cancelOrder(draft, action);
    case 'splitShipment':
      return splitShipment(draft, action);
    case 'decideAsCourier':
      return decideAsCourier(draft, action);
    case 'reassignShipment':
      return reassignShipment(draft, action);
    case 'cancelShipment':
      return cancelShipment(draft, action);
    case 'interceptShipment':
      return interceptShipment(draft, action);
    case 'issueHandoverNote':
      return issueHandoverNote(draft, action);
    case 'signDocument':
      return signDocument(draft, action);
    case 'disputeDocument':
      return disputeDocument(draft, action);
    case 'recordTracking':
      return recordTracking(draft, action);
    case 'appointDelivery':
      return appointDelivery(draft, action);
    case 'recordAttempt':
      return recordAttempt(draft, action);
    case 'inspectDelivery':
      return inspectDelivery(draft, action);
    case 'issueReturnNote':
      return issueReturnNote(draft, action);
    case 'recordRemittance':
      return recordRemittance(draft, action);
    case 'requestRefund':
      return requestRefund(draft, action);
    case 'answerCase':
      return answerCase(draft, action);
    case 'resolveCase':
      return resolveCase(draft, action);
    case 'extendDeadline':
      return extendDeadline(draft, action);
    case 'recordEffect':
    case 'recordPaymentFact':
      return recordEffect(draft, action);
    case 'expireDeadline':
      return expireDeadline(draft, action);
    case 'remindDeadline':
      return remindDeadline(draft, action);
    case 'escalateDeadline':
      return escalateDeadline(draft, action);
    case 'recomputeDeadlines':
      return recomputeDeadlines(draft, action);
    case 'renewAuthorization':
      return renewAuthorization(draft);
    case 'startRefund':
      return startRefund(draft, action);
    case 'recordRefund':
      return recordRefund(draft, action);
    case 'freezeOrder':
      return freezeOrder(draft, action);
    default:
      unreachable(action);
  }
}
