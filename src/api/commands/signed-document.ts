import { listDocuments } from '../../db/reading/reads.ts';
import { must } from '../../domain/errors.ts';
import type { DocumentView } from '../../domain/views/document-view.ts';
import type { Parts } from '../parts.ts';
import type { Signing } from './signing.ts';

/** The document as it stands: what a signature without a JWS is put under. */
export async function currentDocument(
  parts: Pick<Parts, 'sql'>,
  { documentId, order }: Pick<Signing, 'documentId' | 'order'>,
): Promise<DocumentView> {
  const documents = await listDocuments(parts.sql, order.orderId);
  return must(
    documents.find(({ id }) => id === documentId),
    'document',
  );
}
