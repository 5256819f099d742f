import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDataConverter } from '../../src/vault/data-converter.ts';
import { installQuietRuntime } from '../support/engine.ts';
import { workflowBundlePath } from '../support/workflow-bundle.ts';
import { replaySecrets } from './secrets.ts';

const folder = fileURLToPath(new URL('histories/', import.meta.url));
const dataConverter = createDataConverter({
  codecKey: Buffer.from(replaySecrets.codecKey, 'base64'),
});

interface Recorded {
  workflowId: string;
  history: { events: { eventType: string; [field: string]: unknown }[] };
}

const recordings = readdirSync(folder).filter((name) => name.endsWith('.json'));
let workflowBundle: { code: string };
beforeAll(async () => {
  installQuietRuntime();
  workflowBundle = { code: readFileSync(await workflowBundlePath(), 'utf8') };
});

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Recorded;
}

async function replay({ workflowId, history }: Recorded): Promise<void> {
  await Worker.runReplayHistory(
    { workflowBundle, dataConverter },
    historyFromJSON(history),
    workflowId,
  );
}

describe('today’s workflows replay what earlier releases have lived', () => {
  test('there is a history of each kind of life', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(8);
  });

  test.each(recordings)('%s', async (name) => {
    await expect(replay(recorded(name))).resolves.not.toThrow();
  });

  test('S0 10.4.3: a recorded history shows nothing in clear', () => {
    for (const name of recordings) {
      const text = readFileSync(`${folder}${name}`, 'utf8');
      expect(text).not.toContain(Buffer.from('awaiting_handover').toString('base64').slice(0, 20));
      expect(text).toContain(Buffer.from('binary/encrypted').toString('base64'));
    }
  });

  test('a history that tells another plot does not replay', async () => {
    const tampered = recorded(recordings.find((name) => name.includes('.happy.')) ?? '');
    const call = tampered.history.events.find(
      (event) => event.eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
    )?.activityTaskScheduledEventAttributes as { activityType: { name: string } };
    call.activityType.name = 'releaseStock';

    await expect(replay(tampered)).rejects.toThrow(DeterminismViolationError);
  });
});
