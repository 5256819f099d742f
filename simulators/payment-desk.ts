import { randomUUID } from 'node:crypto';
import type { Books } from './books.ts';
import { assertSameCall } from './once.ts';
import {
  countPendingQuery,
  countRefusedCall,
  hasDeclined,
  insertOperation,
  operationByAction,
  operationByKey,
  operationByReference,
  operationsFrom,
  settleOperation,
} from './payment-books.ts';
import type { Operation, OperationKind } from './payment-books.ts';
import { refusalReason, restOf } from './payment-rules.ts';
import type { Command } from './payment-rules.ts';
import { behaviourOf } from './payment-tokens.ts';
import type { Behaviour } from './payment-tokens.ts';
import { SimulatorRefusal } from './server.ts';
import type { WebhookSender } from './webhooks.ts';

const validByDefaultSeconds = 2_592_000;
const actionOpenMs = 2 * 3_600_000;
const queriesWhilePending = 3;

const referencePrefix: Record<OperationKind, string> = {
  authorization: 'sim-aut-',
  capture: 'sim-cap-',
  void: 'sim-vod-',
  refund: 'sim-ref-',
  transfer: 'sim-trf-',
};

type Call = { key: string; fingerprint: string; kind: OperationKind; command: Command };

/** What a call came to; `operation` is null where nothing was recorded. */
type Execution = { operation: Operation | null; answer: Behaviour['answer'] };

/** The provider's counter: every method is one uninterrupted step on its books. */
export type PaymentDesk = {
  execute(call: Call): Execution;
  /** An operation as it stands; asking brings a pending one forward. */
  query(key: string): Operation | undefined;
  /** The consumer ends an open action; an ended one is answered as it is. */
  settleAction(actionId: string, consent: boolean): Operation | undefined;
  /** The operation behind an action, untouched. */
  findAction(actionId: string): Operation | undefined;
};

/** The counter on these books; `nowMs` is the provider's clock. */
export function createPaymentDesk(parts: {
  books: Books;
  webhooks: WebhookSender;
  nowMs: () => number;
}): PaymentDesk {
  const { books, webhooks } = parts;
  const now = () => new Date(parts.nowMs()).toISOString();

  function execute(call: Call): Execution {
    const stored = operationByKey(books, call.key);
    if (stored !== undefined) {
      assertSameCall(stored, call.fingerprint);
      return { operation: stored, answer: stored.status === 'pending' ? 'never' : 'at_once' };
    }
    const source = sourceOf(books, call.command);
    const behaviour = behaviourOf(call.kind, authorizationOf(books, call, source));
    const unavailableCalls = behaviour.unavailableCalls ?? 0;
    if (unavailableCalls > 0 && countRefusedCall(books, call.key) <= unavailableCalls) {
      throw new SimulatorRefusal(503, 'try_again_later');
    }
    if (behaviour.effect === 'nothing') return { operation: null, answer: behaviour.answer };
    const operation = decide(books, { call, source, behaviour, at: now() });
    books.transaction(() => record(books, operation, source));
    // Only the answer to something that took effect gets lost.
    const isKnown = behaviour.answer === 'never' && operation.status === 'declined';
    return { operation, answer: isKnown ? 'at_once' : behaviour.answer };
  }

  function query(key: string): Operation | undefined {
    const operation = operationByKey(books, key);
    if (operation?.status === 'pending') {
      if (operation.pendingQueries === 0) return settle(key, null);
      countPendingQuery(books, key);
    }
    return isActionExpired(operation, now()) ? settle(key, 'action_expired') : operation;
  }

  function settle(key: string, failure: string | null): Operation | undefined {
    const status = failure === null ? 'succeeded' : 'declined';
    return settleOperation(books, key, { status, failure, at: now() });
  }

  function settleAction(actionId: string, consent: boolean): Operation | undefined {
    const open = operationByAction(books, actionId);
    if (open?.status !== 'requires_action') return open;
    const failure = consent ? null : 'declined_by_consumer';
    const expired = isActionExpired(open, now());
    return books.transaction(() => {
      const ended = settle(open.key, expired ? 'action_expired' : failure);
      if (ended !== undefined) webhooks.send(webhookOf(ended));
      return ended;
    });
  }

  const findAction = (actionId: string) => operationByAction(books, actionId);
  return { execute, query, settleAction, findAction };
}

function sourceOf(books: Books, { sourceReference }: Command): Operation | undefined {
  return sourceReference === null ? undefined : operationByReference(books, sourceReference);
}

/**
 * The token and method that decide on this call: its own, or those of the authorization behind it.
 */
function authorizationOf(
  books: Books,
  { kind, command }: Call,
  source: Operation | undefined,
): { token: string | null; method: string } | null {
  if (kind === 'authorization') return { token: command.token, method: command.method ?? 'card' };
  const reference = source?.kind === 'capture' ? source.sourceReference : source?.reference;
  if (typeof reference !== 'string') return null;
  const authorization = operationByReference(books, reference);
  if (authorization === undefined) return null;
  return { token: authorization.token, method: authorization.method ?? 'card' };
}

function decide(books: Books, decision: Decision & { at: string }): Operation {
  const { call, source, behaviour, at } = decision;
  const { key, fingerprint, kind, command } = call;
  const reason = refusalReason(books, { kind, command, source, at });
  const status = reason === null ? statusAfter(books, command, behaviour) : 'declined';
  const needsAction = status === 'requires_action';
  return {
    key,
    fingerprint,
    kind,
    status,
    at,
    orderRef: command.orderRef,
    payeeId: command.payeeId,
    method: command.method,
    token: command.token,
    sourceReference: command.sourceReference,
    reference: `${referencePrefix[kind]}${randomUUID()}`,
    amountMinor: status === 'succeeded' ? movedMinor(books, decision) : askedMinor(decision),
    currency: command.currency ?? source?.currency ?? 'XXX',
    failure: status === 'declined' ? (reason ?? behaviour.failure ?? 'declined') : null,
    releasedMinor: status === 'succeeded' ? releasedMinor(books, decision) : null,
    validForSeconds:
      kind === 'authorization' ? (behaviour.validForSeconds ?? validByDefaultSeconds) : null,
    actionId: needsAction ? randomUUID() : null,
    actionExpiresAt: needsAction ? new Date(Date.parse(at) + actionOpenMs).toISOString() : null,
    pendingQueries: status === 'pending' ? queriesWhilePending : 0,
  };
}

interface Decision {
  call: Call;
  source: Operation | undefined;
  behaviour: Behaviour;
}

function askedMinor({ call: { command }, source }: Decision): number {
  return command.amountMinor ?? (source?.status === 'succeeded' ? source.amountMinor : 0);
}

/** Of a capture of less than was authorized: what is held no longer. Null where there is no rest. */
function releasedMinor(books: Books, decision: Decision): number | null {
  const { call, source, behaviour } = decision;
  const rest = (source?.amountMinor ?? 0) - movedMinor(books, decision);
  if (call.kind !== 'capture' || rest <= 0) return null;
  return behaviour.keepsRest ? 0 : rest;
}

/**
 * What is moved in truth: for some tokens not what was asked for, though never more back than was
 * taken. A remainder no larger than the difference is moved as asked.
 */
function movedMinor(books: Books, decision: Decision): number {
  const { call, source, behaviour } = decision;
  const asked = askedMinor(decision);
  const { offMinor = 0 } = behaviour;
  const rest = call.kind === 'void' && source ? restOf(books, source) : null;
  if (rest !== null) return rest;
  if (asked <= Math.abs(offMinor)) return asked;
  if (call.kind !== 'refund' || source === undefined) return asked + offMinor;
  const before = operationsFrom(books, source.reference);
  const refunded = before.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return Math.min(asked + offMinor, source.amountMinor - refunded);
}

function statusAfter(books: Books, command: Command, { effect }: Behaviour): Operation['status'] {
  if (effect === 'declines') return 'declined';
  if (effect === 'needs_action') return 'requires_action';
  if (effect === 'settles_later') return 'pending';
  const { orderRef, token } = command;
  const isFirst = token !== null && !hasDeclined(books, orderRef, token);
  return effect === 'declines_once' && isFirst ? 'declined' : 'succeeded';
}

/** A void that succeeds while the consumer still has to act also ends that action. */
function record(books: Books, operation: Operation, source: Operation | undefined): void {
  insertOperation(books, operation);
  if (operation.kind === 'void' && operation.status === 'succeeded' && source !== undefined) {
    const { at } = operation;
    settleOperation(books, source.key, { status: 'declined', failure: 'voided', at });
  }
}

function isActionExpired(operation: Operation | undefined, at: string): boolean {
  if (operation?.status !== 'requires_action' || operation.actionExpiresAt === null) return false;
  return operation.actionExpiresAt <= at;
}

function webhookOf(operation: Operation): { id: string; body: unknown } {
  const { key, orderRef, reference, amountMinor, currency, at, failure } = operation;
  const eventId = `evt_${randomUUID()}`;
  const type = failure === null ? 'payment.authorized' : 'payment.declined';
  const body = { eventId, type, key, orderRef, providerReference: reference, amountMinor };
  const fields = { ...body, currency, at };
  return { id: eventId, body: failure === null ? fields : { ...fields, failure } };
}
