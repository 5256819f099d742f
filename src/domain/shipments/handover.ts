import { assignCourier } from './assigning.ts';
import type { IssueHandoverNote } from '../commands.ts';
import { addDocument, demandNoLiveDocument } from './documents.ts';
import { askEffect } from '../asked-effects.ts';
import { meetDeadline, runningDeadline, startDeadline } from '../deadlines/deadlines.ts';
import { type Draft, record, setStatus } from '../draft.ts';
import { demand, must } from '../errors.ts';
import {
  demandInTime,
  demandOrderStatus,
  demandShipment,
  demandShipmentStatus,
  partyName,
} from '../guards.ts';
import { declaredOn } from '../placing/counting.ts';
import { allowedCount, allowedInWords, isAsDeclared } from '../placing/goods.ts';
import type { Shipment, ShipmentLine } from '../order.ts';
import { capture } from '../money/capturing.ts';
import { isPaidFor } from '../money/paid-for.ts';
import { leftMinor } from '../money/refundable.ts';
import { codPartsOfAll } from '../money/cod-due.ts';
import {
  commitStock,
  covers,
  currentHold,
  holdScope,
  isHoldAsked,
  stockLeft,
  stockLines,
} from '../stock/stock.ts';

/** One shipment of everything confirmed, with the order's courier, waits for its handover. */
export function planShipment(draft: Draft): void {
  const { order } = draft;
  const id = draft.context.newId('shp');
  draft.shipments.push({
    ...emptyShipment(id, order.id),
    courierId: order.courierId,
    courierService: order.courierService,
    codDueMinor: order.paymentTiming === 'on_delivery' ? order.totalMinor : null,
  });
  for (const line of draft.lines) {
    if (line.confirmed === 0) continue;
    line.planned = line.confirmed;
    draft.shipmentLines.push(emptyShipmentLine(order.id, id, line.lineNo, line.confirmed));
  }
  const { courierId } = order;
  record(draft, 'shipment_planned', { shipmentId: id, courierId }, { type: 'shipment', id });
  assignCourier(draft, demandShipment(draft, id), order.courierId);
}

export function emptyShipment(id: string, orderId: string): Shipment {
  return {
    id,
    orderId,
    direction: 'outbound',
    originShipmentId: null,
    caseId: null,
    status: 'planned',
    courierId: null,
    courierService: null,
    waybillNo: null,
    declines: [],
    reason: null,
    codDueMinor: null,
    parcels: [],
    appointment: null,
    earlierAppointments: [],
    attempts: [],
    unattended: null,
    reportedDeliveredAt: null,
    damagedAt: null,
    inspection: null,
    trackingRank: 0,
    handedOverAt: null,
    endedAt: null,
    cashCollectedMinor: null,
    cashRemittedAt: null,
    cashClaimedAt: null,
  };
}

export function emptyShipmentLine(
  orderId: string,
  shipmentId: string,
  lineNo: number,
  quantity: number,
): ShipmentLine {
  return {
    orderId,
    shipmentId,
    lineNo,
    quantity,
    handedOver: 0,
    accepted: 0,
    refused: 0,
    missing: 0,
  };
}

/**
 * Issues the handover note, complete by schema and frozen under its digest (S0 6.7.2): number,
 * names and value of the goods, recipient (sealed), sending seller, courier. Both sign it next.
 */
export function issueHandoverNote(draft: Draft, command: IssueHandoverNote): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'dispatch', shipment.id);
  demandShipmentStatus(shipment, ['awaiting_handover']);
  const isAgain = shipment.direction === 'replacement';
  demandOrderStatus(draft, [isAgain ? 'delivered' : 'awaiting_handover', 'in_delivery']);
  demandNoLiveDocument(draft, shipment.id, 'handover_note');
  demand(
    shipment.courierId !== null,
    'party_not_found',
    'no courier is named for this shipment; the goods cannot be handed over',
    { pointer: '/courierId' },
  );
  demandPaid(draft, shipment);
  demandStockHeld(draft, shipment);
  demandCounted(draft, shipment, command);
  shipment.parcels = command.parcels;
  shipment.waybillNo = command.waybillNo ?? shipment.waybillNo ?? ownWaybillNo(shipment.id);
  const goods = goodsOf(draft, shipment.id).map((line) => ({
    ...line,
    counted:
      command.counted?.find(({ lineNo }) => lineNo === line.lineNo)?.counted ?? line.quantity,
  }));
  addDocument(draft, {
    documentId: command.documentId,
    shipment,
    kind: 'handover_note',
    content: {
      handoverAt: draft.context.at,
      seller: partyName(draft, draft.order.sellerId),
      courier: partyName(draft, shipment.courierId),
      waybillNo: shipment.waybillNo,
      ...(isAgain ? { replacesShipmentId: shipment.originShipmentId } : {}),
      parcels: command.parcels,
      goods,
      goodsQuantity: goods.reduce((sum, line) => sum + line.quantity, 0),
      valueMinor: goods.reduce((sum, line) => sum + line.valueMinor, 0),
      currency: draft.order.currency,
      codDueMinor: shipment.codDueMinor,
      // The fee is taken by the first door of the order where anything is kept (S0 6.4.5).
      codParts: shipment.codDueMinor === null ? null : codPartsOfAll(draft, shipment),
    },
    personal: {
      recipient: true,
      custodians: command.custodians,
      agentName: command.agentName,
    },
  });
}

/** A waybill number of our own, where the courier has given none. */
function ownWaybillNo(shipmentId: string): string {
  return `LY${shipmentId.replace(/^shp_/, '').toUpperCase()}`;
}

export function goodsOf(draft: Draft, shipmentId: string) {
  return draft.shipmentLines
    .filter((candidate) => candidate.shipmentId === shipmentId && candidate.quantity > 0)
    .flatMap((carried) => {
      const line = draft.lines.find((candidate) => candidate.lineNo === carried.lineNo);
      if (!line) return [];
      const valueMinor = Number(
        (BigInt(line.netMinor) * BigInt(carried.quantity)) / BigInt(line.quantity),
      );
      return [
        {
          lineNo: line.lineNo,
          sku: line.sku,
          name: line.name,
          quantity: carried.quantity,
          unit: line.unit,
          valueMinor,
        },
      ];
    });
}

/** Goods leave only against money that is there: captured, surely held, or due at the door. */
function demandPaid(draft: Draft, shipment: Shipment): void {
  const { order } = draft;
  // What is sent again was paid for when it was sent first.
  if (shipment.direction === 'replacement') return;
  if (order.paymentTiming === 'on_delivery') return;
  demandStillPaid(draft, shipment);
  if (order.capturedMinor > 0) return;
  demand(
    order.paymentStatus === 'authorized',
    'payment_unresolved',
    `the payment is ${order.paymentStatus}; the goods leave once it is authorized`,
    { currentStatus: order.paymentStatus },
  );
  const dispatch = runningDeadline(draft, 'dispatch', shipment.id);
  demand(
    order.authorizationExpiresAt === null || order.authorizationExpiresAt > draft.context.at,
    'authorization_expired',
    'the authorization has run out; it is being renewed',
    { dispatchBy: dispatch?.dueAt },
  );
}

/** Of what was captured so much may go back as is for goods that are not sent, and no more. */
export function demandStillPaid(draft: Draft, shipment: Shipment): void {
  const { order, context } = draft;
  if (shipment.direction === 'replacement') return;
  demand(
    isPaidFor(draft, shipment),
    'not_paid_for',
    'so much of the payment has gone back that these goods are not paid for any more: they are ' +
      'called off, or what is still paid for is sent on a shipment of its own',
    {
      currentStatus: order.paymentStatus,
      refundableMinor: leftMinor(draft),
      allowedActions:
        context.actor.role === 'support' && order.status === 'awaiting_handover'
          ? [`POST /v1/orders/${order.id}/cancellation`]
          : [],
    },
  );
}

/** Goods leave only from what is held for them: what is not is anybody's (S0 5.3). */
function demandStockHeld(draft: Draft, shipment: Shipment): void {
  const scope = holdScope(shipment);
  demand(
    !isHoldAsked(draft, scope),
    'order_busy',
    'the stock keeper has not confirmed the goods yet; try again in a moment',
  );
  const hold = currentHold(draft, scope);
  const validUntil = hold?.result?.validUntil ?? null;
  demand(
    validUntil === null || draft.context.at < validUntil,
    'stock_not_held',
    'the time for which the goods were held is over; they are being held anew',
    { heldUntil: validUntil },
  );
  demand(
    hold !== undefined && covers(stockLeft(draft, hold), shippedStock(draft, shipment.id)),
    'stock_not_held',
    'the stock keeper does not hold all of these goods',
  );
}

function demandCounted(draft: Draft, shipment: Shipment, command: IssueHandoverNote): void {
  for (const counted of command.counted ?? []) {
    const line = draft.shipmentLines.find(
      (candidate) => candidate.shipmentId === shipment.id && candidate.lineNo === counted.lineNo,
    );
    demand(line !== undefined, 'line_not_found', `the shipment has no line ${counted.lineNo}`);
    const declared = must(declaredOn(draft, shipment.id, line.lineNo), 'declared line');
    demand(
      isAsDeclared(counted.counted, declared),
      'quantities_do_not_add_up',
      `line ${counted.lineNo} was counted ${counted.counted}, declared ${line.quantity}` +
        allowedInWords(declared),
      { pointer: '/lines', lineNo: counted.lineNo, allowedCount: allowedCount(declared) },
    );
  }
}

/** Both have signed: the goods are the courier's now, and the money is taken (S0 6.7.2 b). */
export function completeHandover(draft: Draft, shipment: Shipment): void {
  const { order, context } = draft;
  // The note may be older than what has become of the payment since.
  demandPaid(draft, shipment);
  demandStockHeld(draft, shipment);
  shipment.status = 'handed_over';
  shipment.handedOverAt = context.at;
  for (const carried of draft.shipmentLines) {
    if (carried.shipmentId !== shipment.id) continue;
    carried.handedOver = carried.quantity;
    const line = draft.lines.find((candidate) => candidate.lineNo === carried.lineNo);
    if (line && shipment.direction === 'outbound') line.handedOver += carried.quantity;
  }
  meetDeadline(draft, 'dispatch', shipment.id);
  startDeadline(
    draft,
    'delivery',
    { type: 'shipment', id: shipment.id },
    { promise: shipment.direction === 'outbound' ? order.promisedDeliverBy : null },
  );
  const { courierId } = shipment;
  record(draft, 'goods_handed_over', { shipmentId: shipment.id, courierId });
  if (order.status === 'awaiting_handover') setStatus(draft, 'in_delivery');
  commitStock(draft, shipment, shippedStock(draft, shipment.id));
  if (order.paymentStatus === 'authorized') capture(draft);
  askEffect(draft, 'register_carriage', `register:${shipment.id}`, {
    shipmentId: shipment.id,
    waybillNo: shipment.waybillNo,
    service: shipment.courierService ?? 'manual',
    parcels: shipment.parcels.length,
    direction: shipment.direction,
  });
}

/** What a shipment takes out of stock. */
export function shippedStock(
  draft: Draft,
  shipmentId: string,
): { sku: string; quantity: number }[] {
  return stockLines(
    draft.shipmentLines
      .filter((carried) => carried.shipmentId === shipmentId && carried.quantity > 0)
      .map(({ lineNo, quantity }) => ({ sku: skuOf(draft, lineNo), quantity })),
  );
}

function skuOf(draft: Draft, lineNo: number): string {
  return must(
    draft.lines.find((candidate) => candidate.lineNo === lineNo),
    'line',
  ).sku;
}
