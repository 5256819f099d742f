import { pino } from 'pino';
import { expect, test } from 'vitest';
import { answerOfRules } from '../../../src/api/asking-rules.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { lineGross } from '../../../src/domain/money/money.ts';

const parts = { logger: pino({ level: 'silent' }) };

test('S0 9.4 a: who only asks is refused what no rule can count with, as in earnest', () => {
  const uncountable = { quantity: 1e9, unitPriceMinor: 1e12, pricePer: 1, discountMinor: 0 };
  const refusal = new DomainError('quantity_exceeded', 'more than there is');

  const broken = answerOfRules(parts, () => lineGross(uncountable));
  expect(broken).toMatchObject({ name: 'DomainError', code: 'malformed_request' });
  expect(answerOfRules(parts, () => lineGross({ ...uncountable, quantity: 1 }))).toBe(1e12);
  const refused = answerOfRules(parts, () => {
    throw refusal;
  });
  expect(refused).toBe(refusal);
});
