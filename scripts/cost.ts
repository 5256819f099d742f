import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { exactPart, type LifeCost, measureAll } from './cost/measure.ts';
import { startCostServers } from './cost/servers.ts';
import { openStage, type Stage } from './cost/stage.ts';
import { eventTable, sqlTable, temporalTable, workTable } from './cost/tables.ts';
import { type Wish, wishes } from './cost/wanted.ts';
import { step } from './runtime/progress.ts';
import { StartFailure } from './runtime/start-failure.ts';

/** `npm run cost`: what an order costs in Temporal and PostgreSQL. Ends with 1 if it is too much. */

interface Options {
  runs: string;
  json?: string;
}

let isLeaving = false;
const print = (line: string): void => console.log(line);

async function measure(times: number): Promise<LifeCost[][]> {
  const servers = startCostServers(print);
  // The servers are in groups of their own: Ctrl-C reaches only us.
  const leave = () => {
    isLeaving = true;
    print('Stopping …');
    void servers.stop().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  try {
    const stage = await openStage(await servers.ready);
    try {
      return await measureRuns(stage, times);
    } finally {
      await stage.stop();
    }
  } finally {
    await servers.stop();
  }
}

async function measureRuns(stage: Stage, times: number): Promise<LifeCost[][]> {
  const runs: LifeCost[][] = [];
  // The first one prepares every statement and fills every cache, and is not counted.
  for (let run = 0; run <= times; run += 1) {
    const title = run === 0 ? 'warming up' : `run ${run} of ${times}`;
    const costs = await step(print, title, async () => ({
      result: await measureAll(stage, (life) => print(`    ${title}: ${life}`)),
    }));
    if (run > 0) runs.push(costs);
  }
  return runs;
}

function sameness(runs: LifeCost[][]): Wish {
  const [first, ...others] = runs.map(exactPart);
  const different = others.findIndex((other) => !isDeepStrictEqual(other, first));
  return {
    wanted: `all counts equal in ${runs.length} runs`,
    found: different === -1 ? 'equal' : `run ${different + 2} differs from run 1`,
    isMet: different === -1,
  };
}

function show(runs: LifeCost[][], judged: Wish[]): void {
  const [costs = []] = runs;
  const tables = [temporalTable(runs), eventTable(costs), sqlTable(runs), workTable(costs)];
  for (const lines of tables) print(`\n${lines.join('\n')}`);
  print('');
  for (const { wanted, found, isMet } of judged) {
    print(`${isMet ? '✓' : '✗ OVER'} ${wanted.padEnd(52)} ${found}`);
  }
  print(`
Counts are exact and those of the dearest course: neighbours answer one after another, since
answers that arrive together share a workflow task. Round trips are those besides the commits.
Kilobytes differ from run to run: smallest–greatest. Sandbox events are in none of the sums.`);
}

async function main({ runs: times, json }: Options): Promise<void> {
  const runs = await measure(Math.max(2, Number(times) || 2));
  const judged = [sameness(runs), ...wishes(runs[0] ?? [])];
  show(runs, judged);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ wishes: judged, runs }, null, 2)}\n`);
    print(`\nAll of it is in ${json}.`);
  }
  const isGood = judged.every(({ isMet }) => isMet);
  print(
    isGood
      ? '\nEverything costs what it may. Next: test/workflow/cost.test.ts holds these counts.'
      : '\nSomething costs more than it may: see the lines marked OVER.',
  );
  process.exitCode = isGood ? 0 : 1;
}

try {
  await new Command('cost')
    .description('measures what a fixed set of orders costs in Temporal and PostgreSQL')
    .option('--runs <times>', 'how often the set is lived, at least 2', '3')
    .option('--json <file>', 'also writes everything that was measured into a file')
    .action(main)
    .parseAsync();
} catch (error) {
  // What fails while its servers are being stopped is no news.
  if (!isLeaving) console.error(error instanceof StartFailure ? error.message : error);
  process.exitCode = 1;
}
