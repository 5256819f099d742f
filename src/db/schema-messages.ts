import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, json, jsonAsWritten, whole } from './columns.ts';

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
