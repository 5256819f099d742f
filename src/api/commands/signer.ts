import type { OrderAccess } from '../../db/reading/order-access.ts';
import type { KeyOwner, StoredSigningKey } from '../../db/registry/signing-keys.ts';
import type { SignDocument } from '../../domain/commands.ts';
import { demand, must } from '../../domain/errors.ts';
import type { SigningRole } from '../../domain/order.ts';
import type { Caller } from '../access/authenticate.ts';
import { newId } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { registeredName } from '../registry/registry-views.ts';
import type { Sealer } from './sealing.ts';
import type { AskedSignature, Signing } from './signing.ts';

/**
 * Under the name that the person was registered with, whatever name is given now: else one who signs
 * by key on one side and by name on the other would be two (S0 6.7.2 b).
 */
export async function withKnownName(
  parts: Parts,
  { asked, sealer }: Signing,
  { signer, keys }: { signer: SignDocument['signer']; keys: StoredSigningKey[] },
): Promise<SignDocument['signer']> {
  const key = keys.find(({ personId }) => personId === signer.personId);
  const known = key ? await registeredName(parts, key) : null;
  if (known === null) return signer;
  const { name, personDigest } = signerOf(
    { ...asked, signer: { ...asked.signer, name: known } },
    sealer,
  );
  return { ...signer, name, personDigest };
}

export function ownerOf(role: SigningRole, caller: Caller, order: OrderAccess): KeyOwner {
  return role === 'consumer'
    ? { ownerType: 'consumer', ownerId: order.consumerRef, platformId: order.platformId }
    : { ownerType: 'party', ownerId: must(caller.partyId, 'party'), platformId: null };
}

/** Without a key the signer must be named; a token's own person stands in for nobody else. */
export function namedSigner({ asked, caller, sealer }: Signing): SignDocument['signer'] {
  const { personId, name } = asked.signer;
  const own = caller.role === asked.role ? caller.personId : null;
  const signer = signerOf(asked, sealer);
  if (personId !== null || name !== null) return signer;
  demand(own !== null, 'malformed_request', 'Say who signs: a personId or a name.', {
    pointer: '/signer',
  });
  return { ...signer, personId: own };
}

export function signerOf({ signer, role }: AskedSignature, sealer: Sealer): SignDocument['signer'] {
  return {
    personId: signer.personId,
    name: role === 'consumer' ? sealer.nameOrNull(signer.name) : sealer.staffOrNull(signer.name),
    personDigest: sealer.personDigest(signer.name),
    relation: signer.relation,
    consent: signer.consent,
  };
}

export function signatureBase({ documentId, asked }: Signing) {
  return {
    name: 'signDocument' as const,
    documentId,
    signatureId: newId('sig'),
    role: asked.role,
    method: asked.method,
  };
}
