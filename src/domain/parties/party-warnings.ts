import type { Actor } from '../order.ts';
import type { Policy } from '../policies/policy.ts';
import type { Qualification, QualificationKind } from './qualifications.ts';
import { unqualifiedAt } from './qualified.ts';
import type { NoticeLanguage } from '../notices/notice-texts.ts';
import { summaryOf, type TimelineItem } from '../views/timeline.ts';

/** A party of an order as the registry has it now, and what was decided about it. */
export interface OrderParty {
  id: string;
  role: string;
  status: string;
  qualifications: Qualification[];
  reviews: { decision: string; decidedAt: string }[];
}

/** Why a party of a running order would get no new one. The order goes on (S0 5.4). */
export interface PartyWarning {
  partyId: string;
  role: string;
  problem:
    | 'not_approved'
    | 'suspended'
    | 'qualification_missing'
    | 'qualification_expired'
    | 'qualification_revoked';
  /** Of a qualification that is needed and not there. */
  kind: QualificationKind | null;
  /** An instant; null where it never was otherwise. */
  since: string | null;
}

/** What is wrong with the order's parties at that time, by the order's own policy. */
export function partyWarnings(
  parties: readonly OrderParty[],
  { policy, at }: { policy: Policy; at: string },
): PartyWarning[] {
  return parties.flatMap((party) => [...standingOf(party), ...gapsOf(party, { policy, at })]);
}

function standingOf({ id, role, status, reviews }: OrderParty): PartyWarning[] {
  if (status === 'approved') return [];
  const since = reviews.at(-1)?.decidedAt ?? null;
  const problem = status === 'suspended' ? 'suspended' : 'not_approved';
  return [{ partyId: id, role, problem, kind: null, since }];
}

function gapsOf(
  { id, role, qualifications }: OrderParty,
  under: { policy: Policy; at: string },
): PartyWarning[] {
  return unqualifiedAt({ role, qualifications }, under).map(({ kind, gap }) => ({
    partyId: id,
    role,
    problem: gap === 'not_yet_valid' ? 'qualification_missing' : `qualification_${gap}`,
    kind,
    since: gap === 'revoked' ? revokedAt(qualifications, kind) : null,
  }));
}

function revokedAt(qualifications: readonly Qualification[], kind: string): string | null {
  const instants = qualifications.flatMap((filed) =>
    filed.kind === kind && filed.revokedAt !== null ? [filed.revokedAt] : [],
  );
  return instants.toSorted().at(-1) ?? null;
}

const told: Readonly<Record<string, string>> = {
  suspend: 'party_suspended',
  reinstate: 'party_reinstated',
};

/** What happened to the order's parties while it ran, told in its story (S0 5.4). */
export function partyItems(
  parties: readonly OrderParty[],
  { from, until, language }: { from: string; until: string; language?: NoticeLanguage },
): TimelineItem[] {
  const actor: Actor = { role: 'system', id: 'registry' };
  return parties.flatMap(({ id, role, reviews, qualifications }) => {
    const item = (what: string, at: string, data: object): TimelineItem[] =>
      at < from || at > until
        ? []
        : [
            {
              at,
              what,
              actor,
              subject: { type: 'party', id },
              summary: summaryOf(what, { role, ...data }, language),
            },
          ];
    return [
      ...reviews.flatMap(({ decision, decidedAt }) => {
        const what = told[decision];
        return what === undefined ? [] : item(what, decidedAt, {});
      }),
      ...qualifications.flatMap(({ kind, revokedAt: at }) =>
        at === null ? [] : item('party_qualification_revoked', at, { kind }),
      ),
    ];
  });
}
