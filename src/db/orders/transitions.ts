import type postgres from 'postgres';
import type { Action, ActionContext } from '../../domain/commands.ts';
import { decide } from '../../domain/decide.ts';
import { demand } from '../../domain/errors.ts';
import type { Actor, OrderDocument, OrderRow, OrderState, Subject } from '../../domain/order.ts';
import { standingOf } from '../registry/couriers.ts';
import { complete, type ProofMaker } from './completing.ts';
import { drawDocumentNumber, returnDocumentNumber } from './document-series.ts';
import { demandSameBody } from './idempotency.ts';
import { lockOrder, type OrderBackground } from './load-order.ts';
import { newId } from './new-id.ts';
import { place, type Placed, type PlaceRequest } from './placing.ts';
import { addressed } from './readdressing.ts';
import { changedRows, type StateChanges } from './rows.ts';
import { decided, meaningOf, Unstorable, unstorableRefusal } from './violations.ts';
import { writeTransition } from './write-transition.ts';

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
    writeTransition(tx, proof, { draft, changes, background, request }),
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

function laterOf(at: string, lastAt: string): string {
  return at > lastAt ? at : lastAt;
}
