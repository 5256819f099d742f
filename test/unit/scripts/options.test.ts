import { expect, test } from 'vitest';
import { readInstanceOptions } from '../../../scripts/runtime/options.ts';

test.each([
  [{ DATABASE_URL: 'hello' }, /^DATABASE_URL is no address .*postgres:\/\/.*unset/],
  [{ DATABASE_URL: 'mysql://root@127.0.0.1/luyue' }, /^DATABASE_URL is no address/],
  [{ PORT: 'many' }, /^PORT=many is no port/],
])('%o is answered with one sentence that says what to do', (env, sentence) => {
  expect(() => readInstanceOptions(env, '/checkout')).toThrow(sentence);
});
