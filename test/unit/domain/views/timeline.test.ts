import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chineseCases } from '../../../../src/domain/notices/notice-texts-zh.ts';
import { englishCases } from '../../../../src/domain/notices/notice-texts-en.ts';
import { languageOf } from '../../../../src/api/access/language.ts';
import { caseOutcomes } from '../../../../src/domain/cases/case-commands.ts';
import { cancellationReasons } from '../../../../src/domain/confirmation/cancelling.ts';
import { returnReasons } from '../../../../src/domain/policies/policy.ts';
import { declineReasons } from '../../../../src/domain/shipments/courier-decision.ts';
import { interceptionReasons } from '../../../../src/domain/shipments/calling-off.ts';
import { trackingRanks } from '../../../../src/domain/shipments/carriage.ts';
import { chineseSentences } from '../../../../src/domain/views/timeline-sentences-zh.ts';
import { chineseWords } from '../../../../src/domain/views/timeline-words-zh.ts';
import { sentences } from '../../../../src/domain/views/timeline-sentences.ts';
import { summaryOf, timelineOf } from '../../../../src/domain/views/timeline.ts';
import { actors, answered, delivered, did, expired, placed } from '../order-life.ts';

const domain = new URL('../../../../src/domain/', import.meta.url);

/** The types that the rules record, found where they are written: `record(draft, …)`. */
function recordedTypes(): string[] {
  const types = new Set<string>();
  for (const file of readdirSync(domain, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    const text = readFileSync(new URL(file, domain), 'utf8');
    for (const [, argument = ''] of text.matchAll(/\brecord\(\s*draft,([^,;]*?)(?:,|\);)/gs)) {
      const condition = /^([^?]*)\?/s.exec(argument)?.[1] ?? '';
      for (const [, type] of argument.slice(condition.length).matchAll(/'([a-z_]+)'/g)) {
        if (type) types.add(type);
      }
    }
  }
  return [...types];
}

/** Types that are put together from parts, or chosen elsewhere than where they are recorded. */
const composedTypes = [
  'after_sale_ended',
  'deadline_missed',
  'refund_fell_due',
  'capture_outcome_unknown',
  'void_outcome_unknown',
  'capture_differs',
  'void_differs',
  'stock_committed',
  'stock_released',
  'carriage_registered',
  'commit_stock_failed',
  'release_stock_failed',
  'register_carriage_failed',
  'carriage_stopped',
  'cancel_carriage_failed',
];

/** Told from the registry, not from the journal. */
const registryTypes = ['party_suspended', 'party_reinstated', 'party_qualification_revoked'];

describe('sentences', () => {
  test('every type that the rules record has a sentence of its own', () => {
    const types = [...recordedTypes(), ...composedTypes];

    expect(types.length).toBeGreaterThan(40);
    expect(types.filter((type) => !Object.hasOwn(sentences, type))).toEqual([]);
  });

  test('no sentence is left over from a type that nobody records any more', () => {
    const types = new Set([...recordedTypes(), ...composedTypes, ...registryTypes]);

    expect(Object.keys(sentences).filter((type) => !types.has(type))).toEqual([]);
  });

  test('each is one sentence, with its data and without', () => {
    for (const type of Object.keys(sentences)) {
      const data = { reason: 'wrong_goods', kind: 'handover_note', role: 'seller', version: 2 };
      for (const said of [summaryOf(type), summaryOf(type, data)]) {
        expect(said).toMatch(/^[A-Z][^.]*\.$/);
        expect(said).not.toMatch(/undefined|null|_|\s\s/);
      }
    }
  });

  test('texts are never told: they may hold what is personal', () => {
    const secret = 'call Wang on 13812341234';

    for (const type of [...Object.keys(sentences), 'some_new_type']) {
      const data = Object.fromEntries(
        [
          'reason',
          'kind',
          'role',
          'method',
          'code',
          'outcome',
          'name',
          'responsibleRole',
          'note',
        ].map((name) => [name, name.length % 2 === 0 ? secret : 'sealed:v1:abc']),
      );
      expect(summaryOf(type, data)).not.toMatch(/Wang|138|sealed/);
    }
  });

  test('an unknown type is told by its words', () => {
    expect(summaryOf('goods_weighed_again')).toBe('Goods weighed again.');
    expect(summaryOf('toString')).toBe('ToString.');
  });
});

describe('S0 5.3: the story in Chinese', () => {
  test('every sentence is there, with its data and without, and nothing of it is English', () => {
    expect(Object.keys(chineseSentences).toSorted()).toEqual(Object.keys(sentences).toSorted());
    for (const type of Object.keys(sentences)) {
      const data = { reason: 'wrong_goods', kind: 'handover_note', role: 'seller', name: 'refund' };
      for (const said of [summaryOf(type, {}, 'zh'), summaryOf(type, data, 'zh')]) {
        expect(said).toMatch(/^[^A-Za-z_[\]{}]+。$/);
      }
    }
  });

  test('every coded value that is told has a word', () => {
    const codes = [
      ...cancellationReasons,
      ...declineReasons,
      ...interceptionReasons,
      ...returnReasons,
      ...caseOutcomes,
      ...Object.keys(trackingRanks),
    ];
    expect(codes.filter((code) => !Object.hasOwn(chineseWords, code))).toEqual([]);
    expect(Object.keys(chineseCases).toSorted()).toEqual(Object.keys(englishCases).toSorted());
  });

  test('every kind of case has words', () => {
    const opened = readdirSync(domain, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, domain), 'utf8').matchAll(
          /openCase\(\s*draft,\s*\{[^{}]*?kind: '([a-z_]+)'/g,
        ),
      ])
      .map(([, kind = '']) => kind);

    expect(opened.length).toBeGreaterThan(10);
    expect(opened.filter((kind) => !Object.hasOwn(englishCases, kind))).toEqual([]);
  });

  test('deadlines and cases go by their names in words, in both languages', () => {
    const missed = { name: 'discrepancy_answer', responsibleRole: 'courier' };
    const undecided = { kind: 'acceptance_undecided' };

    expect(summaryOf('deadline_missed', missed)).toBe(
      'A deadline was missed by the courier: answering what was found missing or damaged.',
    );
    expect(summaryOf('deadline_missed', missed, 'zh')).toBe(
      '期限已过，责任方为配送服务商：答复商品缺少或损坏的情况。',
    );
    expect(summaryOf('case_opened', undecided)).toBe(
      'A case was opened for support: acceptance in doubt.',
    );
    expect(summaryOf('case_opened', undecided, 'zh')).toBe('平台客服已受理一个问题：签收存疑。');
  });

  test('the caller says which it likes best', () => {
    expect(languageOf('zh-CN,zh;q=0.9,en;q=0.8')).toBe('zh');
    expect(languageOf('en;q=0.5, zh;q=0.7')).toBe('zh');
    expect(languageOf('en-GB, zh;q=0.7')).toBe('en');
    expect(languageOf('zh;q=0, fr')).toBe('en');
    expect(languageOf(undefined)).toBe('en');
  });
});

describe('timelineOf', () => {
  test('tells what somebody did and then what came of it', () => {
    const declined = did(answered(placed(), 'hold_stock'), actors.seller, {
      name: 'decideAsSeller',
      decision: 'decline',
      reason: 'seller_out_of_stock',
      note: 'sealed:v1:note',
      lines: null,
    });
    const story = timelineOf(declined.journal);

    expect(story.map(({ what, actor, summary }) => `${actor.role}: ${what}: ${summary}`)).toEqual([
      'platform: order_placed: The order was placed.',
      'system: stock_held: The goods were set aside for the order.',
      'seller: order_declined: The seller declined the order: seller out of stock.',
      'system: order_cancelled: The order was cancelled: seller declined.',
    ]);
    expect(story[2]).toEqual({
      at: '2026-03-02T02:02:00.000Z',
      what: 'order_declined',
      actor: actors.seller,
      subject: { type: 'order', id: 'ord_1' },
      summary: 'The seller declined the order: seller out of stock.',
    });
  });

  test('a cancellation is told once, by the one who asked for it', () => {
    const cancelled = did(placed(), actors.consumer, {
      name: 'cancelOrder',
      reason: 'consumer_changed_mind',
      note: null,
    });
    const told = timelineOf(cancelled.journal).filter(({ what }) => what === 'order_cancelled');

    expect(told).toMatchObject([{ actor: actors.consumer }]);
  });

  test('S0 10.4: a delivery reads like a story', () => {
    const told = timelineOf(delivered(1).journal).map(({ summary }) => summary);

    expect(told).toContain(
      'The handover note was signed by the courier and now bears both signatures.',
    );
    expect(told).toContain('The delivery ended: 1 accepted, 1 refused.');
    expect(told).toContain('Goods started back to the seller: damaged.');
  });

  test('S0 6.8 d: a refund that is paid when it was planned for was missed by nobody', () => {
    const paid = expired(delivered(1), 'refund');
    const told = timelineOf(paid.journal.slice(-1)).map(({ what, summary }) => [what, summary]);

    expect(told[0]).toEqual([
      'refund_fell_due',
      'The time set for the refund has come: what is owed is paid back now.',
    ]);
    expect(told.map(([what]) => what)).toContain('refund_decided');
  });
});
