/** What a printed note says, before anything is drawn: plain values, Chinese first (S0 6.7.2). */
export interface Sheet {
  title: Label;
  /** Where the standard asks for this note. */
  clause: string;
  documentId: string;
  number: string;
  version: number;
  digest: string;
  status: Label;
  isVoid: boolean;
  issuedAt: string;
  sections: Section[];
  signatures: SignatureBlock[];
}

/** Chinese leads, English explains. */
export interface Label {
  zh: string;
  en: string;
}

export type Section =
  | { kind: 'facts'; title: Label; facts: Fact[] }
  | { kind: 'table'; title: Label; table: Table };

export interface Fact {
  label: Label;
  value: string;
  /** Takes a whole row. */
  wide?: boolean;
}

export interface Table {
  columns: Column[];
  rows: string[][];
  /** A last row, such as the totals. */
  foot?: string[];
}

export interface Column {
  label: Label;
  /** Its part of the width, beside the others'. */
  share: number;
  align?: 'left' | 'right';
}

/** One side of the note: who signed, how and when, or the room for a signature or stamp. */
export interface SignatureBlock {
  side: Label;
  isSigned: boolean;
  facts: Fact[];
}

export const label = (zh: string, en: string): Label => ({ zh, en });

export const fact = (zh: string, en: string, value: string): Fact => ({
  label: label(zh, en),
  value,
});

/** A fact that takes a whole row, for texts that may be long. */
export const wideFact = (zh: string, en: string, value: string): Fact => ({
  ...fact(zh, en, value),
  wide: true,
});
