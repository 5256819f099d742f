import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { documentDigest } from '../../../src/evidence/document.ts';
import { genesisHash, journalHash } from '../../../src/evidence/journal-chain.ts';
import { signStatement } from '../../../src/evidence/signature.ts';
import { aSigningPerson } from './signing-people.ts';

const scripts = new URL('../../../scripts/', import.meta.url);

/** Runs a command as its user does, with the export on its standard input. */
async function run(script: string, args: string[], input: unknown) {
  const file = fileURLToPath(new URL(script, scripts));
  const child = spawn(process.execPath, [file, '-', ...args]);
  child.stdin.end(typeof input === 'string' ? input : JSON.stringify(input));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await closed, output, errors };
}

function anEntry(sequence: number, previousHash: string) {
  const at = '2026-11-24T10:00:00.000Z';
  const actor = { role: 'system', id: 'engine' };
  const entry = { sequence, at, type: 'order_placed', actor, data: {}, previousHash };
  return { ...entry, hash: journalHash({ orderId: 'ord_1', ...entry }) };
}

describe('S0 10.4: verify-journal', () => {
  const first = anEntry(1, genesisHash);
  const second = anEntry(2, first.hash);
  const journal = { orderId: 'ord_1', data: [first, second] };

  test('tells that a journal fits, and its head', async () => {
    const result = await run('verify-journal.ts', ['--head', second.hash], journal);

    expect(result).toEqual({
      status: 0,
      output: `2 entries fit, head ${second.hash}\n`,
      errors: '',
    });
  });

  test('names the first entry that does not fit', async () => {
    const changed = { ...journal, data: [first, { ...second, data: { note: 'changed' } }] };

    const { status, output } = await run('verify-journal.ts', [], changed);

    expect(status).toBe(1);
    expect(output).toMatch(/^entry 2 does not fit: its content was changed/);
  });

  test('notices a cut-off end by the head, and entries of another order', async () => {
    const cut = await run('verify-journal.ts', ['--head', second.hash], {
      ...journal,
      data: [first],
    });
    const other = await run(
      'verify-journal.ts',
      ['--order', 'ord_2'],
      [{ ...first, orderId: 'ord_1' }],
    );

    expect([cut.status, cut.output.slice(0, 20)]).toEqual([1, 'the end does not fit']);
    expect([other.status, other.output]).toEqual([
      1,
      'entry 1 does not fit: it belongs to another order\n',
    ]);
  });

  test('notices by the order’s version what was cut off, and tells what it cannot see', async () => {
    const cut = { ...journal, data: [first] };

    const known = await run('verify-journal.ts', ['--order-version', '2'], cut);
    const unknown = await run('verify-journal.ts', [], cut);

    expect([known.status, known.output]).toEqual([
      1,
      'the end does not fit: the order is at version 2, the last entry is 1\n',
    ]);
    expect(unknown.status).toBe(0);
    expect(unknown.output).toContain("the order's version must be 1");
  });

  test('tells what it cannot read', async () => {
    const noJson = await run('verify-journal.ts', [], 'no JSON');
    const noOrder = await run('verify-journal.ts', [], [first]);

    expect([noJson.status, noOrder.status]).toEqual([2, 2]);
    expect(noOrder.errors).toContain('give --order');
  });
});

describe('S0 10.4: verify-document', () => {
  test('tells for each signature whose it is, and whether the document stands', async () => {
    const { privateJwk, key } = aSigningPerson();
    const content = { documentId: 'doc_1', version: 1, number: 'H-1' };
    const digest = documentDigest(content);
    const jws = await signStatement({
      privateJwk,
      keyId: key.keyId,
      documents: [{ documentId: 'doc_1', version: 1, digest }],
      role: 'seller',
      signedAt: '2026-11-24T10:00:00.000Z',
    });
    const signature = {
      role: 'seller',
      method: 'jws',
      jws,
      recordedAt: '2026-11-24T10:00:01.000Z',
    };
    const document = { content, digest, signatures: [{ ...signature, signer: {} }], keys: [key] };

    const good = await run('verify-document.ts', [], document);
    const whole = await run('verify-document.ts', [], { documentId: 'doc_1', export: document });
    const { keys: _, ...alone } = document;
    const plain = await run('verify-document.ts', [], alone);
    const bad = await run('verify-document.ts', [], {
      ...document,
      content: { ...content, number: 'H-2' },
    });

    expect(good).toMatchObject({ status: 0, errors: '' });
    expect(good.output).toContain('seller: signed by key key_1 of per_1 of party pty_seller');
    expect(good.output).toMatch(/The document stands\.\n$/);
    expect([whole.status, whole.output]).toEqual([0, good.output]);
    expect(plain.status).toBe(3);
    expect(plain.output).toMatch(/not checked here seller: .*NOT be checked: .*verification/s);
    expect(bad.status).toBe(1);
    expect(bad.output).toMatch(/FAILED .*digest_differs[^]*The document does NOT stand\.\n$/);
  });

  test('tells what it cannot read', async () => {
    const { status, errors } = await run('verify-document.ts', [], { digest: 1 });

    expect(status).toBe(2);
    expect(errors).toContain('content');
  });
});
