import type { DocumentKind, DocumentStatus } from '../domain/order.ts';
import type { DocumentView } from '../domain/views/document-view.ts';
import { deliverySections } from './delivery-note.ts';
import { handoverSections } from './handover-note.ts';
import { offerSections } from './offer.ts';
import { returnSections } from './return-to-seller-note.ts';
import { fact, label, type Section, type Sheet } from './sheet.ts';
import { signatureBlocks } from './signature-blocks.ts';
import { personalText } from './values.ts';
import { statuses, titles } from './wording.ts';

const sectionsOf: Record<DocumentKind, (document: DocumentView) => Section[]> = {
  handover_note: handoverSections,
  delivery_note: deliverySections,
  return_to_seller_note: returnSections,
  offer: offerSections,
};

/**
 * All that the printed note says, from the document as one reader may see it: what is masked
 * there is masked here. Nothing but the document is asked, so the same view says the same.
 */
export function noteSheet(document: DocumentView): Sheet {
  const kind = document.kind as DocumentKind;
  return {
    ...titles[kind],
    documentId: document.id,
    number: document.number,
    version: document.version,
    digest: document.digest,
    status: statuses[document.status as DocumentStatus],
    isVoid: document.status === 'void',
    issuedAt: document.issuedAt,
    sections: [orderSection(document), ...sectionsOf[kind](document)],
    signatures: signatureBlocks(document),
  };
}

function orderSection({ orderId, shipmentId, content }: DocumentView): Section {
  return {
    kind: 'facts',
    title: label('订单', 'Order'),
    facts: [
      fact('平台订单号', 'Platform order', personalText(content['platformOrderNo'])),
      fact('订单号', 'Order', orderId),
      ...(shipmentId === null ? [] : [fact('配送单元', 'Shipment', shipmentId)]),
    ],
  };
}

/** What the QR code says: which document, and the digest by which a copy is verified. */
export function verificationText({ documentId, number, version, digest }: Sheet): string {
  return `luyue:${documentId}?number=${number}&version=${version}&digest=${digest}`;
}
