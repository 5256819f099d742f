import { DomainError } from '../../domain/errors.ts';
import type { CourierService, Tariff } from '../../domain/parties/tariffs.ts';
import { positionOf, type Page, type PageRequest, pageOf } from '../reading/pages.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

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
  /** Of a courier: what it offers, and what that costs (S0 7.4.2). */
  services?: readonly CourierService[];
  tariffs?: readonly Tariff[];
}

export interface NewParty extends PartyDetails {
  id: string;
  role: PartyRole;
  kind: 'organisation' | 'individual';
  registrationNumber: string;
  /** Of a supplier: the seller that has filed it; null where ops have. */
  sellerId?: string | null;
  /** The key that its contacts are sealed under, wrapped. */
  wrappedKey: string | null;
  createdAt: string;
}

export interface Party extends NewParty {
  sellerId: string | null;
  services: CourierService[];
  tariffs: Tariff[];
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
  return_to as "returnTo", services, tariffs, seller_id as "sellerId", status, version, created_at as "createdAt", updated_at as "updatedAt"`;

/**
 * Registers a party, pending until it is reviewed. DomainError `duplicate_registration_number`
 * with `existingId` where the role has one of that number already.
 */
export async function createParty(sql: Connection, party: NewParty): Promise<Party> {
  const [created] = await sql<Party[]>`
    insert into parties (id, role, kind, name, registration_number, address, calendar_id, category,
      contacts,
      wrapped_key, capabilities, regions, return_to, services, tariffs, seller_id, created_at,
      updated_at)
    values (${party.id}, ${party.role}, ${party.kind}, ${party.name}, ${party.registrationNumber},
      ${asJson(sql, party.address)}, ${party.calendarId}, ${party.category ?? null},
      ${asJson(sql, party.contacts)},
      ${party.wrappedKey}, ${asJson(sql, party.capabilities)}, ${asJson(sql, party.regions)},
      ${asJson(sql, party.returnTo)}, ${asJson(sql, party.services ?? [])},
      ${asJson(sql, party.tariffs ?? [])}, ${party.sellerId ?? null}, ${party.createdAt},
      ${party.createdAt})
    on conflict (role, registration_number, coalesce(seller_id, '')) do nothing
    returning ${sql.unsafe(partyColumns)}`;
  if (created) return created;
  const [existing] = await sql<{ id: string }[]>`
    select id from parties
    where role = ${party.role} and registration_number = ${party.registrationNumber}
      and seller_id is not distinct from ${party.sellerId ?? null}`;
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

/** The key that what is personal of a party is sealed under: the given one where it has none yet. */
export async function ensurePartyKey(
  tx: Connection,
  { partyId, wrappedKey }: { partyId: string; wrappedKey: string },
): Promise<string> {
  const [party] = await tx<{ wrapped_key: string }[]>`
    update parties set wrapped_key = coalesce(wrapped_key, ${wrappedKey}) where id = ${partyId}
    returning wrapped_key`;
  if (party) return party.wrapped_key;
  throw new DomainError('not_found', `there is no party ${partyId}`);
}

export interface PartyFilters {
  role?: PartyRole;
  status?: PartyStatus;
  registrationNumber?: string;
  /** Only that party itself, and the suppliers that it has filed. */
  keptBy?: string;
}

/** Parties that match, the newest first. */
export async function listParties(
  sql: Connection,
  { filters, page }: { filters: PartyFilters; page: PageRequest },
): Promise<Page<Party>> {
  const { role = null, status = null, registrationNumber = null, keptBy = null } = filters;
  const after = page.cursor === null ? null : positionOf('parties', page.cursor);
  const rows = await sql<Party[]>`
    select ${sql.unsafe(partyColumns)} from parties
    where (${role}::text is null or role = ${role})
      and (${status}::text is null or status = ${status})
      and (${registrationNumber}::text is null or registration_number = ${registrationNumber})
      and (${keptBy}::text is null or id = ${keptBy} or seller_id = ${keptBy})
      and (${after?.at ?? null}::timestamptz is null
        or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::text))
    order by created_at desc, id desc
    limit ${page.limit + 1}`;
  const items = rows.map((party) => ({ at: party.createdAt, id: party.id, item: party }));
  return pageOf('parties', page.limit, items);
}

export interface PartyPatch {
  partyId: string;
  /** Who changes it. */
  actor: { role: string; id: string };
  changes: Partial<PartyDetails> & { wrappedKey?: string };
  at: string;
  /** The version that the caller saw; null changes whatever is stored. */
  ifVersion: number | null;
}

/** What a patch may change, as it is told; contacts stay sealed. */
const toldColumns = (
  row: string,
) => `jsonb_build_object('name', ${row}.name, 'address', ${row}.address,
  'calendar', ${row}.calendar_id, 'category', ${row}.category, 'contacts', ${row}.contacts,
  'capabilities', ${row}.capabilities, 'regions', ${row}.regions, 'returnTo', ${row}.return_to,
  'services', ${row}.services, 'tariffs', ${row}.tariffs)`;

/**
 * Changes what is given, leaves the rest, and keeps what was there before. DomainError
 * `not_found`, or `version_mismatch` where somebody else was faster.
 */
export async function patchParty(sql: Connection, patch: PartyPatch): Promise<Party> {
  const { partyId, changes, at, ifVersion, actor } = patch;
  const changed = (name: keyof PartyPatch['changes']): boolean => changes[name] !== undefined;
  const [party] = await sql<Party[]>`
    with earlier as (
      select * from parties where id = ${partyId} for update
    ), patched as (
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
        services = coalesce(${asJson(sql, changes.services)}, services),
        tariffs = coalesce(${asJson(sql, changes.tariffs)}, tariffs),
        version = version + 1, updated_at = ${at}
      where id = (select id from earlier) and (${ifVersion}::integer is null or version = ${ifVersion})
      returning *
    ), noted as (
      insert into party_changes (party_id, version, changed_at, actor, before, after)
      select p.id, p.version, p.updated_at, ${asJson(sql, actor)}, ${sql.unsafe(toldColumns('e'))},
        ${sql.unsafe(toldColumns('p'))}
      from patched p join earlier e on e.id = p.id
    )
    select ${sql.unsafe(partyColumns)} from patched`;
  if (party) return party;
  const stored = await readParty(sql, partyId);
  if (!stored) throw new DomainError('not_found', `there is no party ${partyId}`);
  throw new DomainError(
    'version_mismatch',
    `the party has version ${stored.version}: read it again and send its ETag`,
    {
      currentVersion: stored.version,
    },
  );
}
