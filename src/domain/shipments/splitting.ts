import { assignCourier } from './assigning.ts';
import { demandNamedCourier } from './reassigning.ts';
import { cashWanted } from '../parties/cash-limit.ts';
import { codDue } from '../money/cod-due.ts';
import { shareCollection } from '../money/collecting.ts';
import type { SplitShipment } from '../commands.ts';
import { handlingOf } from '../parties/couriers.ts';
import { runningDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record } from '../draft.ts';
import { voidOpenDocuments } from './documents.ts';
import { demand, must } from '../errors.ts';
import {
  demandEachLineOnce,
  demandInTime,
  demandOrderStatus,
  demandShipmentStatus,
} from '../guards.ts';
import { emptyShipment, emptyShipmentLine } from './planning.ts';
import type { Shipment, ShipmentLine } from '../order.ts';

/**
 * The seller sends part of the order on a shipment of its own, with any courier that may and can
 * carry it: it takes from the planned shipment, the rest stays there (§2.2 no. 1).
 */
export function splitShipment(draft: Draft, command: SplitShipment): void {
  demandOrderStatus(draft, ['awaiting_handover', 'in_delivery']);
  const planned = demandPlanned(draft);
  demandInTime(draft, 'dispatch', planned.id);
  demandShipmentStatus(planned, ['planned', 'awaiting_courier', 'awaiting_handover']);
  const rest = draft.shipmentLines.filter((line) => line.shipmentId === planned.id);
  demandParts(rest, command.lines);
  const numbers = command.lines.map(({ lineNo }) => lineNo);
  demandNamedCourier(draft, command.courierId, {
    handling: handlingOf(draft.lines.filter(({ lineNo }) => numbers.includes(lineNo))),
    service: command.courierService ?? planned.courierService,
    policy: draft.policy,
    at: draft.context.at,
    cash: cashWanted(
      draft.order.paymentTiming,
      draft.order,
      collectedApart(draft, planned, command),
    ),
    pointer: '/courierId',
  });
  // A note that names more goods than stay is no longer right.
  voidOpenDocuments(draft, planned.id);
  const split = takeFrom(draft, { planned, rest }, command);
  const subject = { type: 'shipment' as const, id: split.id };
  const { courierId } = command;
  record(draft, 'shipment_split', { shipmentId: split.id, from: planned.id, courierId }, subject);
  inheritDispatch(draft, planned, split);
  assignCourier(draft, split, command.courierId);
  shareCollection(draft);
  draft.answer = subject;
}

/** What the part's courier is to collect besides; of its own shipment it collects the same as before. */
function collectedApart(
  draft: Draft,
  planned: Shipment,
  { courierId, lines }: SplitShipment,
): number {
  if (courierId === planned.courierId) return 0;
  return codDue(
    draft,
    planned,
    lines.map(({ lineNo, quantity }) => ({ lineNo, accepted: quantity })),
  );
}

/** What has not been split off: the shipment that everything was planned onto. */
function demandPlanned(draft: Draft): Shipment {
  return must(
    draft.shipments.find(
      ({ direction, originShipmentId }) => direction === 'outbound' && originShipmentId === null,
    ),
    'planned shipment',
  );
}

function demandParts(
  rest: readonly ShipmentLine[],
  asked: readonly { lineNo: number; quantity: number }[],
): void {
  demandEachLineOnce(asked);
  for (const [index, { lineNo, quantity }] of asked.entries()) {
    const line = rest.find((candidate) => candidate.lineNo === lineNo && candidate.quantity > 0);
    const pointer = `/lines/${index}`;
    demand(line !== undefined, 'line_not_found', `the planned shipment has no line ${lineNo}`, {
      pointer,
    });
    demand(
      quantity <= line.quantity,
      'quantity_exceeded',
      `${line.quantity} of line ${lineNo} are left on the planned shipment`,
      { pointer: `${pointer}/quantity`, available: line.quantity },
    );
  }
  const all = rest.reduce((sum, { quantity }) => sum + quantity, 0);
  const taken = asked.reduce((sum, { quantity }) => sum + quantity, 0);
  demand(
    taken < all,
    'quantities_do_not_add_up',
    'a split leaves something behind; to change the courier of it all, reassign the shipment',
    { pointer: '/lines' },
  );
}

function takeFrom(
  draft: Draft,
  { planned, rest }: { planned: Shipment; rest: ShipmentLine[] },
  command: SplitShipment,
): Shipment {
  const split: Shipment = {
    ...emptyShipment(command.newShipmentId, draft.order.id),
    originShipmentId: planned.id,
    courierId: command.courierId,
    courierService: command.courierService ?? planned.courierService,
  };
  draft.shipments.push(split);
  for (const { lineNo, quantity } of command.lines) {
    const left = must(
      rest.find((candidate) => candidate.lineNo === lineNo),
      'line',
    );
    left.quantity -= quantity;
    draft.shipmentLines.push(emptyShipmentLine(draft.order.id, split.id, lineNo, quantity));
  }
  return split;
}

/** Splitting gives nobody more time than the whole had. */
function inheritDispatch(draft: Draft, planned: Shipment, split: Shipment): void {
  const running = runningDeadline(draft, 'dispatch', planned.id);
  if (!running) return;
  startDeadline(
    draft,
    'dispatch',
    { type: 'shipment', id: split.id },
    { promise: draft.order.promisedDispatchBy, notAfter: running.dueAt || null },
  );
}
