/** Kinds of qualification (design §5). */
export const qualificationKinds = [
  'business_licence',
  'tax_registration',
  'organisation_code',
  'operating_permit',
  'special_permit',
  'franchise_permit',
  'product_permit',
  'production_licence',
  'courier_licence',
  'payment_licence',
  'other',
] as const;
export type QualificationKind = (typeof qualificationKinds)[number];

/** One qualification as it was filed. Dates are `YYYY-MM-DD`, both included. */
export interface Qualification {
  id: string;
  kind: QualificationKind;
  number: string;
  issuer: string;
  validFrom: string;
  /** Null: without an end. */
  validTo: string | null;
  evidenceDigest: string;
  filedAt: string;
  revokedAt: string | null;
  revocationNote: string | null;
}

export type QualificationGap = 'missing' | 'not_yet_valid' | 'expired' | 'revoked';

/** A needed kind that a party cannot show on that day, and why. */
export interface Unqualified {
  kind: QualificationKind;
  gap: QualificationGap;
}

/** A business licence with an 18-character code is all three certificates in one (三证合一). */
const unifiedCode = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const inUnifiedLicence: readonly QualificationKind[] = ['tax_registration', 'organisation_code'];

/**
 * Which of the needed kinds the filed qualifications do not prove on that day (S0 5.4). Of several
 * of one kind the best counts; what is said of a gap is the nearest thing to being valid.
 */
export function unqualifiedOn(
  day: string,
  needed: readonly QualificationKind[],
  filed: readonly Qualification[],
): Unqualified[] {
  return needed.flatMap((kind) => {
    const proofs = filed.filter((qualification) => proves(qualification, kind));
    const gaps = proofs.map((qualification) => gapOf(qualification, day));
    if (gaps.includes(null)) return [];
    const gap = nearest.find((candidate) => gaps.includes(candidate)) ?? 'missing';
    return [{ kind, gap }];
  });
}

const nearest: readonly QualificationGap[] = ['expired', 'not_yet_valid', 'revoked'];

function proves({ kind, number }: Qualification, needed: QualificationKind): boolean {
  if (kind === needed) return true;
  return (
    kind === 'business_licence' && inUnifiedLicence.includes(needed) && unifiedCode.test(number)
  );
}

function gapOf(qualification: Qualification, day: string): QualificationGap | null {
  const { revokedAt, validFrom, validTo } = qualification;
  if (revokedAt !== null) return 'revoked';
  if (day < validFrom) return 'not_yet_valid';
  if (validTo !== null && day > validTo) return 'expired';
  return null;
}

export function isInForce(qualification: Qualification, day: string): boolean {
  return gapOf(qualification, day) === null;
}

/**
 * The last day on which everything needed is proven, counted from a day on which it is; null where
 * nothing that is needed ever ends.
 */
export function qualifiedUntil(
  day: string,
  needed: readonly QualificationKind[],
  filed: readonly Qualification[],
): string | null {
  const ends = needed.flatMap((kind) => {
    const proofs = filed.filter(
      (candidate) => proves(candidate, kind) && isInForce(candidate, day),
    );
    if (proofs.some(({ validTo }) => validTo === null)) return [];
    return proofs
      .map(({ validTo }) => validTo ?? '')
      .toSorted()
      .slice(-1);
  });
  return ends.toSorted()[0] ?? null;
}
