import {
  type CourierRow,
  couriersFor,
  mayNeedCouriers,
  standingOf,
} from '../db/registry/couriers.ts';
import { loadOrder } from '../db/orders/load-order.ts';
import { numberInUse } from '../db/orders/numbers-in-use.ts';
import type { OrderAccess } from '../db/reading/order-access.ts';
import { placingFacts } from '../db/orders/placing-facts.ts';
import { addressed } from '../db/orders/readdressing.ts';
import type { Action, ActionContext } from '../domain/commands.ts';
import { foundAsDeclared } from '../domain/placing/counting.ts';
import { decide } from '../domain/decide.ts';
import type { Draft } from '../domain/draft.ts';
import { demand, DomainError, must } from '../domain/errors.ts';
import { type CodParts, codParts, demandDecided } from '../domain/money/cod-due.ts';
import type { Actor, OrderState } from '../domain/order.ts';
import { placeOrder } from '../domain/placing/placing.ts';
import { destinationOf } from '../evidence/proof.ts';
import type { Caller } from './access/authenticate.ts';
import { answerOfRules } from './asking-rules.ts';
import { withOpenActions } from './commands/open-actions.ts';
import { newId } from './ids.ts';
import { orderTime } from './commands/order-clock.ts';
import type { Parts } from './parts.ts';
import { type Problem, problemOf } from './problems.ts';

export interface DryRunAnswer {
  wouldSucceed: boolean;
  problems: Problem[];
  effects: { what: string; [detail: string]: unknown }[];
  /** What would be collected at the door, for an inspection, and what it is made of. */
  codDueMinor?: number;
  codParts?: CodParts;
}

/** Asks the rules what a command would do now. Changes nothing, consumes no key (design §5). */
export async function dryRun(
  parts: Pick<Parts, 'sql' | 'vault' | 'logger'>,
  asked: { order: OrderAccess; caller: Caller; action: Action; actor: Actor },
): Promise<DryRunAnswer> {
  const { order, caller, action, actor } = asked;
  const state = must(await loadOrder(parts.sql, order.orderId), 'order');
  const rows = mayNeedCouriers(action)
    ? await couriersFor(parts.sql, { orderId: order.orderId, action })
    : null;
  const effects = answerOfRules(parts, () => {
    const facts = carriageFacts(parts, { order, action, rows });
    const context = { actor, at: orderTime(order), newId, ...facts };
    return effectsOf(state, decide(state, action, context));
  });
  const due = answerOfRules(parts, () => codDueOf(state, action));
  const answer = await answerTo(parts, { order, caller, action, state, effects });
  return { ...answer, ...(due instanceof DomainError ? {} : due) };
}

type Effects = DryRunAnswer['effects'];

interface Asked {
  order: OrderAccess;
  caller: Caller;
  action: Action;
  state: OrderState;
  effects: Effects | DomainError;
}

/** What the rules have said, and of numbers that only PostgreSQL knows whether they are free. */
async function answerTo(
  parts: Pick<Parts, 'sql'>,
  { order, caller, action, state, effects }: Asked,
): Promise<DryRunAnswer> {
  if (effects instanceof DomainError) {
    return failing(await withOpenActions(parts, { caller, order }, effects));
  }
  const inUse = await numberInUse(parts.sql, state, action);
  return inUse ? failing(inUse) : succeeding(effects);
}

/** The couriers that the rule may have to judge, for where the order goes. */
function carriageFacts(
  { vault }: Pick<Parts, 'vault'>,
  { order, action, rows }: { order: OrderAccess; action: Action; rows: CourierRow[] | null },
): Pick<ActionContext, 'couriers' | 'readdressing'> {
  if (rows === null) return {};
  const { destination, readdressing } = addressed(order, { orderId: order.orderId, action }, (to) =>
    destinationOf(vault, to),
  );
  return { couriers: standingOf(rows, destination), readdressing };
}

type PlaceRequest = Parameters<Parts['transitions']['place']>[0];

/** What placing would do now: the same checks as in earnest, nothing kept. */
export async function dryRunPlacing(
  parts: Pick<Parts, 'sql' | 'logger'>,
  request: PlaceRequest,
): Promise<DryRunAnswer> {
  const found = await parts.sql.begin('read only', (tx) => placingFacts(tx, request));
  const { actor, at, orderId, input } = request;
  const effects = answerOfRules(parts, () => {
    demand(
      !found.existingId,
      'duplicate_platform_order_no',
      'This order was placed before: see existingId.',
      {
        existingId: found.existingId ?? undefined,
        pointer: '/platformOrderNo',
      },
    );
    demand(found.policy !== null, 'policy_not_found', `There is no policy ${request.policyName}.`, {
      pointer: '/policy',
    });
    const draft = placeOrder(
      { ...input, courierId: input.courierId ?? found.courierId },
      {
        orderId,
        policy: found.policy,
        parties: found.parties,
        goods: found.goods,
        suppliers: found.suppliers,
        couriers: found.couriers,
        context: { actor, at, newId },
      },
    );
    return effectsOf(null, draft);
  });
  return effects instanceof DomainError ? failing(effects) : succeeding(effects);
}

function succeeding(effects: DryRunAnswer['effects']): DryRunAnswer {
  return { wouldSucceed: true, problems: [], effects };
}

function failing(refusal: DomainError): DryRunAnswer {
  return { wouldSucceed: false, problems: [problemOf(refusal)], effects: [] };
}

function codDueOf(
  state: OrderState,
  action: Action,
): Pick<DryRunAnswer, 'codDueMinor' | 'codParts'> {
  if (action.name !== 'inspectDelivery') return {};
  const shipment = state.shipments.find(({ id }) => id === action.shipmentId);
  const known = new Set(state.lines.map(({ lineNo }) => lineNo));
  const told = action.lines.filter(({ lineNo }) => known.has(lineNo));
  if (!shipment) return {};
  const lines = foundAsDeclared(state, shipment.id, told);
  demandDecided(state, shipment, lines);
  const parts = codParts(state, shipment, lines);
  return { codDueMinor: parts.goodsMinor + parts.deliveryFeeMinor, codParts: parts };
}

/** What would come of it: statuses, documents, deadlines, money, and what neighbours are asked. */
function effectsOf(before: OrderState | null, after: Draft): DryRunAnswer['effects'] {
  const from = before?.order.status ?? null;
  const to = after.order.status;
  return [
    ...(from === to ? [] : [{ what: 'order_status', from, to }]),
    ...added(after.documents, before?.documents).map(({ kind }) => ({ what: 'document', kind })),
    ...voided(after, before).map(({ kind, id }) => ({ what: 'document_void', kind, id })),
    ...courierChanges(after, before),
    ...collectionChanges(after, before),
    ...added(after.deadlines, before?.deadlines).map(({ name }) => ({ what: 'deadline', name })),
    ...added(after.refunds, before?.refunds).map(({ amountMinor, currency, reason }) => ({
      what: 'refund',
      amountMinor,
      currency,
      reason,
    })),
    ...added(after.cases, before?.cases).map(({ kind }) => ({ what: 'case', kind })),
    ...added(after.effects, before?.effects).map(({ kind }) => ({ what: kind })),
    ...after.postings.map(({ account, amountMinor, currency }) => ({
      what: 'posting',
      account,
      amountMinor,
      currency,
    })),
  ];
}

function voided(after: Draft, before: OrderState | null): OrderState['documents'] {
  return after.documents.filter(
    ({ id, status }) =>
      status === 'void' && before?.documents.some((was) => was.id === id && was.status !== status),
  );
}

/** What others than the one before would carry, and who. */
function courierChanges(after: Draft, before: OrderState | null): DryRunAnswer['effects'] {
  return after.shipments.flatMap(({ id, courierId }) =>
    before?.shipments.some((was) => was.id === id && was.courierId !== courierId)
      ? [{ what: 'courier', shipmentId: id, courierId }]
      : [],
  );
}

/** What other amounts than before would be collected at doors. */
function collectionChanges(after: Draft, before: OrderState | null): DryRunAnswer['effects'] {
  return after.shipments.flatMap(({ id, codDueMinor }) =>
    before?.shipments.some((was) => was.id === id && was.codDueMinor !== codDueMinor)
      ? [{ what: 'collection', shipmentId: id, codDueMinor }]
      : [],
  );
}

function added<Row extends { id: string }>(
  rows: readonly Row[],
  known: readonly Row[] = [],
): Row[] {
  return rows.filter((row) => !known.some(({ id }) => id === row.id));
}
