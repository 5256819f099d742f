import type postgres from 'postgres';
import type { ActionContext } from '../../domain/commands.ts';
import { newestOffer, offerDigestOf } from '../../domain/confirmation/offering.ts';
import { demand, DomainError, must } from '../../domain/errors.ts';
import type { Actor } from '../../domain/order.ts';
import type { Destination } from '../../domain/parties/couriers.ts';
import { placeOrder, type PlaceOrderInput } from '../../domain/placing/placing.ts';
import { lockCashOfPlacing } from './cash-lock.ts';
import { complete, type ProofMaker } from './completing.ts';
import { demandSameBody } from './idempotency.ts';
import { newId } from './new-id.ts';
import { placingFacts } from './placing-facts.ts';
import { changedRows } from './rows.ts';
import type { CommandKeyRow } from './transitions.ts';
import { decided } from './violations.ts';
import { writeTransition } from './write-transition.ts';

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

export async function place(
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
  await writeTransition(tx, proof, {
    draft,
    changes: changedRows(null, draft),
    background: { journalHead: null },
    request,
    personal,
    status: 201,
  });
  return { orderId: request.orderId, isNew: true };
}
