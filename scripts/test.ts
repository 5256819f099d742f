import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readJson } from './runtime/files.ts';

/** `npm test`: the checks, then every level in one run, then one line that a machine can read. */

const checkout = fileURLToPath(new URL('..', import.meta.url));
const resultFile = `${checkout}.cache/test-results.json`;

const checks = [
  ['types', 'check:types'],
  ['lint and layering', 'check:lint'],
  ['format', 'check:format'],
  ['dead code', 'check:dead'],
] as const;

const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) }),
  ),
});

type Tally = { passed: number; failed: number; skipped: number; remarks: string[] };

/** Resolves with the exit code; a program that a signal ended counts as failed. */
async function run(command: string, words: string[]): Promise<number> {
  const child = spawn(command, words, { cwd: checkout, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function timed(title: string, work: () => Promise<number>): Promise<boolean> {
  console.log(`\n── ${title}`);
  const began = performance.now();
  const isGood = (await work()) === 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${isGood ? '✓' : '✗'} ${title} (${seconds} s)`);
  return isGood;
}

/**
 * Counts what vitest wrote down. A file that could not be loaded holds no test to fail, and an
 * error outside of any test is in no file: each counts as one failure, so that zero means good.
 */
function tally(isGood: boolean): Tally {
  const result = resultSchema.safeParse(readJson(resultFile));
  if (!result.success) {
    return { passed: 0, failed: 1, skipped: 0, remarks: ['vitest left no result'] };
  }
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = result.data;
  const unloaded = result.data.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const remarks = unloaded.map(({ name }) => `could not be loaded: ${name}`);
  let failed = numFailedTests + unloaded.length;
  if (!isGood && failed === 0) {
    failed = 1;
    remarks.push('vitest reported an error outside of any test: see above');
  }
  if (passed + failed === 0) remarks.push('no test was found');
  return { passed, failed, skipped: numPendingTests + numTodoTests, remarks };
}

const words = process.argv.slice(2);
const failedChecks: string[] = [];
for (const [title, script] of checks) {
  if (!(await timed(title, async () => run('npm', ['run', '-s', script]))))
    failedChecks.push(title);
}

mkdirSync(`${checkout}.cache`, { recursive: true });
rmSync(resultFile, { force: true });
const vitest = `${checkout}node_modules/vitest/vitest.mjs`;
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
const testsGood = await timed('tests: unit, workflow, integration, e2e, replay', async () =>
  run(process.execPath, [vitest, 'run', ...reporters, ...words]),
);

const { passed, failed, skipped, remarks } = tally(testsGood);
console.log('\n── summary');
for (const [title] of checks) console.log(`${failedChecks.includes(title) ? '✗' : '✓'} ${title}`);
console.log(`${testsGood && failed === 0 ? '✓' : '✗'} tests`);
for (const remark of remarks) console.log(`  ${remark}`);
const isGood = failedChecks.length === 0 && testsGood && failed === 0 && passed > 0;
process.exitCode = isGood ? 0 : 1;
console.log(
  `Tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
