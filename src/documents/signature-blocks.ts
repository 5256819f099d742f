import { signingRoles } from '../domain/documents.ts';
import type { DocumentKind, SignatureMethod, SigningRole } from '../domain/order.ts';
import type { DocumentView, SignatureView } from '../domain/part-views.ts';
import { type Fact, fact, type SignatureBlock } from './sheet.ts';
import { personalText, timeText } from './values.ts';
import { methods, nothing, sides, wordFor } from './wording.ts';

/** Both sides of the note, in the order in which the rule names them (S0 6.7.2 b). */
export function signatureBlocks(document: DocumentView): SignatureBlock[] {
  return signingRoles[document.kind as DocumentKind].map((role: SigningRole) => {
    const signature = document.signatures.find((candidate) => candidate.role === role);
    return {
      side: sides[role],
      isSigned: signature !== undefined,
      facts: signature ? signedFacts(signature) : [],
    };
  });
}

/** When the second side signed, by the engine's own time; null while a signature is missing. */
export function completedAt({ status, signatures }: DocumentView): string | null {
  if (status !== 'signed') return null;
  const last = signatures
    .map(({ recordedAt }) => recordedAt)
    .toSorted()
    .at(-1);
  return last === undefined ? null : timeText(last);
}

function signedFacts({ signer, method, keyId, evidenceDigest, ...times }: SignatureView): Fact[] {
  const relation = signer.relation === null ? '' : `（${wordFor('relation', signer.relation)}）`;
  return [
    fact('签署人', 'Signer', `${personalText(signer.name ?? signer.personId)}${relation}`),
    fact('方式', 'Method', methods[method as SignatureMethod]),
    fact('签署时间', 'Signed', timeText(times.signedAt)),
    fact('记录时间', 'Recorded', timeText(times.recordedAt)),
    fact('密钥编号', 'Key id', keyId ?? nothing),
    ...(evidenceDigest === null ? [] : [fact('证据摘要', 'Evidence', evidenceDigest)]),
  ];
}
