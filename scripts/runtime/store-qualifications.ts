import type { Sql } from 'postgres';
import { typeid } from 'typeid-js';
import { fileQualification } from '../../src/db/registry/qualifications.ts';
import type { QualificationKind } from '../../src/domain/parties/qualifications.ts';
import { demoQualifications } from './demo-qualifications.ts';

/** Any code of the right form: nobody looks it up where no API runs. */
const registrationNumber = '91310000102030403T';

/** For what is measured and tested beneath the API: a party with all that is asked of its role. */
export async function storeQualifications(
  sql: Sql,
  { id, role }: { id: string; role: string },
): Promise<void> {
  const filedAt = new Date().toISOString();
  for (const proof of demoQualifications({ role, registrationNumber }, filedAt)) {
    const kind = proof.kind as QualificationKind;
    await fileQualification(sql, {
      ...proof,
      kind,
      id: typeid('qua').toString(),
      partyId: id,
      filedAt,
    });
  }
}
