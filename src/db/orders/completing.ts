import type { Destination } from '../../domain/parties/couriers.ts';
import type { Draft } from '../../domain/draft.ts';
import { dueInstants } from '../../domain/calendars/due-instants.ts';
import { must } from '../../domain/errors.ts';
import type { Actor, DocumentSignature, OrderDocument, SigningRole } from '../../domain/order.ts';
import type { DrawnNumber } from './document-series.ts';
import type { OrderBackground } from './load-order.ts';
import { decided } from './violations.ts';

/** The evidence that a transition leaves; made by `src/evidence/proof.ts`. */
export interface ProofMaker {
  chain: (
    entry: {
      orderId: string;
      sequence: number;
      at: string;
      type: string;
      actor: unknown;
      data: unknown;
    },
    head: string | null,
  ) => { previousHash: string; hash: string };
  digest: (value: unknown) => string;
  /** Where an order goes, read from its sealed recipient; null once that was erased. */
  destination: (personal: {
    orderId: string;
    wrappedKey: string | null;
    recipient: unknown;
  }) => Destination | null;
  freeze: (
    document: OrderDocument,
    facts: { number: string; wrappedKey: string | null; recipient: unknown },
  ) => OrderDocument;
  attestor: {
    keyId: string;
    attest: (said: {
      documents: { documentId: string; version: number; digest: string }[];
      role: SigningRole;
      signedAt: string;
      signer: Omit<DocumentSignature['signer'], 'name'> & { agreedBy: Actor };
    }) => Promise<string>;
  };
}

/** Puts in what rules cannot make: due instants, document numbers, seals and digests. */
export async function complete(
  draft: Draft,
  background: Pick<OrderBackground, 'calendars' | 'agreements' | 'personal'>,
  proof: ProofMaker,
  drawn: DrawnNumber | null,
): Promise<Draft> {
  const { calendars, agreements } = background;
  draft.deadlines = decided(() => dueInstants(draft, calendars, agreements));
  draft.deadlineRequests = [];
  draft.documents = draft.documents.map((document) =>
    document.digest !== ''
      ? document
      : proof.freeze(document, {
          number: document.number === '' ? numberFor(document, drawn) : document.number,
          wrappedKey: background.personal?.wrappedKey ?? null,
          recipient: background.personal?.recipient ?? null,
        }),
  );
  draft.signatures = await attested(draft, proof);
  return draft;
}

/** Signatures that came into being with their document, over the digest that it has only now. */
function attested(draft: Draft, { attestor }: ProofMaker): Promise<DocumentSignature[]> {
  return Promise.all(
    draft.signatures.map(async (signature) => {
      if (signature.digest !== '') return signature;
      const {
        id: documentId,
        version,
        digest,
      } = must(
        draft.documents.find(({ id }) => id === signature.documentId),
        'signed document',
      );
      const { role, signedAt, signer } = signature;
      const jws = await attestor.attest({
        documents: [{ documentId, version, digest }],
        role,
        signedAt,
        signer: { ...signer, agreedBy: draft.context.actor },
      });
      return { ...signature, digest, jws, keyId: attestor.keyId };
    }),
  );
}

/** The number that was drawn for its issuer. */
function numberFor({ issuerId }: OrderDocument, drawn: DrawnNumber | null): string {
  if (drawn?.issuerId !== issuerId) throw new Error(`no number was drawn for ${issuerId}`);
  return drawn.number;
}
