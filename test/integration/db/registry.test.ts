import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  calendarVersion,
  currentCalendar,
  storeCalendar,
} from '../../../src/db/registry/calendars.ts';
import { findKey, storeKey } from '../../../src/db/orders/idempotency.ts';
import { markFact, storeFact, unsentFacts } from '../../../src/db/orders/inbox.ts';
import {
  createParty,
  listParties,
  type NewParty,
  patchParty,
  readParty,
} from '../../../src/db/registry/parties.ts';
import {
  listReviews,
  type ReviewDecision,
  reviewParty,
} from '../../../src/db/registry/party-reviews.ts';
import { currentPolicy, policyVersion, storePolicy } from '../../../src/db/registry/policies.ts';
import {
  findSigningKey,
  listSigningKeys,
  type NewSigningKey,
  registerSigningKey,
  revokeSigningKey,
} from '../../../src/db/registry/signing-keys.ts';
import { cn5x8 } from '../../../src/domain/calendars/cn.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ sql } = database);
});

afterAll(async () => database.drop());

const at = '2026-03-02T02:00:00.000Z';
const later = '2026-03-02T03:00:00.123Z';
const actor = { role: 'ops', id: 'ops-1' };

function party(id: string, changes: Partial<NewParty> = {}): NewParty {
  return {
    id,
    role: 'seller',
    kind: 'organisation',
    name: 'Tea House',
    registrationNumber: `number-${id}`,
    address: { country: 'CN', city: '杭州市' },
    calendarId: 'cn-5x8',
    contacts: [{ name: 'sealed:v1:abc' }],
    wrappedKey: 'wrapped:v1:x',
    capabilities: ['cold_chain'],
    regions: [],
    returnTo: null,
    createdAt: at,
    ...changes,
  };
}

describe('parties', () => {
  test('a new party is pending and reads as it was registered', async () => {
    const created = await createParty(sql, party('pty_1'));

    expect(created).toEqual({
      ...party('pty_1'),
      category: null,
      sellerId: null,
      services: [],
      tariffs: [],
      status: 'pending',
      version: 1,
      updatedAt: at,
    });
    expect(await readParty(sql, 'pty_1')).toEqual(created);
    expect(await readParty(sql, 'pty_none')).toBeNull();
  });

  test('a registration number is taken once per role', async () => {
    await createParty(sql, party('pty_2', { registrationNumber: 'same' }));
    const again = party('pty_3', { registrationNumber: 'same' });

    await expect(createParty(sql, again)).rejects.toMatchObject({
      code: 'duplicate_registration_number',
      details: { existingId: 'pty_2' },
    });
    const courier = await createParty(sql, { ...again, role: 'courier' });
    expect(courier.role).toBe('courier');
  });

  test('a patch changes what it names and counts as a version', async () => {
    await createParty(sql, party('pty_4', { returnTo: { city: '上海市' } }));
    const renamed = await patchParty(sql, {
      partyId: 'pty_4',
      actor,
      changes: { name: 'New House', regions: ['浙江省'] },
      at: later,
      ifVersion: 1,
    });
    const cleared = await patchParty(sql, {
      partyId: 'pty_4',
      actor,
      changes: { returnTo: null },
      at: later,
      ifVersion: null,
    });

    expect(renamed).toMatchObject({
      name: 'New House',
      regions: ['浙江省'],
      address: { country: 'CN', city: '杭州市' },
      returnTo: { city: '上海市' },
      version: 2,
      updatedAt: later,
    });
    expect(cleared).toMatchObject({ name: 'New House', returnTo: null, version: 3 });
  });

  test('a patch over another version than the caller saw is refused', async () => {
    await createParty(sql, party('pty_5'));
    const patch = { partyId: 'pty_5', actor, changes: { name: 'X' }, at: later, ifVersion: 7 };

    await expect(patchParty(sql, patch)).rejects.toMatchObject({
      code: 'version_mismatch',
      details: { currentVersion: 1 },
    });
    await expect(patchParty(sql, { ...patch, partyId: 'pty_none' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('lists go from new to old in pages, by role and status', async () => {
    const role = 'supplier' as const;
    for (const number of [1, 2, 3]) {
      await createParty(sql, party(`pty_sup_${number}`, { role }));
    }
    const first = await listParties(sql, { filters: { role }, page: { limit: 2, cursor: null } });
    const second = await listParties(sql, {
      filters: { role },
      page: { limit: 2, cursor: first.nextCursor },
    });

    expect(first.items.map(({ id }) => id)).toEqual(['pty_sup_3', 'pty_sup_2']);
    expect(second).toMatchObject({ items: [{ id: 'pty_sup_1' }], nextCursor: null });
    const approved = { filters: { role, status: 'approved' as const } };
    expect(await listParties(sql, { ...approved, page: { limit: 2, cursor: null } })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe('reviews', () => {
  let reviews = 0;
  const review = (partyId: string, decision: ReviewDecision) =>
    reviewParty(sql, {
      id: `rev_${(reviews += 1)}`,
      partyId,
      decision,
      reviewer: 'ops-1',
      note: null,
      nextReviewAt: '2027-03-02T02:00:00.000Z',
      decidedAt: later,
    });

  test('S0 5.4: pending is approved, approved suspended, suspended reinstated', async () => {
    await createParty(sql, party('pty_6'));

    expect((await review('pty_6', 'approve')).status).toBe('approved');
    expect((await review('pty_6', 'suspend')).status).toBe('suspended');
    const reinstated = await review('pty_6', 'reinstate');
    expect(reinstated).toMatchObject({ status: 'approved', version: 4, updatedAt: later });
    const told = await listReviews(sql, 'pty_6');
    expect(told.map(({ decision }) => decision)).toEqual(['reinstate', 'suspend', 'approve']);
    expect(told[0]?.nextReviewAt).toBe('2027-03-02T02:00:00.000Z');
  });

  test('S0 5.4: any other decision is refused and records nothing', async () => {
    await createParty(sql, party('pty_7'));
    await createParty(sql, party('pty_8'));
    await review('pty_8', 'reject');

    const wrong: [string, ReviewDecision][] = [
      ['pty_7', 'suspend'],
      ['pty_7', 'reinstate'],
      ['pty_8', 'approve'],
      ['pty_8', 'reject'],
      ['pty_8', 'reinstate'],
    ];
    for (const [partyId, decision] of wrong) {
      await expect(review(partyId, decision)).rejects.toMatchObject({
        details: { allowedActions: partyId === 'pty_7' ? ['approve', 'reject'] : [] },
      });
    }
    await expect(review('pty_none', 'approve')).rejects.toMatchObject({ code: 'not_found' });
    expect(await listReviews(sql, 'pty_7')).toEqual([]);
    expect(await readParty(sql, 'pty_7')).toMatchObject({ status: 'pending', version: 1 });
  });

  test('two reviewers at once do not both decide', async () => {
    await createParty(sql, party('pty_9'));

    const outcomes = await Promise.allSettled([
      review('pty_9', 'approve'),
      review('pty_9', 'reject'),
    ]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await listReviews(sql, 'pty_9')).toHaveLength(1);
  });
});

describe('signing keys', () => {
  const key = (keyId: string, changes: Partial<NewSigningKey> = {}): NewSigningKey => ({
    keyId,
    ownerType: 'party',
    ownerId: 'pty_1',
    platformId: null,
    personId: 'per_1',
    personName: 'sealed:v1:abc',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: keyId },
    thumbprint: `thumb-${keyId}`,
    registeredAt: at,
    ...changes,
  });
  const owner = { ownerType: 'party', ownerId: 'pty_1', platformId: null } as const;

  test('a key is registered once for a person, however often it is sent', async () => {
    const first = await registerSigningKey(sql, key('key_1'));
    const again = await registerSigningKey(sql, key('key_2', { thumbprint: 'thumb-key_1' }));

    expect(first).toEqual({ ...key('key_1'), revokedAt: null });
    expect(again).toEqual(first);
    expect(await findSigningKey(sql, 'key_1')).toEqual(first);
    expect(await findSigningKey(sql, 'key_2')).toBeNull();
  });

  test('S0 6.7.2 b: a key of somebody else is refused, since it proves one person', async () => {
    await registerSigningKey(sql, key('key_3'));
    const taken = { thumbprint: 'thumb-key_3' };

    for (const changes of [
      { ownerId: 'pty_2' },
      { personId: 'per_2' },
      { ownerType: 'consumer' as const, platformId: 'pty_platform' },
    ]) {
      await expect(
        registerSigningKey(sql, key('key_4', { ...taken, ...changes })),
      ).rejects.toMatchObject({ code: 'key_in_use' });
    }
    await expect(
      registerSigningKey(sql, key('key_3', { thumbprint: 'thumb-other' })),
    ).rejects.toMatchObject({ code: 'key_in_use' });
  });

  test('a key is revoked by its owner, once and for ever', async () => {
    await registerSigningKey(sql, key('key_5'));
    const stranger = { ...owner, ownerId: 'pty_2' };

    expect(
      await revokeSigningKey(sql, { owner: stranger, keyId: 'key_5', revokedAt: at }),
    ).toBeNull();
    const revoked = await revokeSigningKey(sql, { owner, keyId: 'key_5', revokedAt: at });
    const again = await revokeSigningKey(sql, { owner, keyId: 'key_5', revokedAt: later });

    expect(revoked?.revokedAt).toBe(at);
    expect(again?.revokedAt).toBe(at);
    await expect(registerSigningKey(sql, key('key_5'))).rejects.toMatchObject({
      code: 'key_revoked',
    });
  });

  test('the keys of a consumer are those of one platform', async () => {
    const consumer = { ownerType: 'consumer', ownerId: 'c-1' } as const;
    await registerSigningKey(sql, key('key_6', { ...consumer, platformId: 'pty_a' }));
    await registerSigningKey(sql, key('key_7', { ...consumer, platformId: 'pty_b' }));

    const keys = await listSigningKeys(sql, { ...consumer, platformId: 'pty_a' });

    expect(keys.map(({ keyId }) => keyId)).toEqual(['key_6']);
  });
});

describe('policies and calendars', () => {
  const { version: _, ...policy } = { ...defaultPolicy, name: 'harvest' };

  test('storing gives the next version; the same content stays the version that it is', async () => {
    const first = await storePolicy(sql, { policy, storedAt: at });
    const same = await storePolicy(sql, { policy, storedAt: later });
    const second = await storePolicy(sql, {
      policy: { ...policy, attempts: { maxAttempts: 5 } },
      storedAt: later,
    });

    expect([first.version, same.version, second.version]).toEqual([1, 1, 2]);
    expect(await currentPolicy(sql, 'harvest')).toEqual(second);
    expect(await policyVersion(sql, { name: 'harvest', version: 1 })).toEqual({
      ...policy,
      version: 1,
    });
    expect(await policyVersion(sql, { name: 'harvest', version: 3 })).toBeNull();
    expect(await currentPolicy(sql, 'no-such')).toBeNull();
  });

  test('policies stored at the same time get a version each', async () => {
    const stored = await Promise.all(
      [1, 2, 3, 4].map((maxAttempts) =>
        storePolicy(sql, {
          policy: { ...policy, name: 'busy', attempts: { maxAttempts } },
          storedAt: at,
        }),
      ),
    );

    expect(new Set(stored.map(({ version }) => version))).toEqual(new Set([1, 2, 3, 4]));
  });

  test('calendars likewise', async () => {
    const { version: __, ...calendar } = { ...cn5x8, id: 'shop' };
    const first = await storeCalendar(sql, { calendar, storedAt: at });
    const second = await storeCalendar(sql, {
      calendar: { ...calendar, hours: 'always' },
      storedAt: later,
    });

    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await currentCalendar(sql, 'shop')).toEqual(second);
    expect(await calendarVersion(sql, { id: 'shop', version: 1 })).toEqual(first);
  });
});

describe('inbox', () => {
  test('D2: a fact is new once, and open until it was sent on or recorded', async () => {
    const fact = {
      source: 'carrier',
      eventId: 'e-1',
      orderId: null,
      payload: { code: 'arrived', waybillNo: 'SF-1' },
      receivedAt: at,
    };

    expect(await storeFact(sql, fact)).toBe('new');
    expect(await storeFact(sql, { ...fact, payload: { code: 'lost' } })).toBe('known');
    expect(await storeFact(sql, { ...fact, source: 'payment' })).toBe('new');
    expect(await unsentFacts(sql)).toEqual([fact, { ...fact, source: 'payment' }]);

    const sent = { source: 'carrier', eventId: 'e-1', outcome: 'sent' } as const;
    expect(await markFact(sql, sent)).toBe(true);
    expect(await markFact(sql, { ...sent, outcome: 'recorded' })).toBe(false);
    expect((await unsentFacts(sql)).map(({ source }) => source)).toEqual(['payment']);
  });
});

describe('idempotency', () => {
  const row = {
    id: 'key-1',
    bodyHash: 'sha256:a',
    orderId: null,
    status: 201,
    subject: { type: 'refund', id: 'rfd_1' },
    answer: { status: 'requested', id: 'rfd_1' },
    createdAt: at,
  };

  test('D2: the first answer to a key is the answer for ever', async () => {
    expect(await findKey(sql, 'key-1')).toBeNull();
    expect(await storeKey(sql, row)).toEqual(row);
    const other = { ...row, status: 200, answer: { id: 'rfd_2' } };

    expect(await storeKey(sql, other)).toEqual(row);
    expect(JSON.stringify(await findKey(sql, 'key-1').then((key) => key?.answer))).toBe(
      '{"status":"requested","id":"rfd_1"}',
    );
    await expect(storeKey(sql, { ...row, bodyHash: 'sha256:b' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  test('D2: of two requests at once the second gets the answer of the first', async () => {
    const first = { ...row, id: 'key-2', answer: { first: true } };
    const second = { ...row, id: 'key-2', answer: { first: false } };
    let answered: Promise<unknown> = Promise.resolve();

    await sql.begin(async (tx) => {
      await storeKey(tx, first);
      answered = sql.begin((other) => storeKey(other, second));
      // Nothing is decided while the first has not committed.
      await tx`select 1`;
    });

    expect(await answered).toMatchObject({ answer: { first: true } });
  });
});
