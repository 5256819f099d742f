import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import type { JWK } from 'jose';
import { z } from 'zod';
import { verifyDocument } from '../src/evidence/document-verification.ts';
import type { DocumentExport, Finding } from '../src/evidence/document-verification.ts';

/**
 * Verifies an exported document offline. Ends with 0: it stands, 1: it does not, 2: unreadable,
 * 3: its signatures cannot be checked, because the file brings no keys.
 */

const jwkSchema = z.looseObject({ kty: z.string() }).transform((jwk) => jwk as JWK);

const keysSchema = z.object({
  keys: z
    .array(
      z.object({
        keyId: z.string(),
        ownerType: z.enum(['party', 'consumer']),
        ownerId: z.string(),
        personId: z.string(),
        jwk: jwkSchema,
        revokedAt: z.iso.datetime().nullable().default(null),
      }),
    )
    .default([]),
  attestorKeys: z.array(z.object({ keyId: z.string(), publicJwk: jwkSchema })).default([]),
});

const documentSchema = z.object({
  content: z.record(z.string(), z.unknown()),
  digest: z.string(),
  sealedDisclosure: z.object({ salt: z.string(), value: z.unknown() }).nullish(),
  signatures: z.array(
    z.object({
      role: z.enum(['seller', 'courier', 'consumer']),
      method: z.enum(['jws', 'one_time_code', 'handwritten', 'attested']),
      keyId: z.string().nullable().default(null),
      jws: z.string().nullable().default(null),
      evidenceDigest: z.string().nullable().default(null),
      recordedAt: z.iso.datetime(),
      signer: z.object({
        personId: z.string().nullable().default(null),
        personDigest: z.string().nullable().default(null),
      }),
    }),
  ),
});

const marks: Record<Finding['result'], string> = {
  verified: 'ok     ',
  failed: 'FAILED ',
  not_checkable: 'not checked here ',
};

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
}

/** The whole answer of `GET /v1/documents/{id}/verification`, saved as it is, or its `export`. */
const savedSchema = z.union([
  z.object({ export: z.looseObject({}) }).transform((answer) => answer.export),
  z.looseObject({}),
]);

interface Read {
  document: DocumentExport;
  /** False for the document alone, as `GET /v1/documents/{id}` answers it. */
  hasKeys: boolean;
}

async function readExport(file: string, keysFile: string | undefined): Promise<Read> {
  const json = savedSchema.parse(await readJson(file));
  const document = documentSchema.parse(json);
  if (keysFile !== undefined) {
    const keys = keysSchema.parse(await readJson(keysFile));
    return { document: { ...document, ...keys }, hasKeys: true };
  }
  const hasKeys = 'keys' in json || 'attestorKeys' in json;
  if (hasKeys) {
    process.stdout.write('The keys are those of the export itself: whose they are is not shown.\n');
  }
  return { document: { ...document, ...keysSchema.parse(json) }, hasKeys };
}

/** Without any keys an unknown one says nothing about the signature. */
function judged(finding: Finding, hasKeys: boolean): Finding {
  if (hasKeys || finding.code !== 'key_unknown') return finding;
  return { ...finding, result: 'not_checkable', detail: 'the file does not bring the key' };
}

const withoutKeys =
  'The signatures can NOT be checked: this is the document without the public keys. Save the whole ' +
  'answer of GET /v1/documents/{id}/verification, or give --keys.';

function verdictOf(findings: Finding[], hasKeys: boolean): { verdict: string; exitCode: number } {
  if (findings.some(({ result }) => result === 'failed')) {
    return { verdict: 'The document does NOT stand.', exitCode: 1 };
  }
  if (!hasKeys && findings.some(({ code }) => code === 'key_unknown')) {
    return { verdict: withoutKeys, exitCode: 3 };
  }
  return { verdict: 'The document stands.', exitCode: 0 };
}

function lineOf({ result, role, code, detail }: Finding): string {
  return `${marks[result]}${role === null ? '' : `${role}: `}${detail} (${code})\n`;
}

async function main(
  file: string | undefined,
  options: { keys?: string },
  command: Command,
): Promise<void> {
  if (file === undefined) {
    process.exitCode = 2;
    return command.outputHelp({ error: true });
  }
  try {
    const { document, hasKeys } = await readExport(file, options.keys);
    const findings = (await verifyDocument(document)).map((one) => judged(one, hasKeys));
    const { verdict, exitCode } = verdictOf(findings, hasKeys);
    process.stdout.write(`${findings.map(lineOf).join('')}${verdict}\n`);
    process.exitCode = exitCode;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`No document could be read: ${reason}\n`);
    process.exitCode = 2;
  }
}

await new Command('verify-document')
  .description('verifies an exported document and its signatures with nothing but public keys')
  .argument(
    '[file]',
    'the saved answer of GET /v1/documents/{id}/verification, - for the standard input',
  )
  .option('--keys <file>', 'JSON {keys, attestorKeys} from a source that you trust')
  .action(main)
  .parseAsync();
