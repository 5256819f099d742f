import type { OrderAccess } from '../../db/reading/order-access.ts';
import type { SignDocument } from '../../domain/commands.ts';
import { demand } from '../../domain/errors.ts';
import type { Actor } from '../../domain/order.ts';
import type { Caller } from '../access/authenticate.ts';
import type { Parts } from '../parts.ts';
import type { SignatureBody } from '../schemas/delivery/signatures.ts';
import type { Sealer } from './sealing.ts';
import { takenAtTheDoor } from './signing-at-the-door.ts';
import { attested } from './signing-attested.ts';
import { commandOfJws } from './signing-by-key.ts';

/** A signature as asked for; one JWS may cover several documents. */
export type AskedSignature = Pick<
  SignatureBody,
  'role' | 'signer' | 'method' | 'jws' | 'evidenceDigest'
>;

export interface Signing {
  documentId: string;
  asked: AskedSignature;
  caller: Caller;
  actor: Actor;
  order: OrderAccess;
  sealer: Sealer;
}

/**
 * Makes the command of a signature after checking at the door what only the door can: whose
 * signature the caller may bring, that a JWS holds and whose key it is. Whether document and
 * moment are right is the rule's to say (design §4).
 */
export async function signingCommand(parts: Parts, signing: Signing): Promise<SignDocument> {
  const { asked, caller } = signing;
  demandSigningRole(caller, asked);
  if (asked.method === 'jws') return commandOfJws(parts, signing);
  demand(asked.jws === null, 'malformed_request', `A signature by ${asked.method} brings no JWS.`, {
    pointer: '/jws',
  });
  return asked.method === 'attested' ? attested(parts, signing) : takenAtTheDoor(parts, signing);
}

/** Each role signs for itself; the courier also takes the recipient's sign at the door. */
function demandSigningRole(caller: Caller, { role, method }: AskedSignature): void {
  const atTheDoor = method === 'one_time_code' || method === 'handwritten';
  if (atTheDoor) {
    demand(
      role === 'consumer',
      'method_not_allowed_for_role',
      'A code or handwriting is taken at the door, from the recipient.',
      { pointer: '/method' },
    );
  }
  const bringer = atTheDoor ? 'courier' : role;
  const isConsumers = bringer === 'consumer' && caller.role === 'platform';
  demand(
    caller.role === bringer || isConsumers,
    'not_the_signing_role',
    `A ${role}'s signature by ${method} is brought by the ${bringer}.`,
    { pointer: '/role' },
  );
  demand(
    method !== 'jws' || caller.role === role,
    'method_not_allowed_for_role',
    'What a platform signs for its consumer is attested (design §3).',
    { pointer: '/method' },
  );
}
