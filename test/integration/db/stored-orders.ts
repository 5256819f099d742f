import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { storeQualifications } from '../../../scripts/runtime/store-qualifications.ts';
import { storeBuiltIn } from '../../../src/db/registry/built-in.ts';
import { loadOrder } from '../../../src/db/orders/load-order.ts';
import {
  createParty,
  defaultCalendarId,
  type PartyRole,
} from '../../../src/db/registry/parties.ts';
import { reviewParty } from '../../../src/db/registry/party-reviews.ts';
import { createTransitions, type Transitions } from '../../../src/db/orders/transitions.ts';
import type { Action } from '../../../src/domain/commands.ts';
import { must } from '../../../src/domain/errors.ts';
import type { Actor, OrderState, PaymentMethod, PaymentTiming } from '../../../src/domain/order.ts';
import { createAttestor } from '../../../src/evidence/attestation.ts';
import { createProof } from '../../../src/evidence/proof.ts';
import { createVault, type Vault } from '../../../src/vault/vault.ts';
import { seal } from '../../../src/vault/seal.ts';

/** Orders that live in a database by the real transitions. */
export interface StoredOrders {
  vault: Vault;
  place(order: {
    orderId: string;
    at: string;
    platformId?: string;
    sellerId?: string;
    /** Null: the best is looked for. */
    courierId?: string | null;
    consumerRef?: string;
    timing?: PaymentTiming;
    method?: PaymentMethod;
    token?: string;
    contact?: { phone?: string; email?: string };
  }): Promise<void>;
  act(orderId: string, role: Actor['role'], action: Action): Promise<OrderState>;
  /** The outcome of what was asked for outside. */
  answer(orderId: string, kind: string): Promise<OrderState>;
  state(orderId: string): Promise<OrderState>;
  /** A transition just as asked for. */
  run: Transitions['run'];
}

/** Parties, policies and calendars, and nothing ordered yet. */
export async function storeNoOrders(sql: Sql): Promise<StoredOrders> {
  await storeBuiltIn(sql);
  await storeParties(sql);
  return createStoredOrders(sql);
}

async function storeParties(sql: Sql): Promise<void> {
  const roles: [string, PartyRole][] = [
    ['pty_platform', 'platform'],
    ['pty_platform_2', 'platform'],
    ['pty_seller', 'seller'],
    ['pty_seller_2', 'seller'],
    ['pty_courier', 'courier'],
    ['pty_courier_2', 'courier'],
    ['pty_provider', 'payment_provider'],
  ];
  for (const [id, role] of roles) {
    await createParty(sql, {
      id,
      role,
      kind: 'organisation',
      name: id,
      registrationNumber: id,
      address: {},
      calendarId: defaultCalendarId(role),
      contacts: [],
      wrappedKey: null,
      capabilities: [],
      regions: [],
      returnTo: null,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    await storeQualifications(sql, { id, role });
    await reviewParty(sql, {
      id: `rev_${id}`,
      partyId: id,
      decision: 'approve',
      reviewer: 'ops-1',
      note: null,
      nextReviewAt: null,
      decidedAt: '2026-01-02T00:00:00.000Z',
    });
  }
}

function createStoredOrders(sql: Sql): StoredOrders {
  const masterKey = randomBytes(32);
  const vault = createVault({ masterKey });
  const transitions = createTransitions({
    sql,
    proof: createProof({ vault, attestor: createAttestor({ masterKey }) }),
  });
  const state = async (orderId: string) => must(await loadOrder(sql, orderId), orderId);

  const act: StoredOrders['act'] = async (orderId, role, action) => {
    const { order } = await state(orderId);
    const at = new Date(Date.parse(order.lastAt) + 60_000).toISOString();
    const actor = { role, id: `${role}-1` };
    await transitions.run({ orderId, action, actor, at, expectedVersion: null, key: null });
    return state(orderId);
  };

  return {
    vault,
    state,
    act,
    run: transitions.run,
    answer: async (orderId, kind) => {
      const { effects } = await state(orderId);
      const effect = effects.find((asked) => asked.kind === kind && asked.status === 'pending');
      const outcome = { status: 'succeeded' as const, reference: `ref-${kind}` };
      return act(orderId, 'system', {
        name: 'recordEffect',
        effectId: must(effect, kind).id,
        outcome,
      });
    },
    place: async (wanted) => {
      const { wrapped } = vault.newDataKey();
      const sealed = (kind: 'name' | 'phone' | 'email', value: string | undefined) =>
        value === undefined
          ? {}
          : { [kind]: seal(vault.openDataKey(wrapped), { kind, value }, wanted.orderId) };
      const { phone, email } = wanted.contact ?? {};
      const recipient = {
        ...sealed('name', '张三'),
        ...sealed('phone', phone),
        ...sealed('email', email),
      };
      await transitions.place({
        orderId: wanted.orderId,
        input: placeInput(wanted),
        policyName: null,
        personal: { wrappedKey: wrapped, recipient },
        actor: { role: 'platform', id: wanted.platformId ?? 'pty_platform' },
        at: wanted.at,
        key: { id: `key_${wanted.orderId}`, bodyHash: 'sha256:body' },
      });
    },
  };
}

function placeInput(wanted: Parameters<StoredOrders['place']>[0]) {
  const { at, orderId } = wanted;
  return {
    platformId: wanted.platformId ?? 'pty_platform',
    platformOrderNo: `T-${orderId}`,
    sellerId: wanted.sellerId ?? 'pty_seller',
    courierId: wanted.courierId === undefined ? 'pty_courier' : wanted.courierId,
    courierService: 'manual',
    paymentProviderId: 'pty_provider',
    consumerRef: wanted.consumerRef ?? 'c-1',
    consumerConfirmation: { at, channel: 'app', offerDigest: null },
    deliveryPreference: null,
    lines: [
      {
        lineNo: 1,
        sku: 'tea-1',
        name: 'Longjing tea',
        quantity: 2,
        unit: 'piece',
        unitPriceMinor: 5_000,
        pricePer: 1,
        discountMinor: 0,
        handling: [],
        noReasonReturn: { eligible: true, exclusion: null },
      },
    ],
    deliveryFeeMinor: 0,
    taxMinor: 0,
    totalMinor: 10_000,
    currency: 'CNY',
    payment: {
      timing: wanted.timing ?? ('after_confirmation' as const),
      method: wanted.method ?? 'card',
      token: wanted.token ?? null,
    },
    promised: { dispatchBy: null, deliverBy: null },
  };
}

/** Confirmed and paid by a wallet, which takes the money at once: waits for the handover. */
export async function payFor(orders: StoredOrders, orderId: string): Promise<OrderState> {
  await orders.answer(orderId, 'hold_stock');
  await orders.act(orderId, 'seller', {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: null,
  });
  await orders.act(orderId, 'consumer', { name: 'payOrder', method: 'alipay', token: 'tok_ok' });
  await orders.answer(orderId, 'authorize_payment');
  return orders.answer(orderId, 'capture_payment');
}

/** Handed over to the courier with both signatures, under a waybill number. */
async function handOver(
  orders: StoredOrders,
  orderId: string,
  waybillNo: string,
): Promise<OrderState> {
  const { shipments } = await orders.state(orderId);
  const documentId = `doc_${orderId}`;
  const { documents } = await orders.act(orderId, 'seller', {
    name: 'issueHandoverNote',
    shipmentId: must(shipments[0], 'shipment').id,
    documentId,
    waybillNo,
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
  const { digest, version } = must(documents.at(-1), 'document');
  for (const role of ['seller', 'courier'] as const) {
    const signer = { personId: `per_${role}`, name: null, personDigest: null, relation: null };
    await orders.act(orderId, role, {
      name: 'signDocument',
      documentId,
      signatureId: `sig_${orderId}_${role}`,
      role,
      method: 'attested',
      signer: { ...signer, consent: null },
      keyId: null,
      digest,
      version,
      jws: null,
      evidenceDigest: null,
      signedAt: '2026-03-02T02:00:00.000Z',
    });
  }
  return orders.state(orderId);
}

/**
 * Four orders: `ord_a` is with courier 1, `ord_b` was paid and cancelled, so that its refund runs,
 * `ord_c` belongs to another seller and courier, `ord_d` to another platform.
 */
export async function storeFourOrders(sql: Sql): Promise<StoredOrders> {
  const orders = await storeNoOrders(sql);
  const day = (date: number) => `2026-03-0${date}T02:00:00.000Z`;
  await orders.place({ orderId: 'ord_a', at: day(2), method: 'alipay' });
  await orders.place({ orderId: 'ord_b', at: day(3), method: 'alipay', consumerRef: 'c-2' });
  const others = { sellerId: 'pty_seller_2', courierId: 'pty_courier_2' };
  await orders.place({ orderId: 'ord_c', at: day(4), ...others });
  await orders.place({ orderId: 'ord_d', at: day(4), platformId: 'pty_platform_2' });
  await payFor(orders, 'ord_a');
  await handOver(orders, 'ord_a', 'SF-1');
  await payFor(orders, 'ord_b');
  await orders.act('ord_b', 'consumer', {
    name: 'cancelOrder',
    reason: 'consumer_changed_mind',
    note: null,
  });
  return orders;
}
