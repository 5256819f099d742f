import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderWorkflowId, refundWorkflowId } from '../../workflows/contract.ts';
import { replaySecrets } from '../replay/secrets.ts';
import { orderState, startEngine, type TestEngine } from '../support/engine.ts';
import { lifeNamed, recordedLives } from '../support/recorded-lives.ts';

const folder = fileURLToPath(new URL('../replay/histories/', import.meta.url));

/**
 * `npm run histories` records one life of each kind for `test/replay`: every release adds its own,
 * and none is ever edited.
 */
describe.runIf(process.env.RECORD_HISTORIES)('recording the histories of this release', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine({ secrets: replaySecrets });
  });
  afterAll(() => engine.stop());

  test.each(Object.keys(recordedLives))('%s', async (name) => {
    const orderId = await lifeNamed(name)(engine);

    const { refunds } = await orderState(engine, orderId);
    await keep(`fulfil-order.${name}`, orderWorkflowId(orderId));
    for (const refund of refunds) await keep(`issue-refund.${name}`, refundWorkflowId(refund.id));
    expect(refunds.length).toBeLessThan(2);
  });

  async function keep(name: string, workflowId: string): Promise<void> {
    const handle = engine.client().workflow.getHandle(workflowId);
    await handle.result();
    const history = historyToJSON(await handle.fetchHistory());
    const release = process.env.RECORD_HISTORIES ?? '';
    writeFileSync(
      `${folder}${name}.${release}.json`,
      `${JSON.stringify({ workflowId, history: JSON.parse(history) as unknown })}\n`,
    );
  }
});
