import type { IssueHandoverNote } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { demand, must } from '../errors.ts';
import {
  demandInTime,
  demandOrderStatus,
  demandShipment,
  demandShipmentStatus,
  partyName,
} from '../guards.ts';
import { codPartsOfAll } from '../money/cod-due.ts';
import type { Shipment } from '../order.ts';
import { declaredOn } from '../placing/counting.ts';
import { allowedCount, allowedInWords, isAsDeclared } from '../placing/goods.ts';
import { addDocument, demandNoLiveDocument } from './documents.ts';
import { demandPaid, demandStockHeld } from './handover.ts';

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
