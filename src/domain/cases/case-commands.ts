import type { CaseAnswer, CaseProposal, Evidence } from '../order.ts';

/** The respondent's say. The text is sealed. */
export interface AnswerCase {
  name: 'answerCase';
  caseId: string;
  position: CaseAnswer['position'];
  proposal: CaseProposal | null;
  text: string | null;
  evidence: Evidence[];
}

export interface ResolveCase {
  name: 'resolveCase';
  caseId: string;
  /** Of the refund that it may bring. */
  refundId: string;
  outcome: CaseOutcome;
  note: string | null;
  /** Of the lines of the case; absent, all of them. */
  lines?: { lineNo: number; quantity: number }[] | null;
  /** A part refund that no formula tells. */
  amountMinor?: number | null;
  /** Whom it costs; absent, the respondent. */
  bearer?: CaseBearer | null;
  /** How a refund that failed is sent again; absent, as before. */
  channel?: 'original' | 'payout' | null;
  evidence?: Evidence[];
}

export const caseOutcomes = ['reship', 'refund', 'part_refund', 'rejected', 'noted'] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];
export const caseBearers = ['seller', 'courier', 'platform'] as const;
export type CaseBearer = (typeof caseBearers)[number];
