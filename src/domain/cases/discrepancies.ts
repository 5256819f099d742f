import type { Draft } from '../draft.ts';
import type { InspectedLine, Inspection, Shipment } from '../order.ts';
import { goodsBefore } from '../shipments/replacing.ts';
import { startAnswerClock } from './answering.ts';
import { openCase } from './open-cases.ts';

const damageReasons: readonly (string | null)[] = ['damaged', 'packaging_damaged'];

/** Units that the consumer kept although their content is damaged. */
export function keptDamaged(line: InspectedLine): number {
  if (line.damaged !== undefined) return line.damaged;
  const isAllKept = line.refused + line.missing === 0;
  return isAllKept && damageReasons.includes(line.reason) ? line.accepted : 0;
}

/**
 * What was wrong at the door becomes a case with its clock: what is missing, what was kept though
 * damaged. Intact packaging points at the seller, damaged or tampered packaging at the courier
 * (S0 7.7.3 b). Refused goods go back at the seller's cost (7.7.3 a), unless the courier damaged
 * them: who bears that is decided too.
 */
export function openDiscrepancies(draft: Draft, shipment: Shipment, inspection: Inspection): void {
  const isIntact = inspection.packaging === 'intact';
  const open = (kind: string, goods: string, units: (line: InspectedLine) => number) => {
    const concerned = inspection.lines.filter((line) => units(line) > 0);
    if (concerned.length === 0) return;
    const opened = openCase(draft, {
      kind,
      subject: { type: 'shipment', id: shipment.id },
      respondentRole: isIntact ? 'seller' : 'courier',
      respondentPartyId: isIntact ? draft.order.sellerId : shipment.courierId,
      details: {
        goods,
        lines: concerned.map((line) => ({ lineNo: line.lineNo, quantity: units(line) })),
        packaging: inspection.packaging,
        reasons: [...new Set(concerned.map(({ reason }) => reason))],
        evidence: concerned.flatMap(({ evidence }) => evidence),
      },
    });
    startAnswerClock(draft, opened);
  };
  open('missing_goods', goodsBefore(draft, shipment), (line) => line.missing);
  open('damaged_goods', 'kept', keptDamaged);
  if (isIntact) return;
  open('damaged_goods', 'refused', (line) =>
    damageReasons.includes(line.reason) ? line.refused : 0,
  );
}
