import {
  demandNoRivalAgreement,
  readAgreement,
  storeAgreement,
} from '../../db/registry/agreements.ts';
import { readParty } from '../../db/registry/parties.ts';
import { demand } from '../../domain/errors.ts';
import { callerOf, notFound } from '../access/access.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { agreementAnswer, agreementBody } from '../schemas/registry/agreements.ts';
import { idParams } from '../schemas/values.ts';

const tag = 'parties';
const url = '/v1/agreements/:id';

/** What the parties have agreed on among themselves: it goes before the policy (design §2.5). */
export function addAgreementRoutes(app: Door, parts: Parts): void {
  app.put(
    url,
    {
      config: { right: 'manageAgreements' },
      schema: documented(
        {
          tag,
          summary: 'Store the next version of an agreement; deadlines started from then on obey it',
          description:
            'What the seller has agreed goes before what its platform has, and both before the ' +
            'policy. Two that are about the same on the same day are refused.',
          answers: { 200: agreementAnswer },
          refusals: [
            'party_not_found',
            'agreement_overlaps',
            'too_large',
            'unsupported_media_type',
          ],
        },
        { params: idParams, body: agreementBody },
      ),
    },
    async (request) => {
      const bound: string[] = [];
      for (const [index, partyId] of request.body.parties.entries()) {
        const party = await readParty(parts.sql, partyId);
        demand(party !== null, 'party_not_found', `there is no party ${partyId}`, {
          pointer: `/parties/${index}`,
        });
        if (party.role === 'courier' || party.role === 'payment_provider') bound.push(partyId);
      }
      const storedAt = new Date().toISOString();
      const told = { ...request.body, id: request.params.id, storedAt };
      return parts.sql.begin(async (tx) => {
        await demandNoRivalAgreement(tx, told, bound);
        return storeAgreement(tx, told);
      });
    },
  );
  app.get(
    url,
    {
      config: { right: 'readAgreements' },
      schema: documented(
        {
          tag,
          summary: 'An agreement, for its parties',
          answers: { 200: agreementAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request) => {
      const { partyId } = callerOf(request);
      const agreement = await readAgreement(parts.sql, request.params.id);
      const isTheirs = partyId === null || agreement?.parties.includes(partyId) === true;
      if (!agreement || !isTheirs) throw notFound();
      return agreement;
    },
  );
}
