import type { Action, Command } from '../../../src/domain/commands.ts';
import type { OrderState, Shipment } from '../../../src/domain/order.ts';

/** One sensible example of each command, aimed at what the order has. */
export function sampleCommands(state: OrderState, shipment = state.shipments[0]): Command[] {
  const documentId = state.documents.at(-1)?.id ?? 'doc_none';
  return [
    ...orderCommands(state),
    ...shipmentCommands(state, shipment),
    ...noteCommands(state, documentId),
  ];
}

function orderCommands({ order, cases }: OrderState): Command[] {
  return [
    { name: 'decideAsConsumer', decision: 'accept', reason: null, note: null },
    { name: 'decideAsSeller', decision: 'accept', reason: null, note: null, lines: null },
    { name: 'payOrder', method: 'card', token: 'tok_ok' },
    { name: 'cancelOrder', reason: 'wrong_details', note: null },
    { name: 'changeDeliveryAddress', recipient: { address: 'sealed:v1:elsewhere' } },
    {
      name: 'recordRemittance',
      courierId: 'pty_courier',
      reference: 'R-1',
      amountMinor: order.collectedMinor,
    },
    {
      name: 'splitShipment',
      newShipmentId: 'shp_split',
      courierId: 'pty_courier_2',
      courierService: null,
      lines: [{ lineNo: 1, quantity: 1 }],
    },
    {
      name: 'requestRefund',
      refundId: 'rfd_new',
      lines: [{ lineNo: 1, quantity: 1 }],
      amountMinor: null,
      deliveryFeeMinor: null,
      reason: 'quality',
      bearer: 'seller',
      channel: 'original',
    },
    {
      name: 'resolveCase',
      caseId: cases.at(-1)?.id ?? 'cas_none',
      refundId: 'rfd_new',
      outcome: 'noted',
      note: null,
    },
  ];
}

function shipmentCommands(state: OrderState, shipment: Shipment | undefined): Command[] {
  const shipmentId = shipment?.id ?? 'shp_none';
  const carried = state.shipmentLines.filter((line) => line.shipmentId === shipmentId);
  return [
    {
      name: 'decideAsCourier',
      shipmentId,
      courierId: shipment?.courierId ?? null,
      decision: 'accept',
      reason: null,
    },
    {
      name: 'reassignShipment',
      shipmentId,
      courierId: 'pty_courier_2',
      courierService: null,
    },
    { name: 'cancelShipment', shipmentId, reason: 'price_error', note: null },
    {
      name: 'interceptShipment',
      shipmentId,
      returnShipmentId: 'shp_back',
      reason: 'recall',
      note: null,
    },
    {
      name: 'issueHandoverNote',
      shipmentId,
      documentId: 'doc_new',
      waybillNo: null,
      parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
      counted: null,
      custodians: { seller: null, courier: null },
      agentName: null,
    },
    {
      name: 'recordTracking',
      shipmentId,
      caseId: 'cas_new',
      eventId: 'event-new',
      code: 'lost',
      at: state.order.lastAt,
      place: null,
    },
    {
      name: 'appointDelivery',
      shipmentId,
      from: state.order.lastAt,
      to: new Date(Date.parse(state.order.lastAt) + 7_200_000).toISOString(),
      place: 'sealed:v1:place',
      contact: { channel: 'phone', at: state.order.lastAt },
    },
    {
      name: 'recordAttempt',
      shipmentId,
      returnShipmentId: 'shp_new',
      outcome: 'consumer_absent',
      note: null,
      evidence: [],
    },
    {
      name: 'inspectDelivery',
      shipmentId,
      documentId: 'doc_new',
      agent: { name: 'sealed', identityDocument: { kind: 'work_badge', last4: 'sealed' } },
      packaging: 'intact',
      opening: 'opened',
      lines: carried.map(({ lineNo, quantity }) => ({
        lineNo,
        accepted: quantity,
        refused: 0,
        missing: 0,
        reason: null,
        evidence: [],
      })),
      collection: null,
    },
    {
      name: 'leaveUnattended',
      shipmentId,
      place: { kind: 'locker', operator: 'sealed:v1:locker' },
      evidence: [],
      storedUntil: new Date(Date.parse(state.order.lastAt) + 86_400_000).toISOString(),
    },
    {
      name: 'acceptGoods',
      shipmentId,
      documentId: 'doc_new',
      signatureId: 'sig_new',
      packaging: 'intact',
      lines: carried.map(({ lineNo, quantity }) => ({
        lineNo,
        accepted: quantity,
        refused: 0,
        missing: 0,
        reason: null,
        evidence: [],
      })),
      isSigned: false,
      signer: { personId: null, name: null, personDigest: null, relation: null, consent: null },
    },
    { name: 'denyReceipt', shipmentId, caseId: 'cas_new', note: null },
    {
      name: 'issueReturnNote',
      shipmentId,
      documentId: 'doc_new',
      parcels: [],
      lines: carried.map(({ lineNo, quantity }) => ({ lineNo, quantity, condition: 'intact' })),
    },
  ];
}

function noteCommands(state: OrderState, documentId: string): Command[] {
  const document = state.documents.find(({ id }) => id === documentId);
  return [
    {
      name: 'signDocument',
      documentId,
      signatureId: 'sig_new',
      role: 'courier',
      method: 'jws',
      signer: { personId: 'per_1', name: null, personDigest: null, relation: null, consent: null },
      keyId: 'key_1',
      digest: document?.digest ?? 'sha256:none',
      version: document?.version ?? 1,
      jws: 'header.payload.signature',
      evidenceDigest: null,
      signedAt: state.order.lastAt,
    },
    {
      name: 'disputeDocument',
      documentId,
      caseId: 'cas_new',
      kind: 'count_mismatch',
      lines: [],
      note: null,
      evidence: [],
    },
  ];
}

/** Steps that the engine takes itself, none of which fits this order now. */
export function strayEngineSteps(): Action[] {
  const outcome = { status: 'succeeded' as const };
  return [
    { name: 'recordEffect', effectId: 'none', outcome },
    { name: 'recordPaymentFact', effectId: 'none', outcome },
    { name: 'expireDeadline', deadlineId: 'none', phase: 'due' },
    { name: 'renewAuthorization' },
    { name: 'startRefund', refundId: 'none' },
    { name: 'recordRefund', refundId: 'none', outcome },
  ];
}
