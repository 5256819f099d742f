import type postgres from 'postgres';
import { typeid } from 'typeid-js';
import type { Action, ActionContext } from '../../domain/commands.ts';
import type { Destination } from '../../domain/parties/couriers.ts';
import { decide } from '../../domain/decide.ts';
import type { Draft } from '../../domain/draft.ts';
import { demand, DomainError, must } from '../../domain/errors.ts';
import type { Actor, OrderDocument, OrderRow, OrderState, Subject } from '../../domain/order.ts';
import { newestOffer, offerDigestOf } from '../../domain/confirmation/offering.ts';
import { placeOrder, type PlaceOrderInput } from '../../domain/placing/placing.ts';
import { renderAnswer } from '../../domain/views/views.ts';
import { standingOf } from '../registry/couriers.ts';
import { lockCashOfPlacing } from './cash-lock.ts';
import { complete, type ProofMaker } from './completing.ts';
import { drawDocumentNumber, returnDocumentNumber } from './document-series.ts';
import { lockOrder, type OrderBackground } from './load-order.ts';
import { placingFacts } from './placing-facts.ts';
import { addressed } from './readdressing.ts';
import { changedRows, type StateChanges } from './rows.ts';
import { decided, meaningOf, Unstorable, unstorableRefusal } from './violations.ts';
import { writeRecords, writeState } from './write-order.ts';

export interface CommandKeyRow {
  id: string;
  bodyHash: string;
}

export interface TransitionRequest {
  orderId: string;
  action: Action;
  actor: Actor;
  /** Workflow time (D8). */
  at: string;
  /** The version the caller last saw; null decides on whatever is stored. */
  expectedVersion: number | null;
  key: CommandKeyRow | null;
}

export type TransitionResult =
  | {
      kind: 'done';
      version: number;
      order: OrderRow;
      changes: StateChanges;
      balances: Record<string, number>;
      subject: Subject;
    }
  /** The stored order is another than the caller saw: nothing was written (D3). */
  | { kind: 'superseded'; state: OrderState }
  /** The key was answered before: nothing was written. */
  | { kind: 'repeated'; state: OrderState; subject: Subject };

export interface PlaceRequest {
  orderId: string;
  input: PlaceOrderInput;
  policyName: string | null;
  personal: { wrappedKey: string; recipient: unknown; invoice?: unknown };
  /** Decides who can carry it, and is stored nowhere; absent, anybody can. */
  destination?: Destination;
  actor: Actor;
  at: string;
  key: CommandKeyRow;
}

export interface Placed {
  orderId: string;
  /** False: the key was answered before, with the order of that id. */
  isNew: boolean;
}

export interface Transitions {
  /**
   * One transition is one transaction with one commit: rows, journal, postings, deadlines,
   * effects, workflows to start and the answered key, or nothing. Throws `DomainError` when a rule
   * refuses or a command brings what cannot be kept, `ConstraintViolation` when only PostgreSQL
   * did or a step of the engine broke; anything else is passing trouble.
   */
  run: (request: TransitionRequest) => Promise<TransitionResult>;
  /** Accepts an order in one transaction, with the request to start its workflow (D10). */
  place: (request: PlaceRequest) => Promise<Placed>;
}

interface Tools {
  sql: postgres.Sql;
  proof: ProofMaker;
}

export function createTransitions(tools: Tools): Transitions {
  const inTransaction = async <T>(
    { key }: Pick<TransitionRequest, 'key'>,
    work: (tx: postgres.TransactionSql) => Promise<T>,
  ): Promise<T> => {
    try {
      return (await tools.sql.begin(work)) as T;
    } catch (error) {
      const meaning = meaningOf(error);
      const isCommands = meaning instanceof Unstorable && key !== null;
      throw isCommands ? unstorableRefusal(meaning) : meaning;
    }
  };
  return {
    run: (request) => inTransaction(request, (tx) => transition(tx, tools.proof, request)),
    place: (request) => inTransaction(request, (tx) => place(tx, tools.proof, request)),
  };
}

async function transition(
  tx: postgres.TransactionSql,
  proof: ProofMaker,
  request: TransitionRequest,
): Promise<TransitionResult> {
  const [background, drawn] = await Promise.all([
    lockOrder(tx, request.orderId, { keyId: request.key?.id ?? null, action: request.action }),
    drawDocumentNumber(tx, request),
  ]);
  demand(background !== null, 'not_found', `there is no order ${request.orderId}`);
  const { state, key } = background;
  if (key && request.key) {
    demandSameBody(key.bodyHash, request.key.bodyHash);
    const subject = { type: key.subjectType, id: key.subjectId } as Subject;
    await returnDocumentNumber(tx, drawn);
    return { kind: 'repeated', state, subject };
  }
  if (request.expectedVersion !== null && request.expectedVersion !== state.order.version) {
    await returnDocumentNumber(tx, drawn);
    return { kind: 'superseded', state };
  }
  const at = laterOf(request.at, state.order.lastAt);
  const { calendars, agreements } = background;
  const counting = { calendars, agreements };
  const context: ActionContext = {
    actor: request.actor,
    at,
    newId,
    counting,
    ...carriageFacts(background, request.action, proof),
  };
  const decision = decided(() => decide(state, request.action, context));
  const draft = await complete(decision, background, proof, drawn);
  const changes = changedRows(state, draft);
  const isUsed = (changes.documents as OrderDocument[] | undefined)?.some(
    ({ number }) => number === drawn?.number,
  );
  await Promise.all([
    write(tx, proof, { draft, changes, background, request }),
    isUsed ? undefined : returnDocumentNumber(tx, drawn),
  ]);
  return {
    kind: 'done',
    version: draft.order.version,
    order: draft.order,
    changes,
    balances: draft.balances,
    subject: draft.answer,
  };
}

/** Whether couriers go where the goods do, the sealed address says; it is forgotten at once. */
function carriageFacts(
  { couriers, personal, state }: OrderBackground,
  action: Action,
  proof: ProofMaker,
): Pick<ActionContext, 'couriers' | 'readdressing'> {
  if (couriers === null) return {};
  const { destination, readdressing } = addressed(
    personal,
    { orderId: state.order.id, action },
    proof.destination,
  );
  return { couriers: standingOf(couriers, destination), readdressing };
}

/** The consumer has confirmed just this offer, where it says which (S0 9.4 a). */
function demandSameOffer({ consumerConfirmation }: PlaceOrderInput, offerDigest: string): void {
  const confirmed = consumerConfirmation?.offerDigest ?? null;
  demand(
    confirmed === null || confirmed === offerDigest,
    'offer_mismatch',
    'the consumer has confirmed another offer: ask for a quote and have it confirmed',
    { pointer: '/consumerConfirmation/offerDigest', offerDigest },
  );
}

function demandSameBody(stored: string, given: string): void {
  demand(
    stored === given,
    'idempotency_key_reused',
    'this Idempotency-Key was used with another body: send a new one with this body',
  );
}

function laterOf(at: string, lastAt: string): string {
  return at > lastAt ? at : lastAt;
}

/** TypeIDs sort by time and say what they are. */
function newId(prefix: string): string {
  return typeid(prefix).toString();
}

interface Writing {
  draft: Draft;
  changes: StateChanges;
  background: Pick<OrderBackground, 'journalHead'>;
  request: Pick<TransitionRequest, 'actor' | 'key'>;
  personal?: object;
  status?: number;
}

async function write(
  tx: postgres.TransactionSql,
  proof: ProofMaker,
  writing: Writing,
): Promise<void> {
  const { draft, changes, request } = writing;
  const { order } = draft;
  const entry = must(draft.entry, 'journal entry');
  const journalled = {
    orderId: order.id,
    sequence: order.version,
    at: order.lastAt,
    type: entry.type,
    // As it will be read again: what JSON leaves out is not hashed either.
    actor: JSON.parse(JSON.stringify(request.actor)) as unknown,
    data: JSON.parse(JSON.stringify(entry.data)) as unknown,
  };
  await Promise.all([
    writeState(tx, order, changes),
    writeRecords(tx, {
      journal: {
        ...journalled,
        subject: entry.subject,
        status: order.status,
        ...proof.chain(journalled, writing.background.journalHead),
      },
      postings: draft.postings.map((posting) => ({
        ...posting,
        orderId: order.id,
        transition: order.version,
        at: order.lastAt,
      })),
      startRequests: draft.startRequests.map((wanted) => ({
        ...wanted,
        orderId: order.id,
        requestedAt: order.lastAt,
        startedAt: null,
      })),
      key: keyRow(writing),
      personal: writing.personal ?? recipientRow(draft),
    }),
  ]);
}

/** The recipient where it changed: what lies beside it in its row stays. */
function recipientRow({ order, recipient }: Draft): object | null {
  return recipient === null ? null : { orderId: order.id, recipient };
}

/** Things that a command brings into being, and are answered with 201. */
const createdBy: readonly string[] = [
  'document_issued',
  'payment_tried',
  'refund_decided',
  'shipment_split',
  'invoice_recorded',
];

function keyRow({ draft, request, status }: Writing): object | null {
  if (!request.key) return null;
  const created = createdBy.includes(draft.entry?.type ?? '');
  return {
    id: request.key.id,
    bodyHash: request.key.bodyHash,
    orderId: draft.order.id,
    status: status ?? (created ? 201 : 200),
    subjectType: draft.answer.type,
    subjectId: draft.answer.id,
    answer: renderAnswer(draft, draft.answer),
    createdAt: draft.order.lastAt,
  };
}

async function place(
  tx: postgres.TransactionSql,
  proof: ProofMaker,
  request: PlaceRequest,
): Promise<Placed> {
  const [, found] = await Promise.all([lockCashOfPlacing(tx, request), placingFacts(tx, request)]);
  if (found.key) {
    demandSameBody(found.key.bodyHash, request.key.bodyHash);
    return { orderId: found.key.subjectId, isNew: false };
  }
  if (found.existingId) {
    throw new DomainError(
      'duplicate_platform_order_no',
      `this platform has placed ${request.input.platformOrderNo} already`,
      { existingId: found.existingId, pointer: '/platformOrderNo' },
    );
  }
  demand(found.policy !== null, 'policy_not_found', `there is no policy ${request.policyName}`, {
    pointer: '/policy',
  });
  const context: ActionContext = { actor: request.actor, at: request.at, newId };
  const input = { ...request.input, courierId: request.input.courierId ?? found.courierId };
  const { policy, parties, goods, suppliers, couriers } = found;
  const { orderId } = request;
  const facts = { orderId, policy, parties, goods, suppliers, couriers, context };
  const placed = decided(() => placeOrder(input, facts));
  placed.order.version = 1;
  placed.startRequests.push({
    workflowId: `order:${request.orderId}`,
    workflowType: 'fulfilOrder',
    input: { orderId: request.orderId },
  });
  const personal = { orderId: request.orderId, ...request.personal };
  const draft = await complete(
    placed,
    { calendars: found.calendars, agreements: [], personal },
    proof,
    null,
  );
  demandSameOffer(input, must(offerDigestOf(newestOffer(draft)), 'offer digest'));
  await write(tx, proof, {
    draft,
    changes: changedRows(null, draft),
    background: { journalHead: null },
    request,
    personal,
    status: 201,
  });
  return { orderId: request.orderId, isNew: true };
}
