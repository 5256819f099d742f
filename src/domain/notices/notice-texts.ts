import type { NoticeEvent } from './notice-events.ts';
import type { Found } from './notices.ts';
import { englishCases, englishFindings, englishNotices } from './notice-texts-en.ts';
import { chineseCases, chineseFindings, chineseNotices } from './notice-texts-zh.ts';

export const noticeLanguages = ['zh', 'en'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** `{name}` stands for what is put in; a short message is the text alone. */
export interface NoticeText {
  subject: string;
  text: string;
}

/** What came of the goods at the door. */
export interface FindingWords {
  all: Record<Found, string>;
  part: Record<Found, string>;
  and: string;
}

export const findingWords: Record<NoticeLanguage, FindingWords> = {
  zh: chineseFindings,
  en: englishFindings,
};

/** What is told of each event, in Chinese and in English (S0 5.3). */
export const noticeTexts: Record<NoticeLanguage, Record<NoticeEvent, NoticeText>> = {
  zh: chineseNotices,
  en: englishNotices,
};

/** What cases are about, in words. */
export const caseWords: Record<NoticeLanguage, Record<string, string>> = {
  zh: chineseCases,
  en: englishCases,
};
