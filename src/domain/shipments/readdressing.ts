import { cashWanted } from '../parties/cash-limit.ts';
import type { ChangeDeliveryAddress, RecipientChange } from '../commands.ts';
import { offeredUnits } from '../confirmation/amended-offer.ts';
import { offerAnew } from '../confirmation/amending.ts';
import { beforeHandover } from '../confirmation/cancelling.ts';
import {
  bestCourier,
  type CarriageWanted,
  type CourierStanding,
  handlingOf,
} from '../parties/couriers.ts';
import { isToLeave } from './asking-for-paid.ts';
import { assignCourier, leftFor, mustConfirm, noteParty, wantedFor } from './assigning.ts';
import { reassign } from './reassigning.ts';
import { carriedStatuses } from './carriage.ts';
import { stopDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { demand, DomainError } from '../errors.ts';
import { demandInTime } from '../guards.ts';
import type { Shipment } from '../order.ts';

/**
 * The goods go to another address as long as all of them are with their seller (S0 7.7.2 a). A note
 * that names the address before is void in the same transition, whoever has signed it; the next
 * version names the new one (6.7.2). Price, fee and promises stay as they were agreed.
 */
export function changeDeliveryAddress(draft: Draft, command: ChangeDeliveryAddress): void {
  demandBeforeHandover(draft);
  const unsent = draft.shipments.filter(({ endedAt }) => endedAt === null);
  for (const { id } of unsent) demandInTime(draft, 'dispatch', id);
  const { actor, readdressing } = draft.context;
  const previous = readdressing?.recipient ?? {};
  draft.recipient = recipientAfter(previous, command.recipient);
  record(draft, 'delivery_address_changed', {
    by: actor.onBehalfOf ?? actor.role,
    changed: Object.keys(command.recipient),
    recipient: draft.recipient,
    previous,
  });
  for (const { id } of unsent) voidNote(draft, id);
  haveItCarried(draft, unsent);
}

/** The recipient with what was changed; sealed, as both are. */
export function recipientAfter(
  previous: Readonly<Record<string, unknown>>,
  change: Partial<RecipientChange>,
): Record<string, unknown> {
  const merged = Object.entries({ ...previous, ...change });
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined));
}

/** One address is that of the whole order: once a part of it has left, it stays. */
function demandBeforeHandover({ order, shipments, context }: Draft): void {
  const { status } = order;
  if (status === 'in_delivery' || status === 'delivered') {
    throw new DomainError('address_after_handover', otherWays[status], {
      currentStatus: status,
      allowedActions: waysOf(context.actor.role, shipments),
    });
  }
  demand(beforeHandover.includes(status), 'wrong_order_status', `the order is ${status} already`, {
    currentStatus: status,
  });
}

const otherWays = {
  in_delivery:
    'goods are with the courier under a note that names their address: time and place of the ' +
    'delivery can be agreed with the courier, and support may call the goods back',
  delivered: 'the goods were delivered; an address is changed before they are handed over',
} as const;

/** What may still be done about goods on their way: consumers agree on a place, support intercepts. */
function waysOf(role: string, shipments: readonly Shipment[]): string[] {
  const carried = shipments.filter(
    ({ direction, status, inspection }) =>
      direction !== 'return' && carriedStatuses.includes(status) && inspection === null,
  );
  if (role === 'support') return carried.map(({ id }) => `POST /v1/shipments/${id}/interception`);
  return carried.map(({ id }) => `POST /v1/shipments/${id}/appointments`);
}

/** Kept and told of: whoever has signed it learns that it holds no more. */
function voidNote(draft: Draft, shipmentId: string): void {
  for (const document of draft.documents) {
    const isOpen = document.status === 'issued' || document.status === 'partly_signed';
    if (document.shipmentId !== shipmentId || !isOpen) continue;
    document.status = 'void';
    const { id, kind, version } = document;
    record(
      draft,
      'document_voided',
      { documentId: id, kind, version, shipmentId, reason: 'address_changed' },
      { type: 'document', id },
    );
  }
}

/**
 * Everything is carried by somebody who goes there: a courier that does not is replaced by the best
 * that does, as after a decline (decision 0011). Nobody is no answer: the address stays then.
 */
function haveItCarried(draft: Draft, unsent: readonly Shipment[]): void {
  // A validator does not know the couriers: the transition decides.
  if (!draft.context.couriers) return;
  const { order } = draft;
  const { courierId } = order;
  if (unsent.length === 0) replaceOrdersCourier(draft);
  for (const shipment of unsent) haveOneCarried(draft, shipment);
  if (order.courierId !== courierId) offerAnew(draft);
}

function haveOneCarried(draft: Draft, shipment: Shipment): void {
  const { courierId } = shipment;
  // Nobody was left to ask: its case is about that.
  if (courierId === null) return;
  if (goesThere(draft, courierId)) {
    askAgain(draft, shipment, courierId);
    return;
  }
  const next = demandAnother(leftFor(draft, shipment), wantedFor(draft, shipment));
  reassign(draft, shipment, next.id);
}

/** Nothing is planned yet: the order's own courier will be asked to carry it. */
function replaceOrdersCourier(draft: Draft): void {
  const { order, policy, context, lines } = draft;
  const { courierId, courierService: service } = order;
  if (courierId === null || goesThere(draft, courierId)) return;
  const next = demandAnother(context.couriers ?? [], {
    handling: handlingOf(lines.filter((line) => offeredUnits(line) > 0)),
    service,
    policy,
    at: context.at,
    cash: cashWanted(order.paymentTiming, order, order.totalMinor),
  });
  order.courierId = next.id;
  noteParty(draft, next.id);
  record(draft, 'courier_changed', { from: courierId, to: next.id });
}

function goesThere({ context }: Pick<Draft, 'context'>, courierId: string): boolean {
  return context.couriers?.find(({ id }) => id === courierId)?.serves ?? true;
}

function demandAnother(
  couriers: readonly CourierStanding[],
  wanted: CarriageWanted,
): CourierStanding {
  const best = bestCourier(couriers, wanted);
  demand(
    best !== null,
    'courier_unavailable',
    'the courier does not go to the new address, and no other handles these goods and does: ' +
      'the address stays as it was',
    { pointer: '/recipient/address', handling: [...wanted.handling] },
  );
  return best;
}

/** What a courier has confirmed, or was asked about, was another way (S0 7.5.1 a). */
function askAgain(draft: Draft, shipment: Shipment, courierId: string): void {
  const { id } = shipment;
  if (!draft.context.readdressing?.isElsewhere || !mustConfirm(draft, courierId)) return;
  if (!isToLeave(draft, shipment)) return;
  stopDeadline(draft, 'courier_confirmation', id);
  assignCourier(draft, shipment, courierId);
  record(draft, 'carriage_asked_again', { shipmentId: id, courierId }, { type: 'shipment', id });
}
