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

/** How much of what was declared may be counted. */
export interface AllowedCount {
  least: number;
  most: number;
}

/**
 * What may be counted where so much was declared (S0 6.4.4): goods sold by number are counted one
 * by one; goods sold by measure may differ by the tolerance of their record, else by what the
 * national rule for prepackaged goods allows, above as below.
 */
export function allowedCount({ quantity, unit, goods }: Declared): AllowedCount {
  const tolerance = goods?.tolerance ?? null;
  if (tolerance === null || unit === 'piece') {
    const allowed = Math.floor(allowedTenths(quantity, unit) / 10);
    return { least: quantity - allowed, most: quantity + allowed };
  }
  // In whole numbers, so that a boundary is exactly a boundary.
  return {
    least: quantity - Math.floor((quantity * tolerance.belowPermille) / 1000),
    most: quantity + Math.floor((quantity * tolerance.abovePermille) / 1000),
  };
}

interface Declared {
  quantity: number;
  unit: string;
  goods: Pick<RegisteredGoods, 'tolerance'> | null;
}

/** Whether a counted quantity is what was declared. */
export function isAsDeclared(counted: number, declared: Declared): boolean {
  const { least, most } = allowedCount(declared);
  return least <= counted && counted <= most;
}

/** What may be counted, in words: `, allowed 970 to 1050 g`; nothing of goods counted one by one. */
export function allowedInWords(declared: Declared): string {
  const { least, most } = allowedCount(declared);
  return least === most ? '' : `, allowed ${least} to ${most} ${declared.unit}`;
}
