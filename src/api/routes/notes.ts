import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { documentAnswer } from '../schemas/answers/document-answers.ts';
import type { Sealer } from '../commands/sealing.ts';
import { inspectionBody } from '../schemas/delivery/at-the-door.ts';
import { handoverNoteBody, returnNoteBody } from '../schemas/delivery/notes.ts';

const tag = 'shipments';
const atDocument = ({ id }: { id: string }): string => `/v1/documents/${id}`;

/** The steps that make a document for two sides to sign. */
export function addNoteRoutes(app: Door, parts: Parts): void {
  addHandoverNote(app, parts);
  addInspection(app, parts);
  addCommand(app, parts, {
    url: '/v1/shipments/:id/return-note',
    right: 'issueReturnNote',
    subject: 'shipment',
    tag,
    summary: 'Issue the return-to-seller note (S0 7.7.3 a)',
    body: returnNoteBody,
    answer: documentAnswer,
    refusals: [
      'wrong_shipment_status',
      'wrong_document_status',
      'line_not_found',
      'quantities_do_not_add_up',
    ],
    created: atDocument,
    make: ({ id, body: { parcels, lines, custodians }, sealer }) => ({
      name: 'issueReturnNote',
      shipmentId: id,
      documentId: newId('doc'),
      parcels,
      lines,
      custodians: custodians && sealedCustodians(custodians, sealer),
    }),
  });
}

type Custodians = { seller: string | null; courier: string | null };

function sealedCustodians({ seller, courier }: Custodians, sealer: Sealer): Custodians {
  return { seller: sealer.staffOrNull(seller), courier: sealer.staffOrNull(courier) };
}

function addHandoverNote(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/handover-note',
    right: 'issueHandoverNote',
    subject: 'shipment',
    tag,
    summary: 'Issue the handover note that seller and courier sign (S0 6.7.2)',
    body: handoverNoteBody,
    answer: documentAnswer,
    refusals: [
      'wrong_shipment_status',
      'wrong_document_status',
      'payment_unresolved',
      'not_paid_for',
      'authorization_expired',
      'stock_not_held',
      'order_busy',
      'line_not_found',
      'quantities_do_not_add_up',
      'waybill_no_in_use',
    ],
    created: atDocument,
    make: ({ id, body, sealer }) => ({
      name: 'issueHandoverNote',
      shipmentId: id,
      documentId: newId('doc'),
      waybillNo: body.waybillNo,
      parcels: body.parcels,
      counted: body.lines,
      custodians: sealedCustodians(body.custodians, sealer),
      agentName: sealer.staffOrNull(body.agent?.name ?? null),
    }),
  });
}

function addInspection(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/inspection',
    right: 'inspectDelivery',
    subject: 'shipment',
    tag,
    summary: 'Record the inspection at the door; issues the delivery note (S0 7.7.2)',
    body: inspectionBody,
    answer: documentAnswer,
    refusals: [
      'wrong_shipment_status',
      'wrong_document_status',
      'appointment_missing',
      'line_not_found',
      'quantities_do_not_add_up',
      'reason_missing',
      'collection_missing',
      'collection_not_due',
      'cod_amount_mismatch',
      'collection_reference_missing',
      'collection_undecided',
    ],
    created: atDocument,
    make: ({ id, body: { agent, packaging, opening, lines, collection }, sealer }) => ({
      name: 'inspectDelivery',
      shipmentId: id,
      documentId: newId('doc'),
      agent: {
        name: sealer.staff(agent.name),
        identityDocument: {
          kind: agent.identityDocument.kind,
          last4: sealer.identity(agent.identityDocument.last4),
        },
      },
      packaging,
      opening,
      lines: lines.map((line) => ({ ...line, evidence: sealer.evidence(line.evidence) })),
      collection,
    }),
  });
}
