import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeBuiltIn } from '../../../src/db/registry/built-in.ts';
import { currentPolicy, policyVersion, storePolicy } from '../../../src/db/registry/policies.ts';
import { must } from '../../../src/domain/errors.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import { asJson } from '../../../src/db/values.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ poolMax: 4 });
});

afterAll(async () => database.drop());

describe('policies that come with a release', () => {
  test('S0 5.4: one that is as it came follows the release, once; its earlier version stays', async () => {
    const { sql } = database;
    const { qualifications: _, ...before } = defaultPolicy;
    await sql`insert into policies (name, version, content, stored_at, built_in)
      values ('default', 1, ${asJson(sql, before)}, now(), true)`;

    await Promise.all([1, 2, 3].map(() => storeBuiltIn(sql)));

    expect(await currentPolicy(sql, 'default')).toEqual({ ...defaultPolicy, version: 2 });
    expect(await policyVersion(sql, { name: 'default', version: 1 })).toEqual(before);
    expect(await currentPolicy(sql, 'drive')).toMatchObject({ version: 1 });
  });

  test('S0 6.6 a: what ops have stored is theirs, and no release touches it', async () => {
    const { sql } = database;
    const { version: _, ...policy } = must(await currentPolicy(sql, 'default'), 'default');
    const own = { ...policy, qualifications: { courier: ['courier_licence' as const] } };
    const stored = await storePolicy(sql, { policy: own, storedAt: new Date().toISOString() });

    await storeBuiltIn(sql);

    expect(await currentPolicy(sql, 'default')).toEqual(stored);
  });
});
