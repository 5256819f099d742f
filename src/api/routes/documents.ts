import type { FastifyRequest } from 'fastify';
import { accessOfOrders, type OrderAccess } from '../../db/reading/order-access.ts';
import { listDocuments, ordersWithDocument } from '../../db/reading/reads.ts';
import { must } from '../../domain/errors.ts';
import { canSee, scopeOf } from '../../domain/rights.ts';
import type { JsonValue } from '../../vault/seal.ts';
import { callerOf, demandVisibleOrder, isOwnLeg, orderOf } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { checkDocument } from '../commands/document-check.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Door } from '../door.ts';
import { newId } from '../ids.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { presentTo } from '../present.ts';
import { listOf } from '../schemas/answers/answer-values.ts';
import { documentAnswer, verificationAnswer } from '../schemas/answers/document-answers.ts';
import { discrepancyBody, documentsQuery } from '../schemas/delivery/documents.ts';
import { idParams } from '../schemas/values.ts';
import { addPrinting } from './printing.ts';
import { addSigning } from './signing.ts';

const tag = 'documents';

/** What two sides sign: reads, signatures, discrepancies, and the proof that they hold. */
export function addDocumentRoutes(app: Door, parts: Parts): void {
  addDocumentReads(app, parts);
  addSigning(app, parts);
  addCommand(app, parts, {
    url: '/v1/documents/:id/discrepancy',
    right: 'disputeDocument',
    subject: 'document',
    tag,
    summary: 'Something does not match: the note is void, the discrepancy is kept (S0 6.7.2 b)',
    body: discrepancyBody,
    answer: documentAnswer,
    refusals: [
      'not_the_signing_role',
      'wrong_document_status',
      'line_not_found',
      'within_tolerance',
    ],
    make: ({ id, body: { kind, lines, note, evidence }, sealer }) => ({
      name: 'disputeDocument',
      documentId: id,
      caseId: newId('cas'),
      kind,
      lines,
      note: sealer.textOrNull(note),
      evidence: sealer.evidence(evidence),
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
          summary: 'The documents of an order, or those that have a number (Code 128)',
          description: 'A number is the issuing party’s own: two sellers may both have it.',
          answers: { 200: listOf(documentAnswer) },
          refusals: ['not_found'],
        },
        { querystring: documentsQuery },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { orderId, number } = request.query;
      const orders =
        orderId === undefined
          ? await ordersByNumber(parts, caller, number ?? '')
          : [await demandVisibleOrder(parts, caller, orderId)];
      const found = await Promise.all(
        orders.map((order) => ownDocuments(parts, caller, { order, number })),
      );
      return { data: found.flat(), nextCursor: null };
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
    async (request) => documentFor(parts, request),
  );
  addPrinting(app, parts);
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

/** More orders than anybody would look through have no document of one number. */
const ordersMax = 100;

async function ordersByNumber(
  parts: Parts,
  caller: Caller,
  number: string,
): Promise<OrderAccess[]> {
  const scope = scopeOf(caller);
  if (scope === null) return [];
  const ids = await ordersWithDocument(parts.sql, { number, scope, limit: ordersMax });
  const access = await accessOfOrders(parts.sql, ids);
  return [...access.values()].filter((order) => canSee(caller, order));
}

/** The documents of an order that are the caller's to see, as it may see them. */
async function ownDocuments(
  parts: Parts,
  caller: Caller,
  { order, number }: { order: OrderAccess; number: string | undefined },
): Promise<JsonValue[]> {
  const documents = await listDocuments(parts.sql, order.orderId);
  const own = documents.filter(
    (document) =>
      isOwnLeg(caller, order, { type: 'document', id: document.id }) &&
      (number === undefined || document.number === number),
  );
  return own.map(presentTo(parts.vault, caller, order));
}

/** The document as its reader may see it. */
export async function documentFor(parts: Parts, request: FastifyRequest): Promise<JsonValue> {
  const { id: wanted } = request.params as { id: string };
  const order = orderOf(request);
  const documents = await listDocuments(parts.sql, order.orderId);
  const document = documents.find(({ id }) => id === wanted);
  return presentTo(parts.vault, callerOf(request), order)(must(document, 'document'));
}
