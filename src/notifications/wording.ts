import {
  caseWords,
  findingWords,
  type NoticeLanguage,
  noticeTexts,
} from '../domain/notices/notice-texts.ts';
import { amountText } from '../domain/money/amount-text.ts';
import type { NoticeEvent } from '../domain/notices/notice-events.ts';
import type { Found, NoticeParams } from '../domain/notices/notices.ts';
import type { DeadlineName } from '../domain/policies/deadline-rules.ts';
import { chinese, english } from '../domain/policies/service-level-words.ts';

/** The subject of a mail. */
export function subjectOf(
  event: NoticeEvent,
  params: NoticeParams,
  language: NoticeLanguage,
): string {
  return filled(noticeTexts[language][event].subject, params, language);
}

/** A short message: one sentence, and nobody's name. */
export function shortTextOf(
  event: NoticeEvent,
  params: NoticeParams,
  language: NoticeLanguage,
): string {
  return filled(noticeTexts[language][event].text, params, language);
}

/** A mail: its addressee, then the sentence. */
export function textOf(
  event: NoticeEvent,
  params: NoticeParams,
  { language, name }: { language: NoticeLanguage; name: string | null },
): string {
  const greeting = language === 'zh' ? `${name ?? '您'}，您好：` : `Dear ${name ?? 'customer'},`;
  return `${greeting}\n\n${shortTextOf(event, params, language)}\n`;
}

function filled(template: string, params: NoticeParams, language: NoticeLanguage): string {
  const values = valuesOf(params, language);
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no {${name}} in the text of a notification`);
    return value;
  });
}

function valuesOf(params: NoticeParams, language: NoticeLanguage): Record<string, string> {
  const { orderNo, seller, courier, waybillNo, amountMinor, currency, about, zone } = params;
  const zoned = (instant: string): string =>
    `${timeIn(zone, instant)}${zoneIn[language](zone, instant)}`;
  return {
    orderNo,
    seller,
    courier: courier ?? (language === 'zh' ? '快递企业' : 'the courier'),
    waybillNo: waybillNo ?? '',
    amount: amountMinor === null ? '' : amountText(currency, amountMinor),
    from: params.from === null ? '' : timeIn(zone, params.from),
    to: params.to === null ? '' : zoned(params.to),
    dueAt: params.dueAt === null ? '' : zoned(params.dueAt),
    found: foundText(params.found, language),
    about: about === null ? '' : wordsOf(about, language),
  };
}

function wordsOf(about: string, language: NoticeLanguage): string {
  const deadlines = (language === 'zh' ? chinese : english).deadlines;
  return (
    caseWords[language][about] ??
    (Object.hasOwn(deadlines, about)
      ? deadlines[about as DeadlineName]
      : about.replaceAll('_', ' '))
  );
}

function foundText(found: readonly Found[], language: NoticeLanguage): string {
  const { all, part, and } = findingWords[language];
  return found.map((one) => (found.length === 1 ? all : part)[one]).join(and);
}

/** Which clocks a time is told by: 北京时间, Beijing time (UTC+8). */
const zoneIn: Record<NoticeLanguage, (zone: string, instant: string) => string> = {
  zh: (zone, instant) => `（${zone === beijing ? '北京时间' : offsetOf(zone, instant)}）`,
  en: (zone, instant) =>
    zone === beijing ? ' Beijing time (UTC+8)' : ` (${offsetOf(zone, instant)})`,
};
const beijing = 'Asia/Shanghai';

/** How far the zone is from UTC at that time. */
function offsetOf(timeZone: string, instant: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' });
  const name = format.formatToParts(new Date(instant)).find(({ type }) => type === 'timeZoneName');
  return (name?.value ?? 'UTC').replace('GMT', 'UTC');
}

/** 2026-11-26 09:00, by the clocks of the zone. */
function timeIn(timeZone: string, instant: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return format.format(new Date(instant));
}
