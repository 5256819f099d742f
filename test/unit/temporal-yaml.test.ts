import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { parseTemporalSetup, readTemporalSetup } from '../../src/temporal-setup.ts';
import { searchAttributes, taskQueue } from '../../workflows/contract.ts';

const complete = {
  DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
  IDENTITY_ISSUER: 'http://127.0.0.1:1',
  IDENTITY_JWKS_URL: 'http://127.0.0.1:1/jwks',
  PAYMENT_URL: 'http://127.0.0.1:1',
  CARRIER_URL: 'http://127.0.0.1:1',
  REGISTRY_URL: 'http://127.0.0.1:1',
  STOCK_URL: 'http://127.0.0.1:1',
  NEIGHBOUR_API_KEY: 'a-key-for-the-test',
  VAULT_MASTER_KEY: Buffer.alloc(32).toString('base64'),
  CODEC_KEY: Buffer.alloc(32).toString('base64'),
  WEBHOOK_SECRET_PAYMENT: `whsec_${Buffer.alloc(24).toString('base64')}`,
  WEBHOOK_SECRET_CARRIER: `whsec_${Buffer.alloc(24).toString('base64')}`,
};

test('temporal.yaml has the search attributes that the workflows write, of the same kinds', async () => {
  const setup = await readTemporalSetup();

  const written = Object.values(searchAttributes).map(({ name, type }) => [
    name.toLowerCase(),
    type.replace('_', '').toLowerCase(),
  ]);
  const asked = Object.entries(setup['search-attributes']['luyue'] ?? {}).map(([name, kind]) => [
    name.toLowerCase(),
    kind.toLowerCase(),
  ]);
  expect(Object.fromEntries(asked)).toEqual(Object.fromEntries(written));
});

test('temporal.yaml, the workflows and the default configuration name the same task queue', async () => {
  const setup = await readTemporalSetup();

  expect(setup['task-queues']['orders']?.name).toBe(taskQueue);
  expect(loadConfig(complete).temporal.taskQueue).toBe(taskQueue);
});

test('temporal.yaml makes the namespace that the default configuration uses', async () => {
  const setup = await readTemporalSetup();

  expect(Object.keys(setup.namespaces)).toEqual([loadConfig(complete).temporal.namespace]);
});

test('a kind of search attribute that Temporal does not know is refused with its name', () => {
  const text = `
env: {}
namespaces: {luyue: {retention: 24h}}
task-queues: {}
search-attributes: {luyue: {OrderStatus: Keywrd}}
schedules: {}`;

  expect(() => parseTemporalSetup(text)).toThrow(/OrderStatus/);
});
