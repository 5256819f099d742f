import { listDocuments } from '../../db/reads.ts';
import { must } from '../../domain/errors.ts';
import { callerOf, demandVisibleOrder, isOwnLeg, orderOf } from '../access.ts';
import { actorOf, answerCommand } from '../commands.ts';
import { checkDocument } from '../document-check.ts';
import { documented, orderCommandRefusals } from '../documentation.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../order-command.ts';
import type { Parts } from '../parts.ts';
import { presentTo } from '../present.ts';
import { documentAnswer, listOf, resultsAnswer } from '../schemas/answers.ts';
import { verificationAnswer } from '../schemas/registry-answers.ts';
import {
  discrepancyBody,
  documentsQuery,
  signatureBody,
  signaturesBody,
} from '../schemas/delivery.ts';
import { idParams } from '../schemas/values.ts';
import { signSeveral } from '../sign-several.ts';
import { signingCommand } from '../signing.ts';

const tag = 'documents';
const signatureRefusals = [
  'not_the_signing_role',
  'wrong_document_status',
  'already_signed',
  'digest_mismatch',
  'signature_invalid',
  'key_unknown',
  'key_revoked',
  'same_person_both_sides',
  'attestation_not_allowed',
  'method_not_allowed_for_role',
  'evidence_missing',
] as const;

/** What two sides sign: reads, signatures, discrepancies, and the proof that they hold. */
export function addDocumentRoutes(app: Door, parts: Parts): void {
  addDocumentReads(app, parts);
  addSigning(app, parts);
  addCommand(app, parts, {
    url: '/v1/documents/:id/discrepancy',
    right: 'disputeDocument',
    subject: 'document',
    tag,
    summary: 'Something does not match: the note is void, the discrepancy is kept (S0 6.7.2 d)',
    body: discrepancyBody,
    answer: documentAnswer,
    refusals: ['not_the_signing_role', 'wrong_document_status'],
    make: ({ id, body: { kind, lines, note, evidence }, sealer }) => ({
      name: 'disputeDocument',
      documentId: id,
      caseId: newId('cas'),
      kind,
      lines,
      note: sealer.textOrNull(note),
      evidence,
    }),
  });
}

function addDocumentReads(app: Door, parts: Parts): void {
  app.get(
    '/v1/documents',
    {
      config: { right: 'readDocument' },
      schema: documented(
        {
          tag,
          summary: 'The documents of an order',
          answers: { 200: listOf(documentAnswer) },
          refusals: ['not_found'],
        },
        { querystring: documentsQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const order = await demandVisibleOrder(parts, caller, request.query.orderId);
      const documents = await listDocuments(parts.sql, order.orderId);
      const own = documents.filter(({ id }) => isOwnLeg(caller, order, { type: 'document', id }));
      return { data: presentTo(parts.vault, caller, order)(own), nextCursor: null };
    },
  );
  app.get(
    '/v1/documents/:id',
    {
      config: { right: 'readDocument', subject: 'document' },
      schema: documented(
        {
          tag,
          summary: 'Read a document',
          answers: { 200: documentAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const order = orderOf(request);
      const documents = await listDocuments(parts.sql, order.orderId);
      const document = documents.find(({ id }) => id === request.params.id);
      return presentTo(parts.vault, callerOf(request), order)(must(document, 'document'));
    },
  );
  app.get(
    '/v1/documents/:id/verification',
    {
      config: { right: 'readDocument', subject: 'document' },
      schema: documented(
        {
          tag,
          summary: 'Does the document hold? Each check, with all that an offline check needs',
          answers: { 200: verificationAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    (request) =>
      checkDocument(parts, {
        caller: callerOf(request),
        order: orderOf(request),
        documentId: request.params.id,
      }),
  );
}

function addSigning(app: Door, parts: Parts): void {
  app.post(
    '/v1/documents/:id/signatures',
    {
      config: { right: 'signDocument', subject: 'document' },
      schema: documented(
        {
          tag,
          summary: 'Sign a document; the second valid signature completes it (design §4)',
          answers: { 201: documentAnswer },
          isCommand: true,
          refusals: [...orderCommandRefusals, ...signatureRefusals],
        },
        { params: idParams, body: signatureBody },
      ),
    },
    (request, reply) => {
      const caller = callerOf(request);
      return answerCommand(parts, request, reply, {
        make: (sealer) =>
          signingCommand(parts, {
            documentId: request.params.id,
            asked: request.body,
            caller,
            actor: actorOf(caller, 'signDocument'),
            order: orderOf(request),
            sealer,
          }),
        created: ({ id }) => `/v1/documents/${id}`,
      });
    },
  );
  app.post(
    '/v1/signatures',
    {
      config: { right: 'signDocument' },
      schema: documented(
        {
          tag,
          summary: 'Sign several documents with one JWS',
          description: 'Each document is a command of its own; a repeat completes the rest.',
          answers: { 200: resultsAnswer },
          isCommand: true,
          refusals: signatureRefusals,
        },
        { body: signaturesBody },
      ),
    },
    (request) => signSeveral(parts, request, request.body),
  );
}
