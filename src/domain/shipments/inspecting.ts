import type { InspectDelivery } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { demandInTime, demandShipment, demandShipmentStatus } from '../guards.ts';
import { demandCollection } from '../money/cash.ts';
import type { InspectedLine, Inspection, Shipment } from '../order.ts';
import { declaredOn, foundAsDeclared } from '../placing/counting.ts';
import { allowedInWords } from '../placing/goods.ts';
import { carriedStatuses } from './carriage.ts';
import { addDeliveryNote } from './delivery-note.ts';
import { demandNoLiveDocument } from './documents.ts';
import { complainOfRefusedInspection } from './refused-inspection.ts';

/**
 * The inspection at the door (S0 7.7.2 b–d): identity shown, packaging opened or declined, every
 * unit accepted, refused or missing. Makes the delivery note that courier and recipient sign.
 */
export function inspectDelivery(draft: Draft, told: InspectDelivery): void {
  const shipment = demandShipment(draft, told.shipmentId);
  const command = { ...told, lines: foundAsDeclared(draft, shipment.id, told.lines) };
  demandInTime(draft, 'presumed_lost', shipment.id);
  demandShipmentStatus(shipment, carriedStatuses);
  demand(
    shipment.direction !== 'return',
    'wrong_shipment_status',
    'a return leg ends at the seller, by its return note',
  );
  // Both are there: when they meet earlier or later than agreed, that is agreed too.
  demand(
    shipment.appointment !== null,
    'appointment_missing',
    'agree time and place with the consumer before the delivery (S0 7.7.2 a)',
  );
  demandNoLiveDocument(draft, shipment.id, 'delivery_note');
  demandLinesInspected(draft, shipment, command.lines);
  demandCollection(draft, shipment, command);
  // The delivery's deadline watches over the courier until it has signed; see `keepDeliveryPromise`.
  const inspection = inspectionOf(draft, command);
  shipment.inspection = inspection;
  addDeliveryNote(draft, shipment, inspection);
  if (command.opening === 'refused_by_courier') complainOfRefusedInspection(draft, shipment);
}

export function demandLinesInspected(
  draft: Draft,
  shipment: Shipment,
  lines: InspectedLine[],
): void {
  const carried = draft.shipmentLines.filter(
    (line) => line.shipmentId === shipment.id && line.quantity > 0,
  );
  const numbers = new Set(lines.map((line) => line.lineNo));
  demand(
    numbers.size === lines.length &&
      lines.every((line) => carried.some((c) => c.lineNo === line.lineNo)),
    'line_not_found',
    `the shipment carries the lines ${carried.map((line) => line.lineNo).join(', ')}, each once`,
    { pointer: '/lines' },
  );
  for (const line of carried) {
    const index = lines.findIndex((candidate) => candidate.lineNo === line.lineNo);
    const found = lines[index];
    const sum = found ? found.accepted + found.refused + found.missing : 0;
    demand(
      sum === line.quantity,
      'quantities_do_not_add_up',
      `line ${line.lineNo}: accepted, refused and missing make ${sum} of ${line.quantity}` +
        allowedInWords(must(declaredOn(draft, shipment.id, line.lineNo), 'declared line')),
      { pointer: index < 0 ? '/lines' : `/lines/${index}`, expected: line.quantity },
    );
    const { refused = 0, missing = 0, accepted = 0, damaged = 0, reason = null } = found ?? {};
    demand(
      damaged <= accepted,
      'quantities_do_not_add_up',
      `line ${line.lineNo}: ${damaged} of ${accepted} accepted cannot be damaged`,
      { pointer: `/lines/${index}/damaged` },
    );
    const wrong = Object.entries({ refused, missing, damaged }).filter(([, count]) => count > 0);
    demand(
      wrong.length === 0 || reason !== null,
      'reason_missing',
      `line ${line.lineNo}: ${wrong.map(([what, count]) => `${count} ${what}`).join(', ')}: ` +
        'say why in `reason`',
      { pointer: `/lines/${index}/reason` },
    );
  }
}

function inspectionOf(draft: Draft, command: InspectDelivery): Inspection {
  return {
    at: draft.context.at,
    documentId: command.documentId,
    agent: command.agent,
    packaging: command.packaging,
    opening: command.opening,
    lines: command.lines,
    collection: command.collection,
  };
}
