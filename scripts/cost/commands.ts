import { randomUUID } from 'node:crypto';
import { typeid } from 'typeid-js';
import type { Command } from '../../src/domain/commands.ts';
import { must } from '../../src/domain/errors.ts';
import type { Actor, OrderState, Shipment, SigningRole } from '../../src/domain/order.ts';
import type { PlaceOrderInput } from '../../src/domain/placing/placing.ts';

/** The parties of the orders that are measured, with the role of each. */
export const parties = {
  platform: 'pty_platform',
  seller: 'pty_seller',
  courier: 'pty_courier',
  payment_provider: 'pty_provider',
} as const;
const consumerRef = 'c-1';

/** Who acts in a role. */
export function actorOf(role: Actor['role']): Actor {
  const ids: Partial<Record<Actor['role'], string>> = { ...parties, consumer: consumerRef };
  return { role, id: ids[role] ?? role };
}

/** A fresh id of that kind. */
export const newId = (prefix: string): string => typeid(prefix).toString();

/** Two units of one thing by card; without a token the consumer pays by a command of their own. */
export function anOrder(token: string | null): PlaceOrderInput {
  return {
    platformId: parties.platform,
    platformOrderNo: randomUUID(),
    sellerId: parties.seller,
    courierId: parties.courier,
    courierService: 'manual',
    paymentProviderId: parties.payment_provider,
    consumerRef,
    consumerConfirmation: { at: new Date().toISOString(), channel: 'app', offerDigest: null },
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
    payment: { timing: 'after_confirmation', method: 'card', token },
    promised: { dispatchBy: null, deliverBy: null },
  };
}

/** The seller takes the order on. */
export const accepting: Command = {
  name: 'decideAsSeller',
  decision: 'accept',
  reason: null,
  note: null,
  lines: null,
};

/** The consumer pays by card. */
export const paying: Command = { name: 'payOrder', method: 'card', token: 'tok_ok' };

/** The consumer wants it no more. */
export const cancelling: Command = {
  name: 'cancelOrder',
  reason: 'consumer_changed_mind',
  note: null,
};

function shipmentOf(state: OrderState, direction: Shipment['direction'] = 'outbound'): Shipment {
  const found = state.shipments.find((shipment) => shipment.direction === direction);
  return must(found, `${direction} shipment`);
}

/** The note of the one parcel that leaves. */
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

/** A fact from the carrier. */
export const tracking = (state: OrderState, code: string): Command => ({
  name: 'recordTracking',
  shipmentId: shipmentOf(state).id,
  caseId: newId('cas'),
  eventId: randomUUID(),
  code,
  at: state.order.lastAt,
  place: null,
});

/** The courier names a time at the door, two hours from now. */
export const appointing = (state: OrderState): Command => {
  const at = Date.parse(state.order.lastAt);
  return {
    name: 'appointDelivery',
    shipmentId: shipmentOf(state).id,
    from: new Date(at + 2 * 3_600_000).toISOString(),
    to: new Date(at + 4 * 3_600_000).toISOString(),
    place: 'door',
    contact: { channel: 'phone', at: state.order.lastAt },
  };
};

/** At the door: so many of the two units refused, the rest accepted. */
export const inspecting = (state: OrderState, refused: number): Command => ({
  name: 'inspectDelivery',
  shipmentId: shipmentOf(state).id,
  documentId: newId('doc'),
  agent: { name: 'agent', identityDocument: { kind: 'work_badge', last4: '0042' } },
  packaging: 'intact',
  opening: 'opened',
  lines: [
    {
      lineNo: 1,
      accepted: 2 - refused,
      refused,
      missing: 0,
      reason: refused > 0 ? 'damaged' : null,
      evidence: [],
    },
  ],
  collection: null,
});

/** The note of the goods that go back, as they started. */
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

/** A side signs the newest document of a kind. */
export function signature(state: OrderState, kind: string, role: SigningRole): Command {
  const document = must(
    state.documents.findLast((found) => found.kind === kind && found.status !== 'void'),
    kind,
  );
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
    evidenceDigest: null,
    signedAt: state.order.lastAt,
  };
}
