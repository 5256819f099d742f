import { DomainError } from '../domain/errors.ts';
import { positionOf, type Page, type PageRequest, pageOf } from './pages.ts';
import type { Connection } from './queries.ts';
import { asJson } from './values.ts';

export type PartyRole = 'platform' | 'seller' | 'courier' | 'payment_provider' | 'supplier';
export type PartyStatus = 'pending' | 'approved' | 'rejected' | 'suspended';

/** What may be told about a party and changed by its patch. `contacts` are sealed. */
export interface PartyDetails {
  name: string;
  address: unknown;
  calendarId: string;
  /** What a seller trades in: policies may be bound to it. */
  category?: string | null;
  contacts: unknown;
  capabilities: unknown;
  regions: unknown;
  returnTo: unknown;
}

export interface NewParty extends PartyDetails {
  id: string;
  role: PartyRole;
  kind: 'organisation' | 'individual';
  registrationNumber: string;
  /** The key that its contacts are sealed under, wrapped. */
  wrappedKey: string | null;
  createdAt: string;
}

export interface Party extends NewParty {
  status: PartyStatus;
  /** Counts the changes of the party, its reviews included. */
  version: number;
  updatedAt: string;
}

/** Couriers work round the clock (7.5.1 b), everybody else by the working week (6.6 b). */
export function defaultCalendarId(role: PartyRole): string {
  return role === 'courier' ? 'always' : 'cn-5x8';
}

const partyColumns = `id, role, kind, name, registration_number as "registrationNumber", address,
  calendar_id as "calendarId", category, contacts, wrapped_key as "wrappedKey", capabilities, regions,
  return_to as "returnTo", status, version, created_at as "createdAt", updated_at as "updatedAt"`;

/**
 * Registers a party, pending until it is reviewed. DomainError `duplicate_registration_number`
 * with `existingId` where the role has one of that number already.
 */
export async function createParty(sql: Connection, party: NewParty): Promise<Party> {
  const [created] = await sql<Party[]>`
    insert into parties (id, role, kind, name, registration_number, address, calendar_id, category,
      contacts,
      wrapped_key, capabilities, regions, return_to, created_at, updated_at)
    values (${party.id}, ${party.role}, ${party.kind}, ${party.name}, ${party.registrationNumber},
      ${asJson(sql, party.address)}, ${party.calendarId}, ${party.category ?? null},
      ${asJson(sql, party.contacts)},
      ${party.wrappedKey}, ${asJson(sql, party.capabilities)}, ${asJson(sql, party.regions)},
      ${asJson(sql, party.returnTo)}, ${party.createdAt}, ${party.createdAt})
    on conflict (role, registration_number) do nothing
    returning ${sql.unsafe(partyColumns)}`;
  if (created) return created;
  const [existing] = await sql<{ id: string }[]>`
    select id from parties
    where role = ${party.role} and registration_number = ${party.registrationNumber}`;
  throw new DomainError(
    'duplicate_registration_number',
    `there is a ${party.role} of that registration number already`,
    { pointer: '/registrationNumber', ...(existing ? { existingId: existing.id } : {}) },
  );
}

/** Null if there is no such party. */
export async function readParty(sql: Connection, partyId: string): Promise<Party | null> {
  const [party] = await sql<Party[]>`
    select ${sql.unsafe(partyColumns)} from parties where id = ${partyId}`;
  return party ?? null;
}

export interface PartyFilters {
  role?: PartyRole;
  status?: PartyStatus;
  registrationNumber?: string;
}

/** Parties that match, the newest first. */
export async function listParties(
  sql: Connection,
  { filters, page }: { filters: PartyFilters; page: PageRequest },
): Promise<Page<Party>> {
  const { role = null, status = null, registrationNumber = null } = filters;
  const after = page.cursor === null ? null : positionOf('parties', page.cursor);
  const rows = await sql<Party[]>`
    select ${sql.unsafe(partyColumns)} from parties
    where (${role}::text is null or role = ${role})
      and (${status}::text is null or status = ${status})
      and (${registrationNumber}::text is null or registration_number = ${registrationNumber})
      and (${after?.at ?? null}::timestamptz is null
        or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::text))
    order by created_at desc, id desc
    limit ${page.limit + 1}`;
  const items = rows.map((party) => ({ at: party.createdAt, id: party.id, item: party }));
  return pageOf('parties', page.limit, items);
}

export interface PartyPatch {
  partyId: string;
  changes: Partial<PartyDetails> & { wrappedKey?: string };
  at: string;
  /** The version that the caller saw; null changes whatever is stored. */
  ifVersion: number | null;
}

/**
 * Changes what is given and leaves the rest. DomainError `not_found`, or `version_mismatch` where
 * somebody else was faster.
 */
export async function patchParty(sql: Connection, patch: PartyPatch): Promise<Party> {
  const { partyId, changes, at, ifVersion } = patch;
  const changed = (name: keyof PartyPatch['changes']): boolean => changes[name] !== undefined;
  const [party] = await sql<Party[]>`
    update parties set
      name = coalesce(${changes.name ?? null}, name),
      calendar_id = coalesce(${changes.calendarId ?? null}, calendar_id),
      category = case when ${changed('category')} then ${changes.category ?? null} else category end,
      wrapped_key = coalesce(${changes.wrappedKey ?? null}, wrapped_key),
      address = coalesce(${asJson(sql, changes.address)}, address),
      contacts = coalesce(${asJson(sql, changes.contacts)}, contacts),
      capabilities = coalesce(${asJson(sql, changes.capabilities)}, capabilities),
      regions = coalesce(${asJson(sql, changes.regions)}, regions),
      return_to = case when ${changed('returnTo')} then ${asJson(sql, changes.returnTo)} else return_to end,
      version = version + 1, updated_at = ${at}
    where id = ${partyId} and (${ifVersion}::integer is null or version = ${ifVersion})
    returning ${sql.unsafe(partyColumns)}`;
  if (party) return party;
  const stored = await readParty(sql, partyId);
  if (!stored) throw new DomainError('not_found', `there is no party ${partyId}`);
  throw new DomainError('version_mismatch', `the party has version ${stored.version}`, {
    currentVersion: stored.version,
  });
}
