import { boolean, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, json } from './columns.ts';

/** The registry's tables as migrations/0001_registry.sql makes them. */
export const parties = pgTable('parties', {
  id: text('id').primaryKey(),
  role: text('role').notNull(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  registrationNumber: text('registration_number').notNull(),
  address: json('address').notNull(),
  calendarId: text('calendar_id').notNull(),
  category: text('category'),
  contacts: json('contacts').notNull(),
  wrappedKey: text('wrapped_key'),
  capabilities: json('capabilities').notNull(),
  regions: json('regions').notNull(),
  returnTo: json('return_to'),
  services: json('services').notNull(),
  tariffs: json('tariffs').notNull(),
  sellerId: text('seller_id'),
  status: text('status').notNull(),
  version: integer('version').notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const partyChanges = pgTable(
  'party_changes',
  {
    partyId: text('party_id').notNull(),
    version: integer('version').notNull(),
    changedAt: instant('changed_at').notNull(),
    actor: json('actor').notNull(),
    before: json('before').notNull(),
    after: json('after').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partyId, table.version] })],
);

export const partyReviews = pgTable('party_reviews', {
  id: text('id').primaryKey(),
  partyId: text('party_id').notNull(),
  decision: text('decision').notNull(),
  reviewer: text('reviewer').notNull(),
  note: text('note'),
  nextReviewAt: instant('next_review_at'),
  registrationOverride: text('registration_override'),
  decidedAt: instant('decided_at').notNull(),
});

export const signingKeys = pgTable('signing_keys', {
  keyId: text('key_id').primaryKey(),
  ownerType: text('owner_type').notNull(),
  ownerId: text('owner_id').notNull(),
  platformId: text('platform_id'),
  personId: text('person_id').notNull(),
  personName: text('person_name'),
  jwk: json('jwk').notNull(),
  thumbprint: text('thumbprint').notNull(),
  registeredAt: instant('registered_at').notNull(),
  revokedAt: instant('revoked_at'),
});

export const policies = pgTable(
  'policies',
  {
    name: text('name').notNull(),
    version: integer('version').notNull(),
    content: json('content').notNull(),
    storedAt: instant('stored_at').notNull(),
    builtIn: boolean('built_in').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
);

export const calendars = pgTable(
  'calendars',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    content: json('content').notNull(),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);

export const calendarRecomputations = pgTable(
  'calendar_recomputations',
  {
    calendarId: text('calendar_id').notNull(),
    version: integer('version').notNull(),
    requestedAt: instant('requested_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [primaryKey({ columns: [table.calendarId, table.version] })],
);

export const partyQualifications = pgTable('party_qualifications', {
  id: text('id').primaryKey(),
  partyId: text('party_id').notNull(),
  kind: text('kind').notNull(),
  number: text('number').notNull(),
  issuer: text('issuer').notNull(),
  validFrom: date('valid_from').notNull(),
  validTo: date('valid_to'),
  evidenceDigest: text('evidence_digest').notNull(),
  filedAt: instant('filed_at').notNull(),
  revokedAt: instant('revoked_at'),
  revocationNote: text('revocation_note'),
});

export const registryLookups = pgTable('registry_lookups', {
  id: text('id').primaryKey(),
  partyId: text('party_id').notNull(),
  registrationNumber: text('registration_number').notNull(),
  outcome: text('outcome').notNull(),
  registeredName: text('registered_name'),
  lookedUpAt: instant('looked_up_at').notNull(),
});

export const partyReminders = pgTable(
  'party_reminders',
  {
    partyId: text('party_id').notNull(),
    reason: text('reason').notNull(),
    subjectId: text('subject_id').notNull(),
    dueOn: date('due_on').notNull(),
    remindedAt: instant('reminded_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partyId, table.reason, table.subjectId, table.dueOn] })],
);

export const goods = pgTable(
  'goods',
  {
    sellerId: text('seller_id').notNull(),
    sku: text('sku').notNull(),
    version: integer('version').notNull(),
    supplierId: text('supplier_id'),
    content: json('content').notNull(),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sellerId, table.sku, table.version] })],
);

export const agreements = pgTable(
  'agreements',
  {
    id: text('id').notNull(),
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    parties: text('parties').array().notNull(),
    content: json('content').notNull(),
    digest: text('digest').notNull(),
    validFrom: date('valid_from').notNull(),
    validTo: date('valid_to'),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);
