import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { StartFailure } from './runtime/start-failure.ts';
import { type Broken, isAllRight, reportOf } from './story/drive-report.ts';
import { findInstance } from './story/instance.ts';
import { openMarketplace } from './story/marketplace.ts';
import { type Driving, type Lived, liveRealOrder } from './story/real-life.ts';
import { type RealOrder, realOrdersOf } from './story/source.ts';

/** Lives real orders through their real times at the running instance, and compares. */

const checkout = dirname(fileURLToPath(new URL('.', import.meta.url)));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Options {
  limit?: number;
  concurrency: number;
  policy: string;
}

function readOrders(file: string, limit: number | undefined): RealOrder[] {
  try {
    return realOrdersOf(readFileSync(file, 'utf8')).slice(0, limit);
  } catch (error) {
    const reason = (error as Error).message;
    throw new StartFailure(`${file} cannot be read as real orders: ${reason}`, { cause: error });
  }
}

interface Results {
  lived: Lived[];
  broken: Broken[];
}

/** Lives the orders, so many at a time; one that breaks off stops no other. */
async function driveAll(
  driving: Driving,
  { orders, concurrency }: { orders: RealOrder[]; concurrency: number },
): Promise<Results> {
  const results: Results = { lived: [], broken: [] };
  const left = orders.values();
  const tellProgress = progressOf(orders.length, results);
  const driver = async () => {
    for (const real of left) {
      try {
        results.lived.push(await liveRealOrder(driving, real));
      } catch (error) {
        results.broken.push({ real, reason: (error as Error).message });
      }
      tellProgress();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, driver));
  return results;
}

const progressEveryMs = 5_000;

/** On a terminal one line that is written over, elsewhere a line every few seconds. */
function progressOf(count: number, { lived, broken }: Results): () => void {
  const beganMs = Date.now();
  let toldMs = beganMs;
  return () => {
    const done = lived.length + broken.length;
    const isTerminal = process.stdout.isTTY;
    if (!isTerminal && done < count && Date.now() - toldMs < progressEveryMs) return;
    toldMs = Date.now();
    const rate = (done * 1_000) / (toldMs - beganMs);
    const left = ((count - done) / rate).toFixed(0);
    const trouble = broken.length === 0 ? '' : `, ${broken.length} broke off`;
    const line = `${done} of ${count} orders, ${rate.toFixed(1)} a second, ${left} s left${trouble}`;
    process.stdout.write(isTerminal ? `\r${line}   ${done === count ? '\n' : ''}` : `${line}\n`);
  };
}

async function main(file: string, { limit, concurrency, policy }: Options): Promise<void> {
  const orders = readOrders(file, limit);
  const marketplace = await openMarketplace(await findInstance(checkout));
  const run = Date.now().toString(36);
  print(`Run ${run}: ${orders.length} orders, ${concurrency} at a time, policy “${policy}”`);
  const beganMs = performance.now();
  const driving = { marketplace, policy, run };
  const results = await driveAll(driving, { orders, concurrency });
  const driven = { ...results, policy, seconds: (performance.now() - beganMs) / 1_000 };
  for (const line of ['', ...reportOf(driven)]) print(line);
  process.exitCode = isAllRight(driven) ? 0 : 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('a whole number above 0 is needed');
}

try {
  await new Command('drive')
    .description('lives real orders at the running instance and compares with what they were')
    .argument('<file>', 'JSONL, an order a line')
    .option('--limit <n>', 'only the first n orders', positive)
    .option('--concurrency <n>', 'orders at a time', positive, 4)
    .option('--policy <name>', 'the policy that the orders name', 'drive')
    .action(main)
    .parseAsync();
} catch (error) {
  const isForPeople = error instanceof StartFailure;
  process.stderr.write(`${isForPeople ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
