import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessOfOrder } from '../../db/reading/order-access.ts';
import type { Destination } from '../../domain/parties/couriers.ts';
import { demand, must } from '../../domain/errors.ts';
import { isCountable } from '../../domain/money/money.ts';
import type { PlaceOrderInput } from '../../domain/placing/placing.ts';
import { recipientAfter } from '../../domain/shipments/readdressing.ts';
import type { OrderView } from '../../domain/views/views.ts';
import { seal } from '../../vault/seal.ts';
import { callerOf } from '../access/access.ts';
import { startAfterCommit } from './carry-out.ts';
import { actorOf, findAnswer, isDryRun, keyOf, type StoredAnswer } from './commands.ts';
import { dryRunPlacing } from '../dry-run.ts';
import { newId } from '../ids.ts';
import { etagOf } from '../access/object-version.ts';
import type { Parts } from '../parts.ts';
import { presentOrder, presentTo } from '../present.ts';
import { quote, type Quote } from '../quote.ts';
import type { PlaceOrderBody } from '../schemas/orders.ts';
import { sealerUnder } from './sealing.ts';

interface Placing {
  request: FastifyRequest;
  reply: FastifyReply;
  body: PlaceOrderBody;
}

/**
 * Accepts an order in one transaction and starts its workflow right after the commit (D10). What
 * is personal is sealed under a data key of the order's own. Answers a repeat with the first.
 */
export async function placeOrder(parts: Parts, placing: Placing): Promise<unknown> {
  const { request, reply } = placing;
  const caller = callerOf(request);
  if (isDryRun(request)) return dryRunPlacing(parts, placeRequest(parts, placing, dryRunKey));
  const key = keyOf(request);
  const known = await findAnswer(parts, key);
  const answer = known ?? (await accept(parts, placeRequest(parts, placing, key)));
  const view = answer.answer as OrderView;
  if (!known) await startAfterCommit(parts, view.id);
  const order = must(await accessOfOrder(parts.sql, view.id), 'placed order');
  reply.code(201).header('location', `/v1/orders/${view.id}`).header('etag', etagOf(view.version));
  return presentOrder(presentTo(parts.vault, caller, order), order, view);
}

type PlaceRequest = Parameters<Parts['transitions']['place']>[0];

/** Totals, due times and the digest of the offer, with every rule that it would break. */
export async function quoteOrder(parts: Parts, placing: Placing): Promise<Quote> {
  return quote(parts, placeRequest(parts, placing, dryRunKey));
}

/** A dry run leaves no key; this one is never written. */
const dryRunKey = { id: '', bodyHash: '' };

function placeRequest(parts: Parts, placing: Placing, key: PlaceRequest['key']): PlaceRequest {
  const { request, body } = placing;
  demandCountable(body);
  const caller = callerOf(request);
  const orderId = newId('ord');
  return {
    orderId,
    input: inputOf(must(caller.partyId, 'platform'), body),
    policyName: body.policy,
    personal: sealedPersons(parts, orderId, body),
    destination: destinationOf(body.recipient.address),
    actor: actorOf(caller, 'placeOrder'),
    at: new Date().toISOString(),
    key,
  };
}

/**
 * Two equal requests at once: the second runs into the first's number or key, and is answered
 * like a repeat as soon as the first has committed.
 */
async function accept(parts: Parts, request: PlaceRequest): Promise<StoredAnswer> {
  await parts.platforms.ensure(request.input.platformId);
  try {
    await parts.transitions.place(request);
  } catch (error) {
    const first = await findAnswer(parts, request.key);
    if (first) return first;
    throw error;
  }
  return must(await findAnswer(parts, request.key), 'answer under the key');
}

/** What computers cannot count exactly is nobody's order; every rule below counts with it. */
function demandCountable({ lines, deliveryFeeMinor, taxMinor }: PlaceOrderBody): void {
  demand(
    isCountable(lines, [deliveryFeeMinor, taxMinor]),
    'totals_do_not_add_up',
    'quantities times prices add up to more than can be counted exactly',
    { pointer: '/lines' },
  );
}

function sealedPersons(
  parts: Pick<Parts, 'vault'>,
  orderId: string,
  { recipient, invoice }: PlaceOrderBody,
): PlaceRequest['personal'] {
  const { wrapped } = parts.vault.newDataKey();
  const key = parts.vault.openDataKey(wrapped);
  const sealed = (value: string | null) =>
    value === null ? null : seal(key, { kind: 'invoice', value }, orderId);
  return {
    wrappedKey: wrapped,
    invoice: invoice && {
      kind: invoice.kind,
      title: sealed(invoice.title),
      taxNumber: sealed(invoice.taxNumber),
      email: sealed(invoice.email),
    },
    recipient: recipientAfter({}, sealerUnder(key, orderId).recipient(recipient)),
  };
}

/** Only what decides who carries it: the address itself is sealed (D6). */
function destinationOf({ country, region, city }: Destination): Destination {
  return { country, region, city };
}

function inputOf(platformId: string, body: PlaceOrderBody): PlaceOrderInput {
  const { recipient: _, policy: __, consumer, invoice, ...rest } = body;
  return { ...rest, platformId, consumerRef: consumer.ref, invoiceKind: invoice?.kind ?? null };
}
