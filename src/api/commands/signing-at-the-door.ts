import type { SignDocument } from '../../domain/commands.ts';
import { demand } from '../../domain/errors.ts';
import type { Parts } from '../parts.ts';
import { orderTime } from './order-clock.ts';
import { currentDocument } from './signed-document.ts';
import { namedSigner, signatureBase } from './signer.ts';
import type { Signing } from './signing.ts';

/** The courier has taken the recipient's code or handwriting: the evidence of it is kept. */
export async function takenAtTheDoor(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, order } = signing;
  demand(
    asked.evidenceDigest !== null,
    'evidence_missing',
    'A code or handwriting is kept as evidence: send its evidenceDigest.',
    {
      pointer: '/evidenceDigest',
    },
  );
  const document = await currentDocument(parts, signing);
  return {
    ...signatureBase(signing),
    signer: namedSigner(signing),
    keyId: null,
    digest: document.digest,
    version: document.version,
    jws: null,
    evidenceDigest: asked.evidenceDigest,
    signedAt: orderTime(order),
  };
}
