import type { Actor, Subject } from '../order.ts';
import { chineseCases } from '../notices/notice-texts-zh.ts';
import type { NoticeLanguage } from '../notices/notice-texts.ts';
import { chinese } from '../policies/service-level-words.ts';
import { chineseSentences } from './timeline-sentences-zh.ts';
import { sentences } from './timeline-sentences.ts';
import { chineseWords } from './timeline-words-zh.ts';

/** An entry of an order's journal as far as its story needs it. */
export interface JournalRow {
  at: string;
  type: string;
  actor: Actor;
  subject: Subject;
  data: Record<string, unknown>;
}

export interface TimelineItem {
  at: string;
  what: string;
  actor: Actor;
  subject: Subject | { type: 'party'; id: string };
  /** One plain sentence, without anything personal. */
  summary: string;
}

/** What the engine did because of it: recorded in the same entry (see `record` in draft.ts). */
type Consequence = { type: string; subject?: Subject } & Record<string, unknown>;

/** One thing that an entry tells: what was done, or what came of it. */
export interface Happening {
  type: string;
  subject: Subject;
  data: Record<string, unknown>;
}

/** The journal told as a story to the order's parties: what happened, and what came of it. */
export function timelineOf(
  entries: readonly JournalRow[],
  language: NoticeLanguage = 'en',
): TimelineItem[] {
  return entries.flatMap((entry) =>
    happeningsOf(entry).map((happening, index) => ({
      at: entry.at,
      what: happening.type,
      actor: index === 0 ? entry.actor : { role: 'system', id: 'engine' },
      subject: happening.subject,
      summary: summaryOf(happening.type, happening.data, language),
    })),
  );
}

/** All that an entry tells, what was done first. */
export function happeningsOf(entry: JournalRow): Happening[] {
  const { type, subject, data } = entry;
  const followed = consequencesOf(entry).map(({ type, subject: own, ...data }) => ({
    type,
    subject: own ?? subject,
    data,
  }));
  return [{ type, subject, data }, ...followed];
}

/** Each once: a command that cancels is itself followed by everything that cancelling records. */
function consequencesOf(entry: JournalRow): Consequence[] {
  const consequences = (entry.data.consequences ?? []) as Consequence[];
  return consequences.filter(({ type }) => type !== entry.type);
}

/** The type's own sentence, or its words where it has none. */
export function summaryOf(
  type: string,
  data: Record<string, unknown> = {},
  language: NoticeLanguage = 'en',
): string {
  if (language === 'zh' && Object.hasOwn(chineseSentences, type)) return chineseOf(type, data);
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  if (sentence === undefined) return `${capitalized(type.replaceAll('_', ' '))}.`;
  return typeof sentence === 'string' ? sentence : sentence(data);
}

/** Each bracket is told where there is a word for the coded value in it, and left out otherwise. */
function chineseOf(type: string, data: Record<string, unknown>): string {
  const sentence = chineseSentences[type] ?? '';
  const template = typeof sentence === 'string' ? sentence : sentence(data);
  return template.replaceAll(/\[([^[\]]*)\{(\w+)\}([^[\]]*)\]/g, (_, before, field, after) => {
    const word = chineseWord(String(field), data);
    return word === undefined ? (unnamed[`${type}.${field}`] ?? '') : `${before}${word}${after}`;
  });
}

function chineseWord(field: string, data: Record<string, unknown>): string | undefined {
  const code = data[field === 'case' ? 'kind' : field];
  const tables: Record<string, Readonly<Record<string, string>>> = {
    name: chinese.deadlines,
    case: chineseCases,
  };
  const words = tables[field] ?? chineseWords;
  const known = field === 'kind' ? { ...chineseCases, ...words } : words;
  return typeof code === 'string' && Object.hasOwn(known, code) ? known[code] : undefined;
}

/** What a sentence begins with where nobody knows who or what it was. */
const unnamed: Readonly<Record<string, string>> = {
  'party_suspended.role': '一方',
  'party_reinstated.role': '一方',
  'party_qualification_revoked.role': '一方',
  'case_answered.role': '被投诉方',
  'document_issued.kind': '单据',
  'document_signed.kind': '单据',
  'document_completed.kind': '单据',
  'document_voided.kind': '单据',
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
