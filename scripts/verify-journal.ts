import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { z } from 'zod';
import { verifyChain } from '../src/evidence/journal-chain.ts';
import type { ChainFault, HashedJournalEntry } from '../src/evidence/journal-chain.ts';

/** Verifies the journal of one order (S0 10.4). Ends with 0: fits, 1: does not, 2: unreadable. */

interface Options {
  url?: string;
  token?: string;
  order?: string;
  head?: string;
}

/** The wording of the verdict; the verifying itself knows codes only. */
const faults: Record<ChainFault, string> = {
  entry_malformed: 'it lacks a field or holds what no journal can hold',
  other_order: 'it belongs to another order',
  sequence_out_of_order: 'entries before it are missing, repeated or moved',
  time_goes_back: 'it is older than the entry before it',
  previous_hash_differs: 'it was not written after the entry before it',
  hash_differs: 'its content was changed after it was written',
};

const requestTimeoutMs = 30_000;

/** Only what is needed to find the entries: what they hold is for the chain to judge. */
const pageSchema = z.object({
  orderId: z.string().optional(),
  data: z.array(z.looseObject({})),
  nextCursor: z.string().nullish(),
});
const journalSchema = z.union([
  z.array(z.looseObject({})).transform((data) => ({ data })),
  pageSchema,
]);
type Journal = z.infer<typeof journalSchema> & { orderId?: string | undefined };

async function readJournal(file: string, options: Options): Promise<Journal> {
  if (options.url !== undefined) return fetchJournal(options.url, options.token);
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  return journalSchema.parse(JSON.parse(content));
}

async function fetchJournal(url: string, token: string | undefined): Promise<Journal> {
  const page = new URL(url);
  const [, orderId] = /\/orders\/([^/]+)\/journal$/.exec(page.pathname) ?? [];
  const data: Journal['data'] = [];
  for (;;) {
    const response = await fetch(page, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (!response.ok) throw new Error(`the API answered ${response.status}`);
    const answer = pageSchema.parse(await response.json());
    data.push(...answer.data);
    if (typeof answer.nextCursor !== 'string') return { orderId, data };
    page.searchParams.set('cursor', answer.nextCursor);
  }
}

/** One line that tells the verdict, and whether the journal stands. */
function judge(journal: Journal, options: Options): { stands: boolean; line: string } {
  const orderId = options.order ?? journal.orderId;
  // The API leaves the order's id out of its entries: it is in the address.
  if (orderId === undefined && journal.data.some((entry) => !('orderId' in entry))) {
    throw new Error('the export does not name its order, give --order');
  }
  const entries = journal.data.map((entry) => ({ orderId, ...entry })) as HashedJournalEntry[];
  const stranger = entries.find((entry) => orderId !== undefined && entry.orderId !== orderId);
  if (stranger !== undefined) {
    return {
      stands: false,
      line: `entry ${stranger.sequence} does not fit: ${faults.other_order}`,
    };
  }
  const verdict = verifyChain(entries);
  if (!verdict.valid) {
    const reason = faults[verdict.reason];
    return { stands: false, line: `entry ${verdict.sequence} does not fit: ${reason}` };
  }
  if (options.head !== undefined && options.head !== verdict.head) {
    const line = `the end does not fit: the head is ${verdict.head}, entries were cut off or added`;
    return { stands: false, line };
  }
  return { stands: true, line: `${entries.length} entries fit, head ${verdict.head}` };
}

async function main(file: string, options: Options): Promise<void> {
  try {
    const { stands, line } = judge(await readJournal(file, options), options);
    process.stdout.write(`${line}\n`);
    process.exitCode = stands ? 0 : 1;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`No journal could be read: ${reason}\n`);
    process.exitCode = 2;
  }
}

await new Command('verify-journal')
  .description('verifies the hash chain of one order and names the first entry that does not fit')
  .argument('[file]', 'a journal export in JSON, - for the standard input', '-')
  .option('--url <url>', 'of GET /v1/orders/{id}/journal, instead of a file')
  .option('--token <token>', 'bearer token for --url')
  .option('--order <id>', 'the order, where the export does not name it')
  .option('--head <hash>', 'the hash that the last entry must have')
  .action(main)
  .parseAsync();
