import { signingRoles } from '../domain/shipments/documents.ts';
import type { NoteKind, SignatureMethod, SigningRole } from '../domain/order.ts';
import type { Custodian, DocumentView, SignatureView } from '../domain/views/document-view.ts';
import { type Fact, fact, type SignatureBlock } from './sheet.ts';
import { personalText, timeText } from './values.ts';
import { methods, nothing, receivingSeller, sides, wordFor } from './wording.ts';

/** Both sides of the note, in the order in which the rule names them (S0 6.7.2 b). */
export function signatureBlocks(document: DocumentView): SignatureBlock[] {
  if (document.kind === 'offer') return [];
  const isReturn = document.kind === 'return_to_seller_note';
  return signingRoles[document.kind as NoteKind].map((role: SigningRole) => {
    const signature = document.signatures.find((candidate) => candidate.role === role);
    return {
      side: isReturn && role === 'seller' ? receivingSeller : sides[role],
      isSigned: signature !== undefined,
      facts: signature ? signedFacts(signature) : [],
    };
  });
}

/** When the second side signed, by the engine's own time. */
export function completedText({ completedAt, status }: DocumentView): string {
  if (completedAt !== null) return timeText(completedAt);
  return status === 'void' ? '未完成，已作废' : '待双方签署';
}

/** Who keeps a side's documents (S0 6.7.2 c): named, or else whoever signed. */
export function custodianText(custodian: Custodian | null | undefined): string {
  if (!custodian) return '由签署人保管';
  const name = personalText(custodian.name ?? custodian.personId);
  return custodian.by === 'note' ? name : `${name}（签署人）`;
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
