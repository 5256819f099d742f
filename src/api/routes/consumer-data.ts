import type { TransactionSql } from 'postgres';
import { consentsOf, type ConsumerId } from '../../db/registry/consents.ts';
import {
  type ConsumerOrder,
  eraseNext,
  eraseOrders,
  eraseSigners,
  erasureRequestedAt,
  ordersOfConsumer,
  requestErasure,
} from '../../db/registry/erasures.ts';
import { readParty } from '../../db/registry/parties.ts';
import { listSigningKeys } from '../../db/registry/signing-keys.ts';
import { demand } from '../../domain/errors.ts';
import { erasableFrom, isErasable } from '../../domain/notices/erasure.ts';
import { reveal } from '../../vault/mask.ts';
import { type JsonValue, unsealDeep } from '../../vault/seal.ts';
import type { Vault } from '../../vault/vault.ts';
import { callerOf } from '../access/access.ts';
import { consumerOf } from '../access/consumer.ts';
import { actorOf } from '../commands/commands.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { answerRegistryCommand } from '../registry/registry-command.ts';
import { presentRegistry, signingKeyView } from '../registry/registry-views.ts';
import {
  consumerDataAnswer,
  consumerParams,
  erasureAnswer,
  erasureBody,
  erasuresAnswer,
  erasuresBody,
} from '../schemas/consumer-data.ts';

const tag = 'consumers';
const pageSize = 500;

/** What is kept of a consumer, for it to consult and take along, and to have erased (S0 9.2.3). */
export function addConsumerDataRoutes(app: Door, parts: Parts): void {
  addConsulting(app, parts);
  addErasing(app, parts);
  addErasures(app, parts);
}

function addConsulting(app: Door, parts: Parts): void {
  app.get(
    '/v1/consumers/:ref/data',
    {
      config: { right: 'readConsumerData' },
      schema: documented(
        {
          tag,
          summary: 'All that is kept of a consumer, to consult and to take along (S0 9.2.3)',
          description:
            'What happened to an order, its documents and payments are read at the order. An ' +
            'address that is wrong is corrected there, too.',
          answers: { 200: consumerDataAnswer },
          refusals: ['not_found'],
        },
        { params: consumerParams },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const consumer = consumerOf(caller, request.params.ref);
      const { platformId, consumerRef } = consumer;
      const [orders, consents, keys, platform, requestedAt] = await Promise.all([
        ordersOfConsumer(parts.sql, consumer),
        consentsOf(parts.sql, consumer),
        listSigningKeys(parts.sql, { ownerType: 'consumer', ownerId: consumerRef, platformId }),
        readParty(parts.sql, platformId),
        erasureRequestedAt(parts.sql, consumer),
      ]);
      const owner = { id: platformId, wrappedKey: platform?.wrappedKey ?? null };
      return {
        consumerRef,
        erasureRequestedAt: requestedAt,
        orders: orders.map((order) => openedOrder(parts.vault, order)),
        consents,
        signingKeys: presentRegistry(parts.vault, caller, owner)(keys.map(signingKeyView)),
      };
    },
  );
}

function addErasing(app: Door, parts: Parts): void {
  app.post(
    '/v1/consumers/:ref/erasure',
    {
      config: { right: 'eraseConsumerData' },
      schema: documented(
        {
          tag,
          summary: 'Erase what is personal about a consumer, as soon as the law allows (S0 9.2.3)',
          description:
            'Orders are erased three years after their end; the answer says when each is. Holds ' +
            'for the orders placed so far. The trade itself, without the person, stays.',
          answers: { 200: erasureAnswer },
          isCommand: true,
          refusals: ['not_found'],
        },
        { params: consumerParams, body: erasureBody },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const consumer = consumerOf(caller, request.params.ref);
      const by = { ...actorOf(caller, 'eraseConsumerData'), channel: request.body.channel };
      const { answer } = await answerRegistryCommand(parts, request, async (tx, at) => {
        await requestErasure(tx, consumer, { at, by });
        const subject = { type: 'consumer', id: consumer.consumerRef };
        return { status: 200, subject, answer: await erasedNow(tx, consumer, at) };
      });
      return answer;
    },
  );
}

async function erasedNow(tx: TransactionSql, consumer: ConsumerId, at: string) {
  const before = await ordersOfConsumer(tx, consumer);
  const due = before.filter((order) => order.erasedAt === null && isErasable(order, at));
  await eraseOrders(
    tx,
    due.map(({ orderId }) => orderId),
  );
  await eraseSigners(tx);
  const orders = await ordersOfConsumer(tx, consumer);
  return { requestedAt: at, orders: orders.map(keptOrder) };
}

/** The nightly run, asked for by hand: to catch up, or in the sandbox to look ahead (D8). */
function addErasures(app: Door, parts: Parts): void {
  app.post(
    '/v1/erasures',
    {
      config: { right: 'runErasures' },
      schema: documented(
        {
          tag,
          summary: 'Erase now what consumers have asked for and the law allows, as every night',
          description: 'As of a later day than today in the sandbox only.',
          answers: { 200: erasuresAnswer },
          isCommand: true,
          refusals: ['not_sandbox'],
        },
        { body: erasuresBody },
      ),
    },
    async (request) => {
      const { asOf } = request.body;
      demand(
        parts.sandboxClock !== null || asOf === null || asOf <= new Date().toISOString(),
        'not_sandbox',
        'This installation runs on real time: nothing is erased as of a day to come.',
        { pointer: '/asOf' },
      );
      const { answer } = await answerRegistryCommand(parts, request, async (tx, at) => {
        const erased = await eraseAll(tx, asOf ?? at);
        const subject = { type: 'erasures', id: asOf ?? at };
        return { status: 200, subject, answer: { asOf: asOf ?? at, erased } };
      });
      return answer;
    },
  );
}

async function eraseAll(tx: TransactionSql, at: string): Promise<number> {
  let total = 0;
  for (let after: string | null = ''; after !== null;) {
    const page = await eraseNext(tx, { after, limit: pageSize, at });
    total += page.erased;
    after = page.after;
  }
  return total;
}

function keptOrder(order: ConsumerOrder) {
  const { orderId, platformOrderNo, status, placedAt, erasedAt } = order;
  return {
    orderId,
    platformOrderNo,
    status,
    placedAt,
    erasedAt,
    erasableFrom: erasableFrom(order),
  };
}

/** In clear: whoever asks is the consumer, or its platform for it. */
function openedOrder(vault: Vault, order: ConsumerOrder) {
  const dataKey = order.wrappedKey === null ? null : vault.openDataKey(order.wrappedKey);
  const open = (json: unknown): JsonValue =>
    unsealDeep({ dataKey, json: json as JsonValue, context: order.orderId, transform: reveal });
  return { ...keptOrder(order), recipient: open(order.recipient), invoice: open(order.invoice) };
}
