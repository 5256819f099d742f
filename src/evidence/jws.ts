import { compactVerify, CompactSign, decodeProtectedHeader, importJWK } from 'jose';
import type { JWK } from 'jose';
import { canonicalJson } from './canonical.ts';
import { hasExactly, idForm } from './statement.ts';

/** Ed25519 is the default; ES256 is what phones and cards with a P-256 key can do. */
export type SigningAlgorithm = 'EdDSA' | 'ES256';

/** A compact JWS whose form is right; nothing is known yet about its signature. */
export interface ReadJws {
  keyId: string;
  type: string;
  payload: unknown;
}

/**
 * Reads a compact JWS of our strict form: header exactly `alg` (EdDSA or ES256), `kid` and `typ`,
 * hence no `crit`, no embedded key; payload canonical JSON. `undefined` for anything else.
 */
export function readJws(jws: string): ReadJws | undefined {
  try {
    const header: unknown = decodeProtectedHeader(jws);
    if (!hasExactly(header, ['alg', 'kid', 'typ'])) return undefined;
    const { alg, kid, typ } = header;
    if (alg !== 'EdDSA' && alg !== 'ES256') return undefined;
    if (typeof kid !== 'string' || !idForm.test(kid) || typeof typ !== 'string') return undefined;
    const text = decodeText(jws.split('.')[1] ?? '');
    const payload: unknown = JSON.parse(text);
    // Two texts for one statement would be two digests of it; repeated members hide a second one.
    return canonicalJson(payload) === text ? { keyId: kid, type: typ, payload } : undefined;
  } catch {
    // Whatever cannot be decoded is not of the form; the caller refuses it.
    return undefined;
  }
}

/** y of the points of small order, as they are encoded, p and p + 1 for 0 and 1 included. */
const smallOrder: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

/** Whether one signature would hold for many messages under this key: it proves nothing. */
function isOfSmallOrder(x: string): boolean {
  const y = Buffer.from(x, 'base64url');
  // The highest bit is the sign of x, and no part of y.
  if (y.length === 32) y[31] = (y[31] ?? 0) & 0x7f;
  return smallOrder.has(y.toString('hex'));
}

/** The algorithm that a key is for, or `undefined` for a key that may not sign. */
export function signingAlgorithm(jwk: JWK): SigningAlgorithm | undefined {
  // What came as JSON may be anything.
  const { x, y }: { x?: unknown; y?: unknown } = jwk;
  if (typeof (x ?? '') !== 'string' || typeof (y ?? '') !== 'string') return undefined;
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    return isOfSmallOrder(jwk.x ?? '') ? undefined : 'EdDSA';
  }
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return 'ES256';
  return undefined;
}

/**
 * The public part of a signing key and nothing else, as it is registered and published.
 * `undefined` if the key is of another kind, is no key at all or brings its private part along:
 * a private key that was sent is no longer its owner's alone.
 */
export async function publicSigningJwk(jwk: JWK): Promise<JWK | undefined> {
  const algorithm = signingAlgorithm(jwk);
  if (algorithm === undefined || 'd' in jwk) return undefined;
  const publicJwk = publicPart(jwk);
  try {
    await importJWK(publicJwk, algorithm);
    return publicJwk;
  } catch {
    // Coordinates that are no point of the curve.
    return undefined;
  }
}

/** True if the key is for the algorithm of the JWS and its signature holds. */
export async function signatureHolds(jws: string, jwk: JWK): Promise<boolean> {
  const algorithm = signingAlgorithm(jwk);
  if (algorithm === undefined) return false;
  try {
    const key = await importJWK(publicPart(jwk), algorithm);
    await compactVerify(jws, key, { algorithms: [algorithm] });
    return true;
  } catch {
    // jose throws for a bad signature, another algorithm and a broken key alike.
    return false;
  }
}

/** Signs a payload in the form that `readJws` reads. Throws if the key may not sign. */
export async function signJws(options: {
  privateJwk: JWK;
  keyId: string;
  type: string;
  payload: unknown;
}): Promise<string> {
  const algorithm = signingAlgorithm(options.privateJwk);
  if (algorithm === undefined) throw new TypeError('the key is neither Ed25519 nor P-256');
  const key = await importJWK(options.privateJwk, algorithm);
  return new CompactSign(new TextEncoder().encode(canonicalJson(options.payload)))
    .setProtectedHeader({ alg: algorithm, kid: options.keyId, typ: options.type })
    .sign(key);
}

function publicPart(jwk: JWK): JWK {
  const { kty, crv, x, y } = jwk;
  return y === undefined ? { kty, crv, x } : { kty, crv, x, y };
}

function decodeText(base64url: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(base64url)) throw new TypeError('not base64url');
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    Buffer.from(base64url, 'base64url'),
  );
}
