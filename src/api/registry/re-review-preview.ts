import type { Connection } from '../../db/queries.ts';
import { currentPolicy } from '../../db/registry/policies.ts';
import { isReminded, partiesUnderReview } from '../../db/registry/re-review.ts';
import { must } from '../../domain/errors.ts';
import { type PartyUnderReview, type Reminder, reReview } from '../../domain/parties/re-review.ts';

const pageSize = 100;
/** The lists name so many, the counts all. */
const mostNamed = 500;

type About = { partyId: string; role: string };

/** What a re-review would do as of that instant; nothing is decided and nobody is reminded. */
export async function previewReReview(sql: Connection, asOf: string) {
  const policy = must(await currentPolicy(sql, 'default'), 'default policy');
  let reviewed = 0;
  const wouldSuspend: (About & { cause: string })[] = [];
  const wouldRemind: (About & Reminder)[] = [];
  for await (const party of allUnderReview(sql)) {
    reviewed += 1;
    const about = { partyId: party.id, role: party.role };
    const decision = reReview(party, policy, asOf);
    if (decision.outcome === 'suspend') wouldSuspend.push({ ...about, cause: decision.note });
    else wouldRemind.push(...(await remindersOf(sql, about, decision.reminders)));
  }
  return {
    asOf,
    reviewed,
    suspended: wouldSuspend.length,
    reminded: wouldRemind.length,
    wouldSuspend: wouldSuspend.slice(0, mostNamed),
    wouldRemind: wouldRemind.slice(0, mostNamed),
    isComplete: wouldSuspend.length <= mostNamed && wouldRemind.length <= mostNamed,
  };
}

async function* allUnderReview(sql: Connection): AsyncGenerator<PartyUnderReview> {
  for (let after: string | null = ''; after !== null;) {
    const page: PartyUnderReview[] = await partiesUnderReview(sql, { after, limit: pageSize });
    yield* page;
    after = page.length < pageSize ? null : (page.at(-1)?.id ?? null);
  }
}

/** A reminder is given once. */
async function remindersOf(
  sql: Connection,
  about: About,
  reminders: readonly Reminder[],
): Promise<(About & Reminder)[]> {
  const wanted: (About & Reminder)[] = [];
  for (const reminder of reminders) {
    const { partyId } = about;
    if (!(await isReminded(sql, { partyId, reminder }))) wanted.push({ ...about, ...reminder });
  }
  return wanted;
}
