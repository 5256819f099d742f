import { describe, expect, test } from 'vitest';
import { noticeLanguages } from '../../../src/domain/notices/notice-texts.ts';
import { noticeEvents } from '../../../src/domain/notices/notice-events.ts';
import type { NoticeParams } from '../../../src/domain/notices/notices.ts';
import { chinese } from '../../../src/domain/policies/service-level-words.ts';
import { shortTextOf, subjectOf, textOf } from '../../../src/notifications/wording.ts';

const params: NoticeParams = {
  orderNo: 'T-1',
  seller: '示范商店',
  courier: '示范快递',
  waybillNo: 'SF-1',
  amountMinor: 26_980,
  currency: 'CNY',
  from: '2026-11-26T01:00:00.000Z',
  to: '2026-11-26T03:00:00.000Z',
  dueAt: '2026-11-27T16:00:00.000Z',
  about: 'missing_goods',
  found: ['accepted', 'refused'],
  zone: 'Asia/Shanghai',
};

describe('the texts of notifications', () => {
  test.each(noticeLanguages)(
    'S0 5.3: every event has a text in %s, with all filled in',
    (language) => {
      for (const event of noticeEvents) {
        const texts = [
          subjectOf(event, params, language),
          shortTextOf(event, params, language),
          textOf(event, params, { language, name: null }),
        ];
        for (const text of texts) {
          expect(text).toContain('T-1');
          expect(text).not.toMatch(/[{}]|undefined|null/);
        }
        // What is to be read on a telephone fits into one message.
        expect(shortTextOf(event, params, language).length).toBeLessThanOrEqual(160);
      }
    },
  );

  test('S0 7.5.1: times are those of the policy’s zone, and say so', () => {
    expect(shortTextOf('delivery_appointed', params, 'zh')).toBe(
      '示范快递将于 2026-11-26 09:00 至 2026-11-26 11:00（北京时间） 投递订单 T-1，请当面验货后签收。',
    );
    expect(shortTextOf('delivery_appointed', params, 'en')).toContain(
      'between 2026-11-26 09:00 and 2026-11-26 11:00 Beijing time (UTC+8).',
    );
    const elsewhere = { ...params, zone: 'Europe/Berlin' };
    expect(shortTextOf('delivery_late', elsewhere, 'en')).toContain('2026-11-27 17:00 (UTC+1)');
    expect(shortTextOf('delivery_late', elsewhere, 'zh')).toContain('17:00（UTC+1）');
  });

  test('S0 7.7.3: a delivery of which a part is refused or missing is told as such', () => {
    const said = (found: NoticeParams['found'], language: 'zh' | 'en') =>
      shortTextOf('goods_delivered', { ...params, found }, language);

    expect(said(['accepted'], 'zh')).toBe('订单 T-1 已投递并验货：全部收下。');
    expect(said(['accepted', 'refused'], 'zh')).toContain('部分收下、部分拒收');
    expect(said(['refused'], 'en')).toContain('inspected: all refused.');
    expect(said(['accepted', 'missing'], 'en')).toContain('a part accepted, a part missing');
  });

  test('amounts have the places of their currency', () => {
    const of = (currency: string, amountMinor: number) =>
      shortTextOf('refund_succeeded', { ...params, currency, amountMinor }, 'en');

    expect(of('CNY', 26_980)).toContain('CNY 269.80');
    expect(of('JPY', 500)).toContain('JPY 500 ');
  });

  test('deadlines and cases are told in words', () => {
    const about = { ...params, about: 'cod_remittance' };
    expect(subjectOf('deadline_reminded', about, 'zh')).toContain(chinese.deadlines.cod_remittance);
    expect(shortTextOf('case_to_answer', params, 'en')).toContain('missing goods');
  });

  test('S0 9.2.3: a mail greets its recipient, a short message names nobody', () => {
    expect(textOf('order_confirmed', params, { language: 'zh', name: '张三' })).toMatch(
      /^张三，您好/,
    );
    expect(textOf('order_confirmed', params, { language: 'en', name: 'Jane' })).toMatch(
      /^Dear Jane,/,
    );
    expect(shortTextOf('order_confirmed', params, 'zh')).not.toContain('张三');
  });
});
