import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/rights.ts';

/** Who a bearer token is for, or the refusal `unauthenticated`. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/** The principal by its id, with the person behind it where the token names one. */
export interface Caller extends Principal {
  /** Recorded with what it does: the party, the consumer's reference, or the member of staff. */
  id: string;
  personId: string | null;
}

export interface IdentityOptions {
  issuer: string;
  jwksUrl: string;
  audience: string;
}

const jwksTimeoutMs = 5_000;
const jwksCooldownMs = 5_000;
const jwksMaxAgeMs = 600_000;
const clockToleranceSeconds = 5;

/** Signatures that a public key can check; `none` and shared secrets are not among them. */
const algorithms = ['EdDSA', 'ES256', 'RS256'];

const text = z.string().min(1).max(200);
const partyRoles = z.enum(['platform', 'seller', 'courier', 'payment_provider']);
const claimsSchema = z.union([
  z.object({ role: partyRoles, sub: text, party_id: text, person_id: text.optional() }),
  z.object({
    role: z.literal('consumer'),
    sub: text,
    platform_id: text,
    consumer_ref: text,
    person_id: text.optional(),
  }),
  z.object({
    role: z.enum(['support', 'ops', 'auditor']),
    sub: text,
    person_id: text.optional(),
  }),
]);

/**
 * Verifies bearer tokens against the issuer's published keys (RFC 9068). Whatever is not exactly
 * as expected is `unauthenticated`; an issuer that cannot be reached is `engine_unavailable`.
 */
export function createAuthenticate(options: IdentityOptions): Authenticate {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), {
    timeoutDuration: jwksTimeoutMs,
    cooldownDuration: jwksCooldownMs,
    cacheMaxAge: jwksMaxAgeMs,
  });
  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthenticated();
    const claims = claimsSchema.safeParse(await verifiedClaims(token, keys, options));
    if (!claims.success) throw unauthenticated();
    return callerOf(claims.data);
  };
}

async function verifiedClaims(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: IdentityOptions,
): Promise<unknown> {
  try {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: clockToleranceSeconds,
    });
    return verified.payload;
  } catch (error) {
    if (isOutage(error)) {
      throw new DomainError('engine_unavailable', 'The issuer of tokens cannot be reached.');
    }
    throw unauthenticated();
  }
}

/** jose has one code for «not what the issuer should answer»; the network has none of jose's. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC';
}

function callerOf(claims: z.infer<typeof claimsSchema>): Caller {
  const personId = claims.person_id ?? null;
  switch (claims.role) {
    case 'consumer':
      return {
        role: claims.role,
        id: claims.consumer_ref,
        partyId: null,
        platformId: claims.platform_id,
        consumerRef: claims.consumer_ref,
        personId,
      };
    case 'support':
    case 'ops':
    case 'auditor':
      return {
        role: claims.role,
        id: claims.sub,
        partyId: null,
        platformId: null,
        consumerRef: null,
        personId,
      };
    default:
      return {
        role: claims.role,
        id: claims.party_id,
        partyId: claims.party_id,
        platformId: claims.role === 'platform' ? claims.party_id : null,
        consumerRef: null,
        personId,
      };
  }
}

function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'A valid bearer token is needed.');
}
