import { demand } from '../errors.ts';
import { isAsDeclared } from './goods.ts';
import type { InspectedLine, OrderState } from '../order.ts';

/** What a shipment carries of a line, with the unit and tolerance of the goods. */
function declaredOn({ lines, shipmentLines }: OrderState, shipmentId: string, lineNo: number) {
  const carried = shipmentLines.find(
    (line) => line.shipmentId === shipmentId && line.lineNo === lineNo,
  );
  const line = lines.find((candidate) => candidate.lineNo === lineNo);
  return carried && line ? { ...line, quantity: carried.quantity } : undefined;
}

/**
 * What was found at the door, counted against what was declared (S0 6.4.4): prepackaged goods sold
 * by measure that differ within the tolerance of their record came as declared, neither short nor
 * too much; what was measured is kept as `counted`.
 */
export function foundAsDeclared(
  state: OrderState,
  shipmentId: string,
  lines: readonly InspectedLine[],
): InspectedLine[] {
  return lines.map((found) => {
    const declared = declaredOn(state, shipmentId, found.lineNo);
    const counted = found.accepted + found.refused;
    if (!declared || counted === declared.quantity || !isAsDeclared(counted, declared)) {
      return found;
    }
    const difference = declared.quantity - counted;
    const isKept = found.accepted >= found.refused;
    return {
      ...found,
      accepted: found.accepted + (isKept ? difference : 0),
      refused: found.refused + (isKept ? 0 : difference),
      missing: 0,
      counted,
    };
  });
}

/** A count is disputed on lines of the shipment, and where it differs by more than the tolerance. */
export function demandMismatch(
  state: OrderState,
  shipmentId: string,
  { kind, lines }: { kind: string; lines: readonly { lineNo: number; counted: number }[] },
): void {
  const declared = lines.map(({ lineNo }) => declaredOn(state, shipmentId, lineNo));
  const strange = declared.indexOf(undefined);
  demand(strange < 0, 'line_not_found', 'the shipment has no such line', {
    pointer: `/lines/${strange}`,
  });
  const isWithin = lines.every(({ counted }, index) => {
    const line = declared[index];
    return line !== undefined && isAsDeclared(counted, line);
  });
  demand(
    kind !== 'count_mismatch' || lines.length === 0 || !isWithin,
    'within_tolerance',
    'what was counted is as declared, within the tolerance of the goods (S0 6.4.4)',
    { pointer: '/lines' },
  );
}
