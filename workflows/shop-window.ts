import {
  patched,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { isTicking } from '../src/domain/deadlines/deadline-acts.ts';
import { nextInstant } from '../src/domain/deadlines/deadlines.ts';
import type { Deadline, OrderState } from '../src/domain/order.ts';
import { searchAttributes } from './contract.ts';

/**
 * What ops see: attributes change with the phase and with the couriers only, details with every step
 * (design §6).
 */
export function shopWindow(): (state: OrderState | null) => void {
  const { typedSearchAttributes: started } = workflowInfo();
  let shown = started.get(searchAttributes.OrderStatus) ?? '';
  let escalated = false;
  let carrying = textOf({
    main: started.get(searchAttributes.CourierId) ?? null,
    all: started.get(searchAttributes.CourierIds) ?? [],
  });
  return (state) => {
    if (!state) return;
    const { order } = state;
    const next = earliest(state);
    const couriers = couriersOf(state);
    setCurrentDetails(detailsOf(state, next));
    const isSamePhase = order.status === shown && order.escalated === escalated;
    if (isSamePhase && (textOf(couriers) === carrying || !patched(couriersShown))) return;
    shown = order.status;
    escalated = order.escalated;
    carrying = textOf(couriers);
    const { main, all } = couriers;
    upsertSearchAttributes([
      { key: searchAttributes.OrderStatus, value: order.status },
      { key: searchAttributes.Escalated, value: order.escalated },
      { key: searchAttributes.CourierId, value: main },
      { key: searchAttributes.CourierIds, value: all.length > 0 ? all : null },
      { key: searchAttributes.NextDeadline, value: next?.name ?? null },
      { key: searchAttributes.DueAt, value: next ? new Date(nextInstant(next)) : null },
    ]);
  };
}

/** Runs from before go on as they were: their couriers stand there with the next phase (D12). */
const couriersShown = 'couriers-shown';

interface Couriers {
  /** Of what has not been split off; null while nobody is left to ask. */
  main: string | null;
  /** Of everything that travels or will. */
  all: string[];
}

function couriersOf({ order, shipments }: OrderState): Couriers {
  const carried = shipments.filter(({ status }) => status !== 'cancelled');
  if (carried.length === 0) return { main: order.courierId, all: listOf([order.courierId]) };
  const [first] = shipments;
  return {
    main: first && first.status !== 'cancelled' ? first.courierId : order.courierId,
    all: listOf(carried.map(({ courierId }) => courierId)),
  };
}

/** Each once; the order is nobody's, so that it stays as it is. */
function listOf(courierIds: readonly (string | null)[]): string[] {
  return [...new Set(courierIds.filter((courierId) => courierId !== null))].toSorted();
}

/** A run that was started before there was a list has the one courier. */
function textOf({ main, all }: Couriers): string {
  const listed = all.length === 0 && main !== null ? [main] : all;
  return [main ?? '', ...listed].join(' ');
}

function earliest(state: OrderState): Deadline | undefined {
  return state.deadlines
    .filter(isTicking)
    .toSorted((one, other) => (nextInstant(one) < nextInstant(other) ? -1 : 1))[0];
}

function detailsOf(state: OrderState, next: Deadline | undefined): string {
  const { order } = state;
  const reason = order.statusReason ? ` (${order.statusReason})` : '';
  const waiting = next
    ? `\n\nnext: **${next.responsibleRole}** – ${next.name} by ${nextInstant(next)}`
    : '';
  const shipments = state.shipments
    .map((shipment) => `\n- ${shipment.direction} ${shipment.id}: ${shipment.status}`)
    .join('');
  return `**${order.status}**${reason}, payment ${order.paymentStatus}, version ${order.version}${waiting}\n${shipments}`;
}
