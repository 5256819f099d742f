import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { told, waitingWords } from '../../../../src/domain/views/waiting-words.ts';

const views = new URL('../../../../src/domain/views/', import.meta.url);

test('S0 5.3: everything that an order can wait for is told in words, in both languages', () => {
  const awaited = readdirSync(views).flatMap((name) =>
    [...readFileSync(new URL(name, views), 'utf8').matchAll(/what: '([a-z_]+)'/g)].map(
      ([, what = '']) => what,
    ),
  );
  const notes = ['handover_note', 'delivery_note', 'return_to_seller_note'];
  const all = new Set([...awaited, ...notes.map((kind) => `${kind}_signature`)]);

  expect([...all].toSorted()).toEqual(Object.keys(waitingWords).toSorted());
  expect(told({ what: 'case_resolution' }, 'en').summary).toBe('support decides the case');
  expect(told({ what: 'case_resolution' }, 'zh').summary).toBe('平台客服处理问题');
});
