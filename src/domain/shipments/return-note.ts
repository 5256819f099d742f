import type { IssueReturnNote } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { demand } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus, partyName } from '../guards.ts';
import type { ShipmentLine } from '../order.ts';
import { carriedStatuses } from './carriage.ts';
import { addDocument, demandNoLiveDocument } from './documents.ts';
import { goodsOf } from './handover-note.ts';

/** The note that courier and seller sign when goods come back (S0 7.7.3 a). */
export function issueReturnNote(draft: Draft, command: IssueReturnNote): void {
  const shipment = demandShipment(draft, command.shipmentId);
  demandInTime(draft, 'presumed_lost', shipment.id);
  demand(
    shipment.direction === 'return',
    'wrong_shipment_status',
    'a return note is made for a return shipment',
  );
  demandShipmentStatus(shipment, carriedStatuses);
  demandNoLiveDocument(draft, shipment.id, 'return_to_seller_note');
  const carried = draft.shipmentLines.filter((line) => line.shipmentId === shipment.id);
  demandCounted(carried, command.lines);
  shipment.parcels = command.parcels;
  addDocument(draft, {
    documentId: command.documentId,
    shipment,
    kind: 'return_to_seller_note',
    content: {
      returnedAt: draft.context.at,
      seller: partyName(draft, draft.order.sellerId),
      courier: partyName(draft, shipment.courierId),
      originShipmentId: shipment.originShipmentId,
      reason: shipment.reason,
      parcels: command.parcels,
      lines: goodsOf(draft, shipment.id).map((goods) => {
        const told = command.lines.find((line) => line.lineNo === goods.lineNo);
        const isShort = told !== undefined && told.quantity < goods.quantity;
        return {
          ...goods,
          ...(isShort ? { counted: told.quantity } : {}),
          condition: told?.condition ?? null,
        };
      }),
    },
    personal: {
      recipient: false,
      ...(command.custodians ? { custodians: command.custodians } : {}),
    },
  });
}

/** Every line that started back, once, with what of it is there: of all together something. */
function demandCounted(carried: readonly ShipmentLine[], counted: IssueReturnNote['lines']): void {
  const isComplete =
    counted.length === carried.length &&
    carried.every(({ lineNo, quantity }) =>
      counted.some((line) => line.lineNo === lineNo && line.quantity <= quantity),
    );
  demand(
    isComplete && counted.some(({ quantity }) => quantity > 0),
    'quantities_do_not_add_up',
    'the note lists every line that started back with what of it is there, never more than ' +
      'started; the courier reports goods of which nothing is there as lost',
    { pointer: '/lines' },
  );
}
