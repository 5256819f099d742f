import { DomainError } from '../../domain/errors.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

/** Whose people sign with a key: a party's, or a consumer of a platform. */
export interface KeyOwner {
  ownerType: 'party' | 'consumer';
  ownerId: string;
  /** Of a consumer, whose reference only its platform knows; null for a party. */
  platformId: string | null;
}

export interface NewSigningKey extends KeyOwner {
  keyId: string;
  personId: string;
  /** Sealed. */
  personName: string | null;
  jwk: Record<string, unknown>;
  /** RFC 7638, of the public key: the same key again is recognized by it. */
  thumbprint: string;
  registeredAt: string;
}

export interface StoredSigningKey extends NewSigningKey {
  revokedAt: string | null;
}

const keyColumns = `key_id as "keyId", owner_type as "ownerType", owner_id as "ownerId",
  platform_id as "platformId", person_id as "personId", person_name as "personName", jwk,
  thumbprint, registered_at as "registeredAt", revoked_at as "revokedAt"`;

/**
 * Registers a public key for a person. The same key for the same person again is the first
 * registration; for anybody else DomainError `key_in_use`, since a key proves one person; a
 * revoked one never comes back: `key_revoked`.
 */
export async function registerSigningKey(
  sql: Connection,
  key: NewSigningKey,
): Promise<StoredSigningKey> {
  const [registered] = await sql<StoredSigningKey[]>`
    insert into signing_keys (key_id, owner_type, owner_id, platform_id, person_id, person_name,
      jwk, thumbprint, registered_at)
    values (${key.keyId}, ${key.ownerType}, ${key.ownerId}, ${key.platformId}, ${key.personId},
      ${key.personName}, ${asJson(sql, key.jwk)}, ${key.thumbprint}, ${key.registeredAt})
    on conflict do nothing
    returning ${sql.unsafe(keyColumns)}`;
  if (registered) return registered;
  const [known] = await sql<StoredSigningKey[]>`
    select ${sql.unsafe(keyColumns)} from signing_keys where thumbprint = ${key.thumbprint}`;
  if (!known || !isSamePerson(known, key)) {
    throw new DomainError('key_in_use', 'the key is registered for somebody else');
  }
  if (known.revokedAt !== null) {
    throw new DomainError('key_revoked', 'the key was revoked and is not taken again');
  }
  return known;
}

function isSamePerson(known: StoredSigningKey, key: NewSigningKey): boolean {
  return (
    known.ownerType === key.ownerType &&
    known.ownerId === key.ownerId &&
    known.platformId === key.platformId &&
    known.personId === key.personId
  );
}

/** The key of that id, revoked or not; null if there is none. */
export async function findSigningKey(
  sql: Connection,
  keyId: string,
): Promise<StoredSigningKey | null> {
  const [key] = await sql<StoredSigningKey[]>`
    select ${sql.unsafe(keyColumns)} from signing_keys where key_id = ${keyId}`;
  return key ?? null;
}

/** Every key of an owner's people, revoked ones included, in the order of registration. */
export async function listSigningKeys(
  sql: Connection,
  owner: KeyOwner,
): Promise<StoredSigningKey[]> {
  return sql<StoredSigningKey[]>`
    select ${sql.unsafe(keyColumns)} from signing_keys
    where owner_type = ${owner.ownerType} and owner_id = ${owner.ownerId}
      and platform_id is not distinct from ${owner.platformId}
    order by registered_at, key_id`;
}

/**
 * Revokes an owner's key from then on; what it signed before stays signed. Twice is once, the
 * first time counts. Null if the owner has no such key.
 */
export async function revokeSigningKey(
  sql: Connection,
  { owner, keyId, revokedAt }: { owner: KeyOwner; keyId: string; revokedAt: string },
): Promise<StoredSigningKey | null> {
  const [key] = await sql<StoredSigningKey[]>`
    update signing_keys set revoked_at = coalesce(revoked_at, ${revokedAt}::timestamptz)
    where key_id = ${keyId} and owner_type = ${owner.ownerType} and owner_id = ${owner.ownerId}
      and platform_id is not distinct from ${owner.platformId}
    returning ${sql.unsafe(keyColumns)}`;
  return key ?? null;
}
