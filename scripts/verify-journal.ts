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
  orderVersion?: number;
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
const orderSchema = z.object({ version: z.int() });
const journalSchema = z.union([
  z.array(z.looseObject({})).transform((data) => ({ data })),
  pageSchema,
]);
type Journal = z.infer<typeof journalSchema> & {
  orderId?: string | undefined;
  /** Of the order, read before its journal: so many entries there must be at least. */
  orderVersion?: number;
};

async function readJournal(file: string, options: Options): Promise<Journal> {
  if (options.url !== undefined) return fetchJournal(options.url, options.token);
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  return journalSchema.parse(JSON.parse(content));
}

async function fetchJournal(url: string, token: string | undefined): Promise<Journal> {
  const page = new URL(url);
  const [, orderId] = /\/orders\/([^/]+)\/journal$/.exec(page.pathname) ?? [];
  const order = new URL(page);
  order.pathname = order.pathname.replace(/\/journal$/, '');
  const { version: orderVersion } = orderSchema.parse(await fetchJson(order, token));
  const data: Journal['data'] = [];
  for (;;) {
    const answer = pageSchema.parse(await fetchJson(page, token));
    data.push(...answer.data);
    if (typeof answer.nextCursor !== 'string') return { orderId, orderVersion, data };
    page.searchParams.set('cursor', answer.nextCursor);
  }
}

async function fetchJson(url: URL, token: string | undefined): Promise<unknown> {
  const response = await fetch(url, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  if (!response.ok) throw new Error(`the API answered ${response.status}`);
  return response.json();
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
  return judgeEnd(entries.length, verdict.head, {
    ...options,
    orderVersion: options.orderVersion ?? journal.orderVersion,
  });
}

/** A chain that was cut off is whole in itself: only the order knows how many entries it has. */
function judgeEnd(count: number, head: string, { orderVersion, head: wanted }: Options) {
  if (orderVersion !== undefined && count < orderVersion) {
    const line = `the end does not fit: the order is at version ${orderVersion}, the last entry is ${count}`;
    return { stands: false, line };
  }
  const line = `${count} entries fit, head ${head}`;
  if (orderVersion !== undefined || wanted !== undefined) return { stands: true, line };
  const unseen = 'whether later ones were cut off cannot be seen here';
  return {
    stands: true,
    line: `${line}\n${unseen}: the order's version must be ${count} (--order-version)`,
  };
}

async function main(file: string | undefined, options: Options, command: Command): Promise<void> {
  if (file === undefined && options.url === undefined) {
    process.exitCode = 2;
    return command.outputHelp({ error: true });
  }
  try {
    const { stands, line } = judge(await readJournal(file ?? '-', options), options);
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
  .argument('[file]', 'the saved answer of GET /v1/orders/{id}/journal, - for the standard input')
  .option('--url <url>', 'of GET /v1/orders/{id}/journal, instead of a file')
  .option('--token <token>', 'bearer token for --url')
  .option('--order <id>', 'the order, where the export does not name it')
  .option('--order-version <n>', 'the `version` of the order, which has as many entries', Number)
  .option('--head <hash>', 'the hash that the last entry must have')
  .action(main)
  .parseAsync();
