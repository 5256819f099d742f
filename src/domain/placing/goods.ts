/** How a dispute about the goods is inspected, agreed beforehand (S0 6.4.6). */
export const inspectionForms = ['by_contract', 'third_party', 'expert'] as const;
export type InspectionForm = (typeof inspectionForms)[number];

/** What a goods record proves with (S0 6.4.2, 7.4.1). */
export const proofKinds = [
  'inspection_report',
  'test_report',
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
 * How much a prepackaged quantity may fall short where its record says nothing: the table of the
 * national rule for prepackaged goods (JJF 1070), by nominal content up to and including `upTo`.
 */
const contentTable: readonly ({ upTo: number } & ({ percent: number } | { amount: number }))[] = [
  { upTo: 50, percent: 9 },
  { upTo: 100, amount: 4.5 },
  { upTo: 200, percent: 4.5 },
  { upTo: 300, amount: 9 },
  { upTo: 500, percent: 3 },
  { upTo: 1_000, amount: 15 },
  { upTo: 10_000, percent: 1.5 },
  { upTo: 15_000, amount: 150 },
  { upTo: 50_000, percent: 1 },
];

/** In tenths of a unit, rounded down: a shortage that is not surely allowed is none. */
function allowedTenths(quantity: number, unit: string): number {
  if (unit === 'mm') return quantity <= 5_000 ? 0 : Math.floor((quantity * 2 * 10) / 100);
  if (unit !== 'g' && unit !== 'ml') return 0;
  const row = contentTable.find(({ upTo }) => quantity <= upTo);
  if (row === undefined) return Math.floor((quantity * 10) / 100);
  if ('amount' in row) return row.amount * 10;
  // Percentages are halves at the finest: in whole numbers they stay exact.
  return Math.floor((quantity * row.percent * 2 * 10) / 200);
}

/**
 * Whether a counted quantity is what was declared (S0 6.4.4): goods sold by number are counted one
 * by one; goods sold by measure may differ by the tolerance of their record, else by what the
 * national rule for prepackaged goods allows, above as below.
 */
export function isAsDeclared(
  counted: number,
  line: { quantity: number; unit: string; goods: Pick<RegisteredGoods, 'tolerance'> | null },
): boolean {
  if (counted === line.quantity) return true;
  const difference = counted - line.quantity;
  const tolerance = line.goods?.tolerance ?? null;
  if (tolerance === null || line.unit === 'piece') {
    return Math.abs(difference) * 10 <= allowedTenths(line.quantity, line.unit);
  }
  const permille = difference < 0 ? tolerance.belowPermille : tolerance.abovePermille;
  // In whole numbers, so that a boundary is exactly a boundary.
  return Math.abs(difference) * 1000 <= line.quantity * permille;
}
