import { defineSearchAttributeKey } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Command, CommandName, RecordPaymentFact } from '../src/domain/commands.ts';
import type { Actor } from '../src/domain/order.ts';

/** Names, ids and messages: all that the outside may say to a workflow. */

export const taskQueue = 'luyue-orders';

export interface FulfilOrderInput {
  orderId: string;
}

export interface IssueRefundInput {
  orderId: string;
  refundId: string;
}

/** Where a run of `recomputeDueTimes` goes on, if it is not the first. */
export interface RecomputeDueTimesInput {
  calendarId: string;
  version: number;
  after?: string;
  changed?: number;
}

/** A run as of another day than today: to catch up, or in the sandbox to look ahead (D8). */
export interface ReviewPartiesInput {
  asOf: string | null;
}

export interface ReviewedParties {
  reviewed: number;
  suspended: number;
  reminded: number;
}

export const workflowTypes = {
  fulfilOrder: 'fulfilOrder',
  recomputeDueTimes: 'recomputeDueTimes',
  issueRefund: 'issueRefund',
  reviewParties: 'reviewParties',
  eraseConsumers: 'eraseConsumers',
} as const;

export const orderWorkflowId = (orderId: string): string => `order:${orderId}`;
export const recomputationWorkflowId = (of: { calendarId: string; version: number }): string =>
  `recompute:${of.calendarId}:${of.version}`;
export const reviewWorkflowId = (keyId: string): string => `re-review:${keyId}`;
export const refundWorkflowId = (refundId: string): string => `refund:${refundId}`;

/** A command with who sent it and the key that makes a repeat harmless (D2). */
export interface CommandEnvelope {
  action: Command | RecordPaymentFact;
  actor: Actor;
  key: { id: string; bodyHash: string } | null;
}

/** What a command answers: the version it made. The answer itself lies under its key in PostgreSQL. */
export interface CommandReceipt {
  version: number;
}

export const commandUpdate = (name: CommandName) =>
  defineUpdate<CommandReceipt, [CommandEnvelope]>(name);

/** Somebody else (a refund, support) changed the order in PostgreSQL: look again. */
export const orderChanged = defineSignal('orderChanged');
/** Start a new run with an empty history as soon as nothing is in flight. */
export const historyGrewLong = defineSignal('historyGrewLong');

export const searchAttributes = {
  OrderStatus: defineSearchAttributeKey('OrderStatus', 'KEYWORD'),
  OrderId: defineSearchAttributeKey('OrderId', 'KEYWORD'),
  PlatformId: defineSearchAttributeKey('PlatformId', 'KEYWORD'),
  SellerId: defineSearchAttributeKey('SellerId', 'KEYWORD'),
  /** Of what has not been split off; all that carry, or are to, stand in `CourierIds`. */
  CourierId: defineSearchAttributeKey('CourierId', 'KEYWORD'),
  CourierIds: defineSearchAttributeKey('CourierIds', 'KEYWORD_LIST'),
  NextDeadline: defineSearchAttributeKey('NextDeadline', 'KEYWORD'),
  DueAt: defineSearchAttributeKey('DueAt', 'DATETIME'),
  Escalated: defineSearchAttributeKey('Escalated', 'BOOL'),
};
