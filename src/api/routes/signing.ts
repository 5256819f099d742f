import { signatureForm } from '../../evidence/signature.ts';
import { callerOf, orderOf } from '../access/access.ts';
import { actorOf, answerCommand } from '../commands/commands.ts';
import { signSeveral } from '../commands/sign-several.ts';
import { signingCommand } from '../commands/signing.ts';
import type { Door } from '../door.ts';
import { documented, orderCommandRefusals } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { documentAnswer } from '../schemas/answers/document-answers.ts';
import { dryRunAnswer, resultsAnswer } from '../schemas/answers/problem-answers.ts';
import { signatureBody, signaturesBody } from '../schemas/delivery/signatures.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';

const tag = 'documents';
const signatureRefusals = [
  'not_the_signing_role',
  'wrong_document_status',
  'already_signed',
  'digest_mismatch',
  'signature_invalid',
  'key_unknown',
  'key_revoked',
  'person_unknown',
  'same_person_both_sides',
  'attestation_not_allowed',
  'method_not_allowed_for_role',
  'evidence_missing',
  'payment_unresolved',
  'not_paid_for',
  'stock_not_held',
  'order_busy',
] as const;

const methods = `By \`method\`, strongest first: \`jws\` is ${signatureForm}. The key is registered for a person of
that party; its private part never reaches the server. \`one_time_code\` and \`handwritten\` are taken on
the courier's device from the recipient, with \`evidenceDigest\`. \`attested\`: whoever calls agrees, and
the server signs that statement, where the policy allows it.`;

export function addSigning(app: Door, parts: Parts): void {
  app.post(
    '/v1/documents/:id/signatures',
    {
      config: { right: 'signDocument', subject: 'document' },
      schema: documented(
        {
          tag,
          summary: 'Sign a document; the second valid signature completes it',
          description: `With \`dryRun=true\`: 200 and what would happen; the key is not consumed.\n\n${methods}`,
          answers: { 200: dryRunAnswer, 201: documentAnswer },
          isCommand: true,
          refusals: [...orderCommandRefusals, ...signatureRefusals],
        },
        { params: idParams, querystring: dryRunQuery, body: signatureBody },
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
          description:
            'Each document is a command of its own; a repeat completes the rest. ' +
            `\`jws\` is ${signatureForm}.`,
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
