import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type {
  Actor,
  Case,
  DocumentKind,
  DocumentSignature,
  DocumentStatus,
  Invoice,
  PaymentMovement,
  Refund,
  SigningRole,
  Subject,
} from '../../domain/order.ts';
import { instant, json, transactionId, whole } from './columns.ts';

/** What is kept of an order's life, as migrations/0002_orders.sql makes the tables. */
export const documentSeries = pgTable(
  'document_series',
  {
    issuerId: text('issuer_id').notNull(),
    kind: text('kind').notNull(),
    year: integer('year').notNull(),
    lastNumber: whole('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuerId, table.kind, table.year] })],
);

export const documents = pgTable('documents', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  shipmentId: text('shipment_id'),
  kind: text('kind').$type<DocumentKind>().notNull(),
  issuerId: text('issuer_id').notNull(),
  number: text('number').notNull(),
  version: integer('version').notNull(),
  status: text('status').$type<DocumentStatus>().notNull(),
  digest: text('digest').notNull(),
  content: json('content').$type<Record<string, unknown>>().notNull(),
  sealed: json('sealed').$type<Record<string, unknown>>(),
  issuedAt: instant('issued_at').notNull(),
});

export const signatures = pgTable('signatures', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  documentId: text('document_id').notNull(),
  role: text('role').$type<SigningRole>().notNull(),
  method: text('method').$type<DocumentSignature['method']>().notNull(),
  signer: json('signer').$type<DocumentSignature['signer']>().notNull(),
  keyId: text('key_id'),
  digest: text('digest').notNull(),
  jws: text('jws'),
  evidenceDigest: text('evidence_digest'),
  signedAt: instant('signed_at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
});

export const paymentMovements = pgTable('payment_movements', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  kind: text('kind').$type<PaymentMovement['kind']>().notNull(),
  method: text('method').notNull(),
  status: text('status').$type<PaymentMovement['status']>().notNull(),
  amountMinor: whole('amount_minor').notNull(),
  currency: text('currency').notNull(),
  providerReference: text('provider_reference'),
  failure: text('failure'),
  at: instant('at').notNull(),
});

export const refunds = pgTable('refunds', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  status: text('status').$type<Refund['status']>().notNull(),
  amountMinor: whole('amount_minor').notNull(),
  deliveryFeeMinor: whole('delivery_fee_minor').notNull(),
  currency: text('currency').notNull(),
  reason: text('reason').notNull(),
  bearer: text('bearer').$type<Refund['bearer']>().notNull(),
  channel: text('channel').$type<Refund['channel']>().notNull(),
  lines: json('lines').$type<Refund['lines']>().notNull(),
  releasedMinor: whole('released_minor'),
  paidMinor: whole('paid_minor'),
  shipmentId: text('shipment_id'),
  tries: integer('tries').notNull(),
  providerReference: text('provider_reference'),
  failure: text('failure'),
  requestedAt: instant('requested_at').notNull(),
  finishedAt: instant('finished_at'),
  kind: text('kind').$type<Refund['kind']>().notNull(),
});

export const deadlines = pgTable('deadlines', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  name: text('name').notNull(),
  subjectType: text('subject_type').notNull(),
  subjectId: text('subject_id').notNull(),
  startedAt: instant('started_at').notNull(),
  dueAt: instant('due_at').notNull(),
  graceEndsAt: instant('grace_ends_at'),
  responsibleRole: text('responsible_role').notNull(),
  responsiblePartyId: text('responsible_party_id'),
  clause: text('clause').notNull(),
  provisional: boolean('provisional').notNull(),
  state: text('state').notNull(),
  grace: text('grace').notNull(),
  endedAt: instant('ended_at'),
  onExpiry: text('on_expiry').notNull(),
  source: text('source'),
  latestAt: instant('latest_at'),
  remindAt: instant('remind_at'),
  remindedAt: instant('reminded_at'),
  pausedAt: instant('paused_at'),
  escalateAt: instant('escalate_at'),
  escalations: integer('escalations'),
});

export const effects = pgTable('effects', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  kind: text('kind').notNull(),
  status: text('status').notNull(),
  request: json('request').notNull(),
  tries: integer('tries').notNull(),
  failure: text('failure'),
  requestedAt: instant('requested_at').notNull(),
  finishedAt: instant('finished_at'),
  result: json('result'),
});

export const cases = pgTable('cases', {
  id: text('id').primaryKey(),
  orderId: text('order_id'),
  kind: text('kind').notNull(),
  subjectType: text('subject_type').$type<Subject['type']>().notNull(),
  subjectId: text('subject_id').notNull(),
  respondentRole: text('respondent_role').notNull(),
  respondentPartyId: text('respondent_party_id'),
  status: text('status').$type<Case['status']>().notNull(),
  details: json('details').$type<Case['details']>().notNull(),
  openedAt: instant('opened_at').notNull(),
  resolvedAt: instant('resolved_at'),
  resolution: json('resolution').$type<Record<string, unknown>>(),
  answer: json('answer').$type<Case['answer']>(),
});

export const invoices = pgTable('invoices', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  sellerId: text('seller_id').notNull(),
  number: text('number').notNull(),
  kind: text('kind').$type<Invoice['kind']>().notNull(),
  amountMinor: whole('amount_minor').notNull(),
  currency: text('currency').notNull(),
  digest: text('digest').notNull(),
  redOf: text('red_of'),
  issuedAt: instant('issued_at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
});

export const postings = pgTable('postings', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  orderId: text('order_id').notNull(),
  transition: integer('transition').notNull(),
  account: text('account').notNull(),
  amountMinor: whole('amount_minor').notNull(),
  currency: text('currency').notNull(),
  reason: text('reason').notNull(),
  reference: text('reference').notNull(),
  at: instant('at').notNull(),
  partyId: text('party_id'),
});

export const remittances = pgTable('remittances', {
  id: text('id').primaryKey(),
  courierId: text('courier_id').notNull(),
  reference: text('reference').notNull(),
  items: json('items').$type<{ orderId: string; amountMinor: number }[]>().notNull(),
  recordedAt: instant('recorded_at').notNull(),
  recordedBy: json('recorded_by').$type<Actor>().notNull(),
});

export const journal = pgTable('journal', {
  position: bigint('position', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  transactionId: transactionId('transaction_id').notNull(),
  orderId: text('order_id').notNull(),
  sequence: integer('sequence').notNull(),
  at: instant('at').notNull(),
  type: text('type').notNull(),
  actor: json('actor').$type<Actor>().notNull(),
  subject: json('subject').$type<Subject>().notNull(),
  data: json('data').$type<Record<string, unknown>>().notNull(),
  status: text('status').notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text('hash').notNull(),
  recordedAt: instant('recorded_at')
    .notNull()
    .default(sql`clock_timestamp()`),
});
