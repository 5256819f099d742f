import { awaitsAnswer } from '../cases/answering.ts';
import { type Awaited, awaited, orderSubject, post } from './awaited.ts';
import { runningDeadline } from '../deadlines/deadlines.ts';
import { isCashOwed } from '../money/cash.ts';
import { holdsOrder } from '../money/invoicing.ts';
import type { Case, OrderState, OrderStatus, Refund, Shipment } from '../order.ts';
import { isSought } from '../shipments/losing.ts';
import { isFinal } from '../order.ts';
import type { DeadlineName } from '../policies/deadline-rules.ts';
import { awaitedEffects } from './waiting-effects.ts';
import { awaitedInvoices } from './waiting-invoices.ts';
import { awaitedPayment, awaitedRepayment } from './waiting-payment.ts';
import { awaitedOfShipment } from './waiting-shipments.ts';

export type { Awaited } from './awaited.ts';

export interface Waiting {
  status: OrderStatus;
  waitingFor: Awaited[];
}

/**
 * Why an order does not move: everything that it waits for, who must do it by when, and which
 * call answers it. Never empty before a final state; in a final one only money is left.
 */
export function waitingFor(state: OrderState): Waiting {
  return { status: state.order.status, waitingFor: awaitedNow(state) };
}

function awaitedNow(state: OrderState): Awaited[] {
  const { order } = state;
  if (isFinal(order)) {
    // A refund that failed names its case itself.
    const failed = state.refunds.filter(({ status }) => status === 'failed').map(({ id }) => id);
    const cases = state.cases.filter(({ subjectId }) => !failed.includes(subjectId));
    return [
      ...awaitedRefunds(state),
      ...awaitedCases({ ...state, cases }),
      ...awaitedInvoices(state),
    ];
  }
  // A frozen order refuses every step until support has decided its case (D3).
  if (order.frozen) {
    const { cases } = state;
    const ofFreeze = cases.filter(({ kind }) => kind === 'constraint_violated');
    return nonEmpty(state, awaitedCases({ ...state, cases: ofFreeze }));
  }
  const list = nonEmpty(state, [
    ...awaitedByStatus(state),
    ...awaitedRepayment(state),
    ...awaitedShipments(state),
    ...awaitedEffects(state),
    ...awaitedRemittance(state),
    ...awaitedRefunds(state),
    ...awaitedCases(state),
    ...awaitedWindows(state),
  ]);
  return [...list, ...awaitedInvoices(state)];
}

/** Between two steps of the engine nobody else has to do anything. */
function nonEmpty(state: OrderState, list: Awaited[]): Awaited[] {
  if (list.length > 0) return list;
  return [awaited(state, { what: 'next_step', subject: orderSubject(state), role: 'system' })];
}

function awaitedByStatus(state: OrderState): Awaited[] {
  const { order } = state;
  const subject = orderSubject(state);
  const path = `/v1/orders/${order.id}`;
  switch (order.status) {
    case 'awaiting_consumer':
      return [
        order.statusReason === 'amendment'
          ? awaited(state, {
              what: 'amendment_decision',
              subject,
              role: 'consumer',
              deadline: 'amendment',
              action: post(`${path}/amendment-decision`, 'consumer'),
            })
          : awaited(state, {
              what: 'consumer_decision',
              subject,
              role: 'consumer',
              deadline: 'consumer_confirmation',
              action: post(`${path}/consumer-decision`, 'consumer'),
            }),
      ];
    case 'awaiting_confirmation':
      return [
        awaited(state, {
          what: 'seller_decision',
          subject,
          role: 'seller',
          deadline: 'seller_confirmation',
          action: post(`${path}/seller-decision`, 'seller'),
        }),
      ];
    case 'awaiting_payment':
      return [awaitedPayment(state)];
    default:
      return [];
  }
}

function awaitedShipments(state: OrderState): Awaited[] {
  return state.shipments
    .filter((shipment) => shipment.endedAt === null || isSought(state, shipment))
    .flatMap((shipment) => awaitedOfShipment(state, shipment));
}

/** Cash that couriers have collected and still owe (6.7.1 f), each its own. */
function awaitedRemittance(state: OrderState): Awaited[] {
  const owed = state.shipments.filter(isCashOwed);
  return owed
    .filter((shipment, index) => index === owed.findIndex(isOf(shipment.courierId)))
    .map(({ id, courierId }) =>
      awaited(state, {
        what: 'remittance',
        subject: orderSubject(state),
        role: 'courier',
        courierId,
        deadline: 'cod_remittance',
        deadlineSubjectId: id,
        action: post(`/v1/parties/${courierId}/remittances`, 'courier'),
      }),
    );
}

function isOf(courier: string | null) {
  return ({ courierId }: Shipment): boolean => courierId === courier;
}

function awaitedRefunds(state: OrderState): Awaited[] {
  return state.refunds
    .filter(({ status }) => status !== 'succeeded')
    .map((refund) => awaitedRefund(state, refund));
}

/** A refund that finally failed lies with support, by the case that it opened. */
function awaitedRefund(state: OrderState, refund: Refund): Awaited {
  const failed = state.cases.find(
    ({ subjectId, status }) => subjectId === refund.id && status === 'open',
  );
  return awaited(state, {
    what: 'refund',
    subject: { type: 'refund', id: refund.id },
    role: refund.status === 'failed' && failed ? 'support' : 'payment_provider',
    deadline: 'refund',
    // A refusal by the provider stops the clock, but the consumer was promised that time.
    otherwiseDueAt: state.deadlines.findLast(({ subjectId }) => subjectId === refund.id)?.dueAt,
    clause: 'S0 6.8 d',
    action: refund.status === 'failed' && failed ? resolution(failed) : null,
  });
}

/** While its clock runs a case waits for its respondent's answer, then for support's decision. */
function awaitedCases(state: OrderState): Awaited[] {
  return state.cases.filter(holdsOrder).map((open) => {
    const facts = {
      subject: { type: 'case', id: open.id },
      deadline: clockOf(state, open),
    } as const;
    if (awaitsAnswer(state, open)) {
      return awaited(state, {
        ...facts,
        what: 'case_answer',
        role: open.respondentRole,
        courierId: open.respondentPartyId,
        action: post(`/v1/cases/${open.id}/answer`, open.respondentRole),
      });
    }
    return awaited(state, {
      ...facts,
      what: 'case_resolution',
      role: 'support',
      // Until then the consumer may answer it by itself.
      otherwiseDueAt: runningDeadline(state, 'acceptance', open.subjectId)?.dueAt,
      // Without a clock of its own a case is what the platform takes up for the parties.
      otherwiseClause: 'S0 5.6 c',
      action: resolution(open),
    });
  });
}

/** Of a complaint's two clocks the first that is not answered counts. */
function clockOf({ deadlines }: OrderState, { id }: Case): DeadlineName {
  const running = deadlines.filter(
    ({ subjectId, state: run }) => subjectId === id && run === 'running',
  );
  const [first] = running.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  const last = deadlines.findLast(({ subjectId }) => subjectId === id);
  return (first ?? last)?.name ?? 'discrepancy_answer';
}

function resolution(open: Case) {
  return post(`/v1/cases/${open.id}/resolution`, 'support');
}

/** The consumer's time to return what was accepted; nobody has to do anything (6.8). */
function awaitedWindows(state: OrderState): Awaited[] {
  return state.deadlines
    .filter(({ name, state: run }) => name === 'after_sale' && run === 'running')
    .map(({ subjectType, subjectId }) =>
      awaited(state, {
        what: 'after_sale_window',
        subject: { type: subjectType, id: subjectId },
        role: 'consumer',
        deadline: 'after_sale',
      }),
    );
}
