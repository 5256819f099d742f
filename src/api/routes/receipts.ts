import type { AcceptGoods, DenyReceipt } from '../../domain/commands.ts';
import { callerOf } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { answerCommand } from '../commands/commands.ts';
import { documented, orderCommandRefusals } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import { demand } from '../../domain/errors.ts';
import { newId } from '../ids.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { dryRunAnswer } from '../schemas/answers/problem-answers.ts';
import {
  type AcceptanceBody,
  acceptanceBody,
  unattendedBody,
} from '../schemas/delivery/receipt.ts';
import { shipmentAnswer } from '../schemas/answers/shipment-answers.ts';
import { dryRunQuery, idParams } from '../schemas/values.ts';
import type { Sealer } from '../commands/sealing.ts';

const tag = 'shipments';

/** How goods come to a consumer whom nobody meets (S0 7.7.2). */
export function addReceiptRoutes(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/shipments/:id/unattended-delivery',
    right: 'leaveUnattended',
    subject: 'shipment',
    tag,
    summary: 'Leave the goods where the consumer has agreed to (S0 7.7.2)',
    body: unattendedBody,
    answer: shipmentAnswer,
    refusals: [
      'wrong_shipment_status',
      'wrong_document_status',
      'cod_needs_recipient',
      'unattended_not_agreed',
      'stored_until_out_of_range',
      'evidence_missing',
    ],
    make: ({ id, body: { place, evidence, storedUntil }, sealer }) => ({
      name: 'leaveUnattended',
      shipmentId: id,
      place: {
        kind: place.kind,
        operator: place.operator === null ? null : sealer.place(place.operator),
      },
      evidence: sealer.evidence(evidence),
      storedUntil,
    }),
  });
  addAcceptance(app, parts);
}

function addAcceptance(app: Door, parts: Parts): void {
  app.post(
    '/v1/shipments/:id/acceptance',
    {
      config: { right: 'acceptGoods', subject: 'shipment' },
      schema: documented(
        {
          tag,
          summary: 'Say what was found in goods that nobody handed over (S0 7.7.2 c, d)',
          description:
            'For goods left unattended, or delivered by the carrier’s word alone. Makes the ' +
            'delivery note and signs it. With `dryRun=true`: 200 and what would happen; the key ' +
            'is not consumed.',
          answers: { 200: shipmentAnswer.or(dryRunAnswer) },
          isCommand: true,
          refusals: [
            ...orderCommandRefusals,
            'wrong_shipment_status',
            'wrong_document_status',
            'wrong_case_status',
            'cod_needs_recipient',
            'line_not_found',
            'quantities_do_not_add_up',
            'reason_missing',
            'attestation_not_allowed',
            'person_unknown',
          ],
        },
        { params: idParams, querystring: dryRunQuery, body: acceptanceBody },
      ),
    },
    (request, reply) => {
      const asked = { shipmentId: request.params.id, body: request.body };
      const caller = callerOf(request);
      return answerCommand(parts, request, reply, {
        make: (sealer) =>
          asked.body.received ? accepting(asked, caller, sealer) : denying(asked, sealer),
      });
    },
  );
}

interface Asked {
  shipmentId: string;
  body: AcceptanceBody;
}

function accepting({ shipmentId, body }: Asked, caller: Caller, sealer: Sealer): AcceptGoods {
  const { packaging, lines, signature } = body;
  const { personId = null, name = null, relation = null, consent = null } = signature?.signer ?? {};
  // The server attests what its caller agreed to: the person of the token, and nobody else.
  demand(
    personId === null || personId === caller.personId,
    'person_unknown',
    'An attested signature is that of the caller; leave the personId out and give the name.',
    { pointer: '/signature/signer/personId' },
  );
  const isOwn = caller.role === 'consumer' && personId === null && name === null;
  return {
    name: 'acceptGoods',
    shipmentId,
    documentId: newId('doc'),
    signatureId: newId('sig'),
    packaging,
    lines: lines.map((line) => ({ ...line, evidence: sealer.evidence(line.evidence) })),
    isSigned: signature !== null,
    signer: {
      personId: isOwn ? caller.personId : personId,
      name: sealer.nameOrNull(name),
      personDigest: sealer.personDigest(name),
      relation,
      consent,
    },
  };
}

function denying({ shipmentId, body }: Asked, sealer: Sealer): DenyReceipt {
  return {
    name: 'denyReceipt',
    shipmentId,
    caseId: newId('cas'),
    note: sealer.textOrNull(body.note),
  };
}
