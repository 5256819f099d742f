import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyTemporalSetup, readTemporalSetup } from '../../../src/temporal-setup.ts';
import { searchAttributes, taskQueue } from '../../../workflows/contract.ts';
import { createTestNamespace } from '../../support/temporal-server.ts';
import type { TestNamespace } from '../../support/temporal-server.ts';

let temporal: TestNamespace;

beforeAll(async () => {
  temporal = await createTestNamespace();
});
afterAll(async () => temporal.close());

test('what temporal.yaml asks for can be used at once', async () => {
  const { client } = temporal;

  const handle = await client.workflow.start('any', {
    taskQueue,
    workflowId: 'order:1',
    typedSearchAttributes: [
      { key: searchAttributes.OrderStatus, value: 'awaiting_payment' },
      { key: searchAttributes.Escalated, value: true },
      { key: searchAttributes.DueAt, value: new Date('2026-11-30T00:00:00.000Z') },
    ],
  });

  const described = await handle.describe();
  await handle.terminate();
  expect(described.typedSearchAttributes.get(searchAttributes.OrderStatus)).toBe(
    'awaiting_payment',
  );
});

test('applying it again changes nothing', async () => {
  const { connection, namespace } = temporal;
  const describe = async () => connection.workflowService.describeNamespace({ namespace });
  const before = await describe();

  await applyTemporalSetup(connection, await readTemporalSetup(), { asNamespace: namespace });

  expect(await describe()).toEqual(before);
});

test('another retention is taken over', async () => {
  const { connection, namespace } = temporal;
  const setup = await readTemporalSetup();

  const changed = { ...setup, namespaces: { luyue: { retention: '48h' } } };
  await applyTemporalSetup(connection, changed, { asNamespace: namespace });

  const { config } = await connection.workflowService.describeNamespace({ namespace });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(48 * 3600);
});

test('a search attribute that exists with another kind is named', async () => {
  const { connection, namespace } = temporal;
  const setup = await readTemporalSetup();

  const changed = { ...setup, 'search-attributes': { luyue: { OrderStatus: 'Int' as const } } };

  await expect(applyTemporalSetup(connection, changed, { asNamespace: namespace })).rejects.toThrow(
    /OrderStatus.*no Int/,
  );
});
