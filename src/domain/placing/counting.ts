import { demand } from '../errors.ts';
import { allowedCount, allowedInWords, isAsDeclared } from './goods.ts';
import type { InspectedLine, OrderState } from '../order.ts';

/** What a shipment carries of a line, with the unit and tolerance of the goods. */
export function declaredOn(
  { lines, shipmentLines }: OrderState,
  shipmentId: string,
  lineNo: number,
) {
  const carried = shipmentLines.find(
    (line) => line.shipmentId === shipmentId && line.lineNo === lineNo,
  );
  const line = lines.find((candidate) => candidate.lineNo === lineNo);
  return carried && line ? { ...line, quantity: carried.quantity } : undefined;
}

/**
 * What was found at the door, counted against what was declared (S0 6.4.4): prepackaged goods sold
 * by measure that differ within the tolerance of their record came as declared, neither short nor
 * too much. What was measured is kept as `counted`, with what the tolerance allows.
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
    const accepted = acceptedOf(found, declared.quantity);
    return {
      ...found,
      accepted,
      refused: declared.quantity - accepted,
      missing: 0,
      ...(found.damaged === undefined ? {} : { damaged: Math.min(found.damaged, accepted) }),
      counted,
      allowedCount: allowedCount(declared),
    };
  });
}

/**
 * How much of the declared quantity the consumer keeps. All of it is the whole package. A part of it
 * is its share of the package, and never more than it has kept: what the package is short of goes
 * back with the rest, and nobody pays for it.
 */
function acceptedOf({ accepted, refused }: InspectedLine, quantity: number): number {
  if (refused === 0) return quantity;
  if (accepted === 0) return 0;
  const share = Number((BigInt(accepted) * BigInt(quantity)) / BigInt(accepted + refused));
  return Math.max(1, Math.min(accepted, share));
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
  const [first] = declared;
  const allowed = first ? allowedInWords(first) : '';
  const isWithin = lines.every(({ counted }, index) => {
    const line = declared[index];
    return line !== undefined && isAsDeclared(counted, line);
  });
  demand(
    kind !== 'count_mismatch' || lines.length === 0 || !isWithin,
    'within_tolerance',
    `what was counted is as declared, within the tolerance of the goods (S0 6.4.4)${allowed}`,
    { pointer: '/lines' },
  );
}
