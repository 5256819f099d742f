import { demoQualifications } from '../../scripts/runtime/demo-qualifications.ts';
import type { Qualification, QualificationKind } from '../../src/domain/parties/qualifications.ts';

/** All that the default policy asks of a role, without an end (S0 5.4, 6.4.1). */
export function proofsOf(role: string): Qualification[] {
  const applicant = { role, registrationNumber: '91310000102030403T' };
  return demoQualifications(applicant, '2021-01-01').map((proof, index) => ({
    ...proof,
    kind: proof.kind as QualificationKind,
    id: `qua_${role}_${index}`,
    validTo: null,
    filedAt: '2021-01-01T00:00:00.000Z',
    revokedAt: null,
    revocationNote: null,
  }));
}
