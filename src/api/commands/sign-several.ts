import type { FastifyRequest } from 'fastify';
import { findOrderIdOf } from '../../db/reading/reads.ts';
import { demand } from '../../domain/errors.ts';
import { verifyCompactSignature } from '../../evidence/signature.ts';
import { callerOf, demandVisibleOrder, isOwnLeg, notFound } from '../access/access.ts';
import { carryOut } from './carry-out.ts';
import type { CommandKey } from './command-key.ts';
import { actorOf, findAnswer, keyOf } from './commands.ts';
import { tellingOpenActions } from './open-actions.ts';
import type { Parts } from '../parts.ts';
import { sealerFor } from './sealing.ts';
import { carryOutSeveral, type PartResult } from './several.ts';
import { resolveSigningKey } from './signing-key.ts';
import { type AskedSignature, signingCommand } from './signing.ts';

/** One JWS over several documents: each is signed by a command of its own (design §4, §5). */
export async function signSeveral(
  parts: Parts,
  request: FastifyRequest,
  body: Pick<AskedSignature, 'role' | 'signer'> & { jws: string },
): Promise<{ results: PartResult[] }> {
  const caller = callerOf(request);
  const actor = actorOf(caller, 'signDocument');
  const asked = { ...body, method: 'jws', evidenceDigest: null } as const;
  // A call without a key is refused whatever else is wrong with it.
  keyOf(request);
  // A JWS that does not hold is refused as a whole, before anything of the call is stored.
  const { payload } = await verifyCompactSignature({
    jws: body.jws,
    resolveKey: async (keyId) => (await resolveSigningKey(parts, keyId))?.key,
  });
  const sign = async (documentId: string, key: CommandKey) => {
    if (await findAnswer(parts, key)) return;
    const found = await findOrderIdOf(parts.sql, { type: 'document', id: documentId });
    const order = await demandVisibleOrder(parts, caller, found?.orderId ?? '');
    const isOwn = isOwnLeg(caller, order, { type: 'document', id: documentId });
    demand(isOwn, 'not_found', notFound().message);
    const sealer = sealerFor(parts.vault, order);
    const action = await signingCommand(parts, { documentId, asked, caller, actor, order, sealer });
    await tellingOpenActions(parts, { caller, order }, () =>
      carryOut(parts, { order, action, actor, key }),
    );
  };
  const documentIds = payload.documents.map(({ documentId }) => documentId);
  return carryOutSeveral(parts, {
    request,
    parts: documentIds,
    idOf: (id) => id,
    carryOut: sign,
    subject: { type: 'document', id: documentIds[0] ?? '' },
  });
}
