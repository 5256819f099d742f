import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { HashedJournalEntry } from '../src/evidence/journal-chain.ts';
import { verifyChain } from '../src/evidence/journal-chain.ts';
import type { OrderView } from '../src/domain/views/views.ts';
import type { DevFile } from './runtime/dev-file.ts';
import { demoOrder } from './runtime/seed-data.ts';
import { StartFailure } from './runtime/start-failure.ts';
import { type Cast, readWaiting, type Stage } from './story/acts.ts';
import { findInstance } from './story/instance.ts';
import { createNarrator, money } from './story/narrator.ts';
import { createSpeaker } from './story/speaker.ts';
import { stories, type Story, tales } from './story/tales.ts';

/** Drives one order through its life against the running instance, a line a step. */

const checkout = dirname(fileURLToPath(new URL('.', import.meta.url)));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function castOf({ apiUrl, tokens, signers }: DevFile): Cast {
  const as = (role: keyof DevFile['tokens']) => createSpeaker({ apiUrl, token: tokens[role] });
  return {
    seller: as('seller'),
    courier: as('courier'),
    consumer: as('consumer'),
    support: as('support'),
    ops: as('ops'),
    signers,
  };
}

async function place(file: DevFile, story: Story): Promise<string> {
  const { seller: sellerId, courier: courierId, paymentProvider } = file.parties;
  const confirmedAt = new Date().toISOString();
  const roles = { sellerId, courierId, paymentProviderId: paymentProvider };
  const { id } = await createSpeaker({
    apiUrl: file.apiUrl,
    token: file.tokens.platform,
  }).post<OrderView>('/v1/orders', {
    ...demoOrder({ ...roles, consumerRef: file.consumerRef, confirmedAt }),
    platformOrderNo: `DEMO-${randomUUID()}`,
    payment: tales[story].payment,
  });
  return id;
}

async function printLedger({ cast, orderId }: Stage, currency: string): Promise<void> {
  const path = `/v1/orders/${orderId}/ledger`;
  type Posting = { account: string; amountMinor: number; reason: string };
  type Ledger = { postings: Posting[]; balances: Record<string, number> };
  const { postings, balances } = await cast.support.get<Ledger>(path);
  print('\nThe ledger (debits are positive):');
  if (postings.length === 0) print('  no money moved');
  for (const { account, amountMinor, reason } of postings) {
    print(
      `  ${reason.padEnd(20)} ${account.padEnd(16)} ${money(amountMinor, currency).padStart(14)}`,
    );
  }
  for (const [account, amountMinor] of Object.entries(balances)) {
    print(
      `  ${'balance'.padEnd(20)} ${account.padEnd(16)} ${money(amountMinor, currency).padStart(14)}`,
    );
  }
  const sumMinor = Object.values(balances).reduce((sum, amountMinor) => sum + amountMinor, 0);
  print(`  ${'sum'.padEnd(20)} ${''.padEnd(16)} ${money(sumMinor, currency).padStart(14)}`);
}

async function printWaiting(stage: Stage): Promise<void> {
  const { status, waitingFor } = await readWaiting(stage);
  print(`\nThe order is ${status} and waits for:`);
  if (waitingFor.length === 0) print('  nobody');
  for (const { what, responsible, dueAt, clause } of waitingFor) {
    print(`  ${responsible.role}: ${what}${dueAt === null ? '' : ` by ${dueAt}`} ${clause}`);
  }
}

async function printVerdict({ cast, orderId }: Stage): Promise<void> {
  const path = `/v1/orders/${orderId}/journal`;
  const { data } = await cast.support.get<{ data: Omit<HashedJournalEntry, 'orderId'>[] }>(path);
  const verdict = verifyChain(data.map((entry) => ({ orderId, ...entry })));
  if (!verdict.valid) {
    process.exitCode = 1;
    print(`\nThe journal does NOT stand: entry ${verdict.sequence}, ${verdict.reason}.`);
    return;
  }
  print(`\nThe journal stands: ${data.length} entries fit, head ${verdict.head}.`);
}

function printNext(file: DevFile, orderId: string, story: Story): void {
  const others = stories.filter((other) => other !== story).join(', ');
  print('\nNext:');
  if (file.temporalUiUrl !== null) {
    print(`  the same story in Temporal:  ${file.temporalUiUrl}/order%3A${orderId}`);
  }
  print(`  all of the API:              ${file.docsUrl}`);
  print(`  another story (${others}):  npm run demo -- --story <story>`);
}

async function main({ story }: { story: Story }): Promise<void> {
  const file = await findInstance(checkout);
  const stage = { cast: castOf(file), orderId: await place(file, story) };
  print(`${stage.orderId}: the story “${story}”, told by the order’s own clock (UTC)\n`);
  const narrator = await createNarrator(stage, print);
  await tales[story].live({ stage, narrator, consumerSigner: file.signers.consumer });
  await printLedger(stage, narrator.order().totals.currency);
  await printWaiting(stage);
  await printVerdict(stage);
  printNext(file, stage.orderId, story);
}

try {
  await new Command('demo')
    .description('drives one order through its life against the running instance')
    .addOption(new Option('--story <story>').choices(stories).default('happy'))
    .action(main)
    .parseAsync();
} catch (error) {
  const isForPeople = error instanceof StartFailure;
  process.stderr.write(`${isForPeople ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
