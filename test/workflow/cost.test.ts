import { readFileSync } from 'node:fs';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HistoryCost, sum } from '../../scripts/cost/history-cost.ts';
import { type LifeName, lifeNames, liveAs } from '../../scripts/cost/lives.ts';
import { type LifeCost, measureAll } from '../../scripts/cost/measure.ts';
import { meterSql } from '../../scripts/cost/sql-meter.ts';
import { openStage, type Stage } from '../../scripts/cost/stage.ts';
import { wishes } from '../../scripts/cost/wanted.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { must } from '../../src/domain/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createTestNamespace, type TestNamespace } from '../support/temporal-server.ts';
import { workflowBundlePath } from '../support/workflow-bundle.ts';

/** What is held of each life, its refunds taken together with their order. */
const inHistories = [
  'events',
  'workflowTasks',
  'activities',
  'localActivities',
  'updates',
  'signals',
  'timersFired',
  'timersCancelled',
  'upserts',
] as const;
const inSql = ['commits', 'statements', 'roundTrips', 'rows'] as const;

/**
 * Exactly this each life costs: in the order of the names above, first the histories, then
 * PostgreSQL. A rise is a finding; a fall is welcome, and a new number here.
 */
const held: Record<LifeName, { histories: number[]; sql: number[] }> = {
  happy: { histories: [136, 19, 5, 19, 12, 0, 1, 6, 5], sql: [20, 118, 60, 118] },
  'refused in part': { histories: [180, 25, 6, 25, 14, 1, 1, 10, 5], sql: [25, 147, 76, 157] },
  'refused whole': { histories: [163, 22, 6, 23, 14, 0, 0, 10, 4], sql: [24, 140, 72, 148] },
  'confirmation expired': { histories: [34, 5, 2, 5, 0, 0, 2, 0, 2], sql: [6, 32, 18, 23] },
  'declined then paid': { histories: [143, 20, 6, 20, 12, 0, 1, 6, 5], sql: [21, 124, 63, 124] },
  'cancelled after payment': { histories: [55, 7, 4, 7, 2, 0, 0, 3, 3], sql: [8, 44, 24, 44] },
};

let database: TestDatabase;
let namespace: TestNamespace;
let stage: Stage;
let costs: LifeCost[];

beforeAll(async () => {
  [database, namespace] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  stage = await openStage({
    databaseUrl: database.url,
    temporalAddress: namespace.address,
    namespace: namespace.namespace,
    bundle: { code: readFileSync(await workflowBundlePath(), 'utf8'), sourceMap: '' },
  });
  // This one uses every statement: each is prepared when it is counted.
  await liveAs(stage, 'refused in part');
  costs = await measureAll(stage);
});
afterAll(async () => {
  await stage.stop();
  await Promise.all([namespace.close(), database.drop()]);
});

function named(names: readonly string[], counts: number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, at) => [name, counts[at] ?? 0]));
}

describe('what an order costs in Temporal and PostgreSQL', () => {
  test.each(lifeNames)('%s: exactly what is held here', (life) => {
    const { workflows, sql } = must(
      costs.find((found) => found.life === life),
      life,
    );

    const histories = inHistories.map((name) => sum(workflows.map((cost) => cost[name])));
    const asked = inSql.map((name) => sum(sql.map((taken) => taken[name])));

    expect(named(inHistories, histories)).toEqual(named(inHistories, held[life].histories));
    expect(named(inSql, asked)).toEqual(named(inSql, held[life].sql));
  });

  test('nothing costs more than it may', () => {
    expect(unmet(costs)).toEqual([]);
  });

  test('what costs more than it may is named', () => {
    const [happy, ...others] = costs as [LifeCost, ...LifeCost[]];
    const [workflow, ...refunds] = happy.workflows as [HistoryCost, ...HistoryCost[]];
    const longer = { ...workflow, events: 151 };
    const dearer = happy.sql.map((taken) => ({ ...taken, commits: 2, statements: 13 }));

    const found = unmet([{ ...happy, workflows: [longer, ...refunds], sql: dearer }, ...others]);

    expect(found).toEqual(
      expect.arrayContaining([
        'happy: events ≤ 150',
        'each transition: commits = 1',
        'each transition: statements ≤ 12',
        'placing: commits = 1, and the start',
      ]),
    );
  });
});

describe('the meter at the client', () => {
  let observer: Sql;
  let sql: Sql;
  beforeAll(() => {
    observer = database.sql;
    sql = connectDatabase({ url: database.url, poolMax: 1, applicationName: 'metered' });
  });
  afterAll(() => sql.end());

  test('what is sent together waits once, what is sent in turn waits each time', async () => {
    const meter = meterSql(sql, observer);
    // Opening the connection asks things of its own.
    await sql`select 1`;

    await meter.during({ kind: 'load', name: 'together' }, () =>
      sql.begin((tx) => [tx`select 1`, tx`select 2`, tx`select 3`]),
    );
    await meter.during({ kind: 'load', name: 'in turn' }, () =>
      sql.begin(async (tx) => {
        await tx`select 1`;
        await tx`select 2`;
        await tx`select 3`;
      }),
    );
    await meter.during({ kind: 'load', name: 'alone' }, async () => {
      await sql`insert into calendar_recomputations (calendar_id, version, requested_at)
        values ('cn-5x8', 1, now()), ('always', 1, now())`;
    });

    expect(meter.take()).toEqual([
      { kind: 'load', name: 'together', statements: 5, roundTrips: 2, commits: 1, rows: 0 },
      { kind: 'load', name: 'in turn', statements: 5, roundTrips: 4, commits: 1, rows: 0 },
      { kind: 'load', name: 'alone', statements: 1, roundTrips: 1, commits: 1, rows: 2 },
    ]);
  });
});

function unmet(found: LifeCost[]): string[] {
  return wishes(found)
    .filter(({ isMet }) => !isMet)
    .map(({ wanted }) => wanted);
}
