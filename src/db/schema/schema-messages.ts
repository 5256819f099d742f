import { bigint, boolean, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, json, jsonAsWritten, transactionId, whole } from './columns.ts';

/** What arrives and what is asked for, as migrations/0002_orders.sql makes the tables. */
export const idempotencyKeys = pgTable('idempotency_keys', {
  id: text('id').primaryKey(),
  bodyHash: text('body_hash').notNull(),
  orderId: text('order_id'),
  status: integer('status').notNull(),
  subjectType: text('subject_type').notNull(),
  subjectId: text('subject_id').notNull(),
  answer: jsonAsWritten('answer'),
  createdAt: instant('created_at').notNull(),
});

export const inbox = pgTable(
  'inbox',
  {
    source: text('source').notNull(),
    eventId: text('event_id').notNull(),
    orderId: text('order_id'),
    receivedAt: instant('received_at').notNull(),
    payload: json('payload').$type<Record<string, unknown>>().notNull(),
    outcome: text('outcome').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.eventId] })],
);

export const startRequests = pgTable('start_requests', {
  workflowId: text('workflow_id').primaryKey(),
  workflowType: text('workflow_type').notNull(),
  input: json('input').notNull(),
  orderId: text('order_id').notNull(),
  requestedAt: instant('requested_at').notNull(),
  startedAt: instant('started_at'),
});

export const sandboxClocks = pgTable('sandbox_clocks', {
  orderId: text('order_id').primaryKey(),
  offsetMs: whole('offset_ms').notNull(),
});

export const consents = pgTable('consents', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  platformId: text('platform_id').notNull(),
  consumerRef: text('consumer_ref').notNull(),
  purpose: text('purpose').notNull(),
  granted: boolean('granted').notNull(),
  noticeVersion: text('notice_version').notNull(),
  channel: text('channel').notNull(),
  at: instant('at').notNull(),
  recordedAt: instant('recorded_at').notNull(),
  recordedBy: json('recorded_by').notNull(),
});

export const erasureRequests = pgTable(
  'erasure_requests',
  {
    platformId: text('platform_id').notNull(),
    consumerRef: text('consumer_ref').notNull(),
    requestedAt: instant('requested_at').notNull(),
    requestedBy: json('requested_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platformId, table.consumerRef] })],
);

export const notificationCursor = pgTable('notification_cursor', {
  id: integer('id').primaryKey(),
  transactionId: transactionId('transaction_id').notNull(),
  position: whole('position').notNull(),
});

export const notifications = pgTable('notifications', {
  id: text('id').primaryKey(),
  orderId: text('order_id').notNull(),
  sequence: integer('sequence').notNull(),
  channel: text('channel').notNull(),
  recipientRole: text('recipient_role').notNull(),
  partyId: text('party_id'),
  event: text('event').notNull(),
  purpose: text('purpose').notNull(),
  params: json('params').notNull(),
  happenedAt: instant('happened_at').notNull(),
  status: text('status').notNull(),
  failure: text('failure'),
  address: text('address'),
  reference: text('reference'),
  tries: integer('tries').notNull(),
  plannedAt: instant('planned_at').notNull(),
  nextAt: instant('next_at'),
  finishedAt: instant('finished_at'),
});
