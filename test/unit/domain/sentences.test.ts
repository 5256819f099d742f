import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../../src/domain/errors.ts';
import { amountText } from '../../../src/domain/money/amount-text.ts';
import { defaultPolicy } from '../../../src/domain/policies/policy-default.ts';
import { demandQualified } from '../../../src/domain/parties/qualified.ts';
import { partyText } from '../../../src/domain/parties/party-text.ts';
import { actors, atDoor, delivered, did, inspectedAs, placedAs } from './order-life.ts';

const domain = new URL('../../../src/domain/', import.meta.url);

/** What people read: a refusal's sentence. */
function sentenceOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('sentences of refusals', () => {
  test('S0 6.4.5: amounts are told with their currency, in its places', () => {
    const door = atDoor('on_delivery');
    const all = { accepted: 2, refused: 0, missing: 0, reason: null };
    const collection = { method: 'cash', amountMinor: 26_979, reference: null } as const;

    expect(sentenceOf(() => inspectedAs(door, [all], { collection }))).toBe(
      'CNY 269.79 was collected, CNY 269.80 is due for what is accepted: CNY 259.80 for the ' +
        'goods, CNY 10.00 for the delivery',
    );
    const refund = {
      name: 'requestRefund',
      refundId: 'rfd_1',
      lines: null,
      amountMinor: 99_999,
      deliveryFeeMinor: null,
      reason: 'quality',
      bearer: 'seller',
      channel: 'original',
    } as const;
    expect(sentenceOf(() => did(delivered(), actors.support, refund))).toBe(
      'CNY 269.80 can still be refunded, CNY 10.00 of it as delivery fee',
    );
    expect(sentenceOf(() => placedAs({ totalMinor: 1 }))).toMatch(
      /add up to CNY 269\.80, not CNY 0\.01$/,
    );
    expect(amountText('JPY', 500)).toBe('JPY 500');
  });

  test('S0 5.4: parties are told by the name that people know', () => {
    expect(partyText({ id: 'pty_1', name: '示范快递' })).toBe('示范快递 (pty_1)');
    expect(partyText({ id: 'plt_1', name: 'plt_1' })).toBe('plt_1');
    const policy = { ...defaultPolicy, qualifications: { seller: ['business_licence' as const] } };
    const party = { id: 'pty_1', name: '示范商店', role: 'seller' };
    expect(
      sentenceOf(() => demandQualified(party, { policy, at: '2026-03-02T02:00:00.000Z' })),
    ).toContain('the seller 示范商店 (pty_1) is not qualified');
  });

  test('no sentence of the rules tells bare minor units', () => {
    const files = readdirSync(domain, { recursive: true, encoding: 'utf8' });
    const bare = files
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        [...readFileSync(new URL(name, domain), 'utf8').matchAll(/`[^`]*\$\{[\w.]*Minor\}[^`]*`/g)]
          .map(([text]) => `${name}: ${text}`)
          // What a program has done wrong is told to its programmers.
          .filter((text) => !/postings are off|no amount/.test(text)),
      );
    expect(bare).toEqual([]);
  });
});
