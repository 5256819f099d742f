import type { Actor, Subject } from '../order.ts';
import { sentences } from './timeline-sentences.ts';

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
export function timelineOf(entries: readonly JournalRow[]): TimelineItem[] {
  return entries.flatMap((entry) =>
    happeningsOf(entry).map((happening, index) => ({
      at: entry.at,
      what: happening.type,
      actor: index === 0 ? entry.actor : { role: 'system', id: 'engine' },
      subject: happening.subject,
      summary: summaryOf(happening.type, happening.data),
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
export function summaryOf(type: string, data: Record<string, unknown> = {}): string {
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  if (sentence === undefined) return `${capitalized(type.replaceAll('_', ' '))}.`;
  return typeof sentence === 'string' ? sentence : sentence(data);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
