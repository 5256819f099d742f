import { ScheduleClient } from '@temporalio/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { currentPolicy, storePolicy } from '../../src/db/registry/policies.ts';
import { must } from '../../src/domain/errors.ts';
import { applyTemporalSetup, readTemporalSetup } from '../../src/temporal-setup.ts';
import { taskQueue, workflowTypes } from '../../workflows/contract.ts';
import { until } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { parties } from '../support/orders.ts';

const engine = engineOfFile();
beforeAll(async () => {
  const { version: _, ...policy } = must(await currentPolicy(engine.sql, 'default'), 'policy');
  const qualifications = { seller: ['business_licence'] as const };
  await storePolicy(engine.sql, {
    policy: { ...policy, qualifications },
    storedAt: new Date().toISOString(),
  });
});

/** A licence that is good up to that day and no longer. */
async function licensedUntil(validTo: string): Promise<void> {
  await engine.sql`delete from party_reminders`;
  await engine.sql`update parties set status = 'approved' where id = ${parties.seller}`;
  await engine.sql`update party_qualifications set revoked_at = now() where revoked_at is null`;
  await engine.sql`insert into party_qualifications (id, party_id, kind, number, issuer, valid_from,
      valid_to, evidence_digest, filed_at)
    values (${`qua_${validTo}`}, ${parties.seller}, 'business_licence', ${validTo}, '市监局',
      '2020-01-01', ${validTo}, 'sha256:0', now())`;
}

async function sellerStatus(): Promise<string | undefined> {
  const [party] = await engine.sql<{ status: string }[]>`
    select status from parties where id = ${parties.seller}`;
  return party?.status;
}

const review = (asOf: string) =>
  engine.client().workflow.execute(workflowTypes.reviewParties, {
    workflowId: `re-review:${asOf}`,
    taskQueue,
    args: [{ asOf }],
  });

describe('the nightly re-review', () => {
  test('S0 5.4: a licence that ends on a day counts to its last second in China, and no second longer', async () => {
    await licensedUntil('2027-03-31');

    expect(await review('2027-03-31T15:59:59.000Z')).toMatchObject({ suspended: 0, reminded: 1 });
    expect(await sellerStatus()).toBe('approved');

    expect(await review('2027-03-31T16:00:00.000Z')).toMatchObject({ suspended: 1 });
    expect(await sellerStatus()).toBe('suspended');
    const [last] = await engine.sql<{ note: string }[]>`
      select note from party_reviews where party_id = ${parties.seller}
      order by decided_at desc limit 1`;
    expect(last?.note).toBe('business_licence is expired on 2027-04-01');
  });

  test('S0 5.4: what ran out during the night is found by the schedule, without anyone calling', async () => {
    await licensedUntil('2021-12-31');
    const { connection, namespace } = engine.temporal();
    await applyTemporalSetup(connection, await readTemporalSetup(), { asNamespace: namespace });
    const schedule = new ScheduleClient({ connection, namespace }).getHandle('re-review');

    const { spec } = await schedule.describe();
    await schedule.trigger();
    await until(
      async () => (await sellerStatus()) === 'suspended',
      () => 'the schedule suspends nobody',
    );

    expect(spec.timezone).toBe('Asia/Shanghai');
    const { info } = await schedule.describe();
    expect(info.recentActions).toHaveLength(1);
  });

  test('S0 5.4: with many parties each is reviewed once, page by page', async () => {
    await licensedUntil('2030-12-31');
    await engine.sql`insert into parties (id, role, kind, name, registration_number, address,
        calendar_id, status, created_at, updated_at)
      select 'pty_many_' || n, 'courier', 'organisation', 'c', 'many-' || n, '{}', 'always',
        'approved', now(), now() from generate_series(1, 230) n`;

    expect(await review('2026-12-01T00:00:00.000Z')).toEqual({
      reviewed: 233,
      suspended: 0,
      reminded: 0,
    });
  });
});
