/** How a dispute about the goods is inspected, agreed beforehand (S0 6.4.6). */
export const inspectionForms = ['by_contract', 'third_party', 'expert'] as const;
export type InspectionForm = (typeof inspectionForms)[number];

/** What a goods record proves with (S0 6.4.2, 7.4.1). */
export const proofKinds = [
  'inspection_report',
  'conformity_certificate',
  'production_licence',
  'quality_proof',
  'trademark',
  'other',
] as const;

/** How much less or more a measured quantity may be, in thousandths of what is declared. */
export interface Tolerance {
  belowPermille: number;
  abovePermille: number;
}

/** What of a goods record an order line keeps: its rules count as they were when it was placed. */
export interface RegisteredGoods {
  sku: string;
  version: number;
  unit: string;
  tolerance: Tolerance | null;
  handling: string[];
  inspectionForm: InspectionForm;
}

/**
 * Whether a counted quantity is what was declared (S0 6.4.4): goods sold by number are counted one
 * by one; prepackaged goods sold by measure may differ by the tolerance of their record.
 */
export function isAsDeclared(
  counted: number,
  line: { quantity: number; unit: string; goods: Pick<RegisteredGoods, 'tolerance'> | null },
): boolean {
  if (counted === line.quantity) return true;
  const tolerance = line.goods?.tolerance ?? null;
  if (line.unit === 'piece' || tolerance === null) return false;
  const difference = counted - line.quantity;
  const permille = difference < 0 ? tolerance.belowPermille : tolerance.abovePermille;
  // In whole numbers, so that a boundary is exactly a boundary.
  return Math.abs(difference) * 1000 <= line.quantity * permille;
}
