import { randomUUID } from 'node:crypto';
import { typeid } from 'typeid-js';
import type { Command } from '../../src/domain/commands.ts';
import { codDue } from '../../src/domain/money/cod-due.ts';
import { must } from '../../src/domain/errors.ts';
import type { Actor, OrderState, Shipment, SigningRole } from '../../src/domain/order.ts';
import type { PlaceOrderInput } from '../../src/domain/placing/placing.ts';

/** The parties of the tests' trade, and what they say. Fixed values, so that failures read well. */
export const parties = {
  platform: 'pty_platform',
  seller: 'pty_seller',
  courier: 'pty_courier',
  provider: 'pty_provider',
} as const;
export const consumerRef = 'c-778';

/** Who acts, by role. */
export function actorOf(role: Actor['role']): Actor {
  const ids: Partial<Record<Actor['role'], string>> = {
    platform: parties.platform,
    seller: parties.seller,
    courier: parties.courier,
    carrier: parties.courier,
    consumer: consumerRef,
  };
  return { role, id: ids[role] ?? role };
}

export const newId = (prefix: string): string => typeid(prefix).toString();

export interface OrderWishes extends Partial<Omit<PlaceOrderInput, 'payment'>> {
  token?: string | null;
  timing?: PlaceOrderInput['payment']['timing'];
  method?: PlaceOrderInput['payment']['method'];
  /** The order names it; it must be stored. */
  policyName?: string | null;
}

/** Two units of 129.90 and a fee of 10.00, paid by card after the seller's confirmation. */
export function anOrder(wishes: OrderWishes = {}): PlaceOrderInput {
  const {
    token = 'tok_ok',
    timing = 'after_confirmation',
    method,
    policyName: _,
    ...fields
  } = wishes;
  const cash = timing === 'on_delivery';
  return {
    platformId: parties.platform,
    platformOrderNo: randomUUID(),
    sellerId: parties.seller,
    courierId: parties.courier,
    courierService: 'manual',
    paymentProviderId: parties.provider,
    consumerRef,
    consumerConfirmation: { at: '2026-11-24T01:00:00.000Z', channel: 'app', offerDigest: null },
    deliveryPreference: null,
    lines: [
      {
        lineNo: 1,
        sku: 'tea-1',
        name: 'Longjing tea',
        quantity: 2,
        unit: 'piece',
        unitPriceMinor: 12_990,
        pricePer: 1,
        discountMinor: 0,
        handling: [],
        noReasonReturn: { eligible: true, exclusion: null },
      },
    ],
    deliveryFeeMinor: 1_000,
    taxMinor: 0,
    totalMinor: 26_980,
    currency: 'CNY',
    payment: {
      timing,
      method: method ?? (cash ? 'cash' : 'card'),
      token: cash ? null : token,
    },
    promised: { dispatchBy: null, deliverBy: null },
    ...fields,
  };
}

export function shipmentOf(
  state: OrderState,
  direction: Shipment['direction'] = 'outbound',
): Shipment {
  return must(
    state.shipments.find((shipment) => shipment.direction === direction),
    `${direction} shipment`,
  );
}

/** The newest document of a kind that still counts. */
export function liveDocument(state: OrderState, kind: string) {
  return must(
    state.documents.findLast((document) => document.kind === kind && document.status !== 'void'),
    kind,
  );
}

export const accepting: Command = {
  name: 'decideAsSeller',
  decision: 'accept',
  reason: null,
  note: null,
  lines: null,
};

/** The consumer takes the offer as it stands. */
export const acceptingOffer: Command = {
  name: 'decideAsConsumer',
  decision: 'accept',
  reason: null,
  note: null,
};

export const paying = (token: string | null, method: 'card' | 'wechat_pay' = 'card'): Command => ({
  name: 'payOrder',
  method,
  token,
});

export const cancelling = (reason: string): Command => ({
  name: 'cancelOrder',
  reason,
  note: null,
});

export const handoverNote = (state: OrderState): Command => ({
  name: 'issueHandoverNote',
  shipmentId: shipmentOf(state).id,
  documentId: newId('doc'),
  waybillNo: null,
  parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
  counted: null,
  custodians: { seller: null, courier: null },
  agentName: null,
});

/** A side signs the newest document of that kind. With evidence, it is handwriting at the door. */
export function signature(
  state: OrderState,
  kind: string,
  role: SigningRole,
  evidenceDigest: string | null = null,
): Command {
  const document = liveDocument(state, kind);
  return {
    name: 'signDocument',
    documentId: document.id,
    signatureId: newId('sig'),
    role,
    method: 'attested',
    signer: {
      personId: `per_${role}`,
      name: null,
      personDigest: null,
      relation: null,
      consent: null,
    },
    keyId: null,
    digest: document.digest,
    version: document.version,
    jws: null,
    evidenceDigest,
    signedAt: state.order.lastAt,
  };
}

export const tracking = (state: OrderState, code: string): Command => ({
  name: 'recordTracking',
  shipmentId: shipmentOf(state).id,
  caseId: newId('cas'),
  eventId: randomUUID(),
  code,
  at: state.order.lastAt,
  place: null,
});

/** Agreed for two hours, so far ahead that no test's clock gets there. */
export const appointing = (state: OrderState): Command => ({
  name: 'appointDelivery',
  shipmentId: shipmentOf(state).id,
  from: instantIn(60 * dayMs),
  to: instantIn(60 * dayMs + 7_200_000),
  place: 'door',
  contact: { channel: 'phone', at: state.order.lastAt },
});

const dayMs = 86_400_000;
const instantIn = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Inspected at the door: so many units refused or missing, the rest accepted. */
export function inspecting(
  state: OrderState,
  found: { refused?: number; missing?: number; reason?: string } = {},
): Command {
  const { refused = 0, missing = 0, reason = 'damaged' } = found;
  const shipment = shipmentOf(state);
  const accepted = 2 - refused - missing;
  const lines = [
    {
      lineNo: 1,
      accepted,
      refused,
      missing,
      reason: refused + missing > 0 ? reason : null,
      evidence: [],
    },
  ];
  const due = codDue(state, shipment, lines);
  return {
    name: 'inspectDelivery',
    shipmentId: shipment.id,
    documentId: newId('doc'),
    agent: { name: 'agent', identityDocument: { kind: 'work_badge', last4: '0042' } },
    packaging: 'intact',
    opening: 'opened',
    lines,
    collection: due > 0 ? { amountMinor: due, method: 'cash', reference: null } : null,
  };
}

/** The note of the goods that go back, all of them as they started. */
export function returnNote(state: OrderState): Command {
  const shipment = shipmentOf(state, 'return');
  return {
    name: 'issueReturnNote',
    shipmentId: shipment.id,
    documentId: newId('doc'),
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    lines: state.shipmentLines
      .filter((line) => line.shipmentId === shipment.id)
      .map(({ lineNo, quantity }) => ({ lineNo, quantity, condition: 'intact' })),
  };
}
