import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { instanceVariables } from '../../scripts/runtime/options.ts';
import { ConfigError, loadConfig, loadMigrationConfig, variableNames } from '../../src/config.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const exampleEnvironment = Object.fromEntries(
  example
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
);

test('.env.example lists every variable that is read, and no other', () => {
  const listed = Object.keys(exampleEnvironment);

  expect(listed.toSorted()).toEqual([...variableNames, ...instanceVariables].toSorted());
});

test('.env.example is itself a complete and valid environment', () => {
  const config = loadConfig(exampleEnvironment);

  expect(config.temporal).toEqual({
    address: '127.0.0.1:7233',
    namespace: 'luyue',
    taskQueue: 'luyue-orders',
  });
  expect(config.secrets.codecKey).toHaveLength(32);
});

test('the values of .env.example that are not marked as examples are the defaults', () => {
  const required = [
    /^(DATABASE|IDENTITY_JWKS|PAYMENT|CARRIER|REGISTRY|STOCK)_URL$/,
    /^IDENTITY_ISSUER$/,
    /(SECRET|KEY)/,
  ];
  const onlyRequired = Object.entries(exampleEnvironment).filter(([name]) =>
    required.some((form) => form.test(name)),
  );

  const config = loadConfig(Object.fromEntries(onlyRequired));

  expect(config).toEqual(loadConfig(exampleEnvironment));
});

test('every problem is told at once, and no value is shown', () => {
  const environment = {
    ...exampleEnvironment,
    PORT: '70000',
    CODEC_KEY: 'c2hvcnQ=',
    STOCK_URL: '',
  };

  const load = () => loadConfig(environment);

  expect(load).toThrow(ConfigError);
  expect(load).toThrow(/PORT[\s\S]*STOCK_URL|STOCK_URL[\s\S]*PORT/);
  expect(load).toThrow(/32 bytes[\s\S]*CODEC_KEY/);
  expect(load).not.toThrow(/c2hvcnQ/);
});

test('the sandbox is closed unless it is opened by the word true', () => {
  expect(loadConfig({ ...exampleEnvironment, SANDBOX: '' }).sandbox).toBe(false);
  expect(loadConfig({ ...exampleEnvironment, SANDBOX: 'true' }).sandbox).toBe(true);
  expect(() => loadConfig({ ...exampleEnvironment, SANDBOX: '1' })).toThrow(ConfigError);
});

test('the configuration can not be changed by whoever got it', () => {
  const config = loadConfig(exampleEnvironment);

  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.database)).toBe(true);
});

test('a migration job needs the database’s address only', () => {
  const config = loadMigrationConfig({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' });

  expect(config.database.url).toBe('postgres://a:b@127.0.0.1:1/c');
});
