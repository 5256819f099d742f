import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import type { JWK } from 'jose';
import { z } from 'zod';
import { verifyDocument } from '../src/evidence/document-verification.ts';
import type { DocumentExport, Finding } from '../src/evidence/document-verification.ts';

/** Verifies an exported document offline. Ends with 0: it stands, 1: it does not, 2: unreadable. */

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

async function readExport(file: string, keysFile: string | undefined): Promise<DocumentExport> {
  const json = await readJson(file);
  const document = documentSchema.parse(json);
  if (keysFile !== undefined) {
    return { ...document, ...keysSchema.parse(await readJson(keysFile)) };
  }
  process.stdout.write('The keys are those of the export itself: whose they are is not shown.\n');
  return { ...document, ...keysSchema.parse(json) };
}

function lineOf({ result, role, code, detail }: Finding): string {
  return `${marks[result]}${role === null ? '' : `${role}: `}${detail} (${code})\n`;
}

async function main(file: string, options: { keys?: string }): Promise<void> {
  try {
    const findings = await verifyDocument(await readExport(file, options.keys));
    const stands = findings.every(({ result }) => result !== 'failed');
    const verdict = stands ? 'The document stands.' : 'The document does NOT stand.';
    process.stdout.write(`${findings.map(lineOf).join('')}${verdict}\n`);
    process.exitCode = stands ? 0 : 1;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    process.stderr.write(`No document could be read: ${reason}\n`);
    process.exitCode = 2;
  }
}

await new Command('verify-document')
  .description('verifies an exported document and its signatures with nothing but public keys')
  .argument('[file]', 'the export in JSON, - for the standard input', '-')
  .option('--keys <file>', 'JSON {keys, attestorKeys} from a source that you trust')
  .action(main)
  .parseAsync();
