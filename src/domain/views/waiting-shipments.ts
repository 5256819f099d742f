import { runningDeadline } from '../deadlines/deadlines.ts';
import { isMoneyThere, isPaidFor } from '../money/paid-for.ts';
import type { OrderState, Shipment, Subject } from '../order.ts';
import { isToLeave } from '../shipments/asking-for-paid.ts';
import { type Awaited, awaited, type AwaitedFacts, post } from './awaited.ts';
import { isMoneyToCome } from './waiting-payment.ts';
import {
  askedOfReceipt,
  liveDocument,
  missingSignatures,
  signatureOfConsumer,
  signaturesWhileAsked,
} from './waiting-signatures.ts';

/** What a shipment that has not ended waits for; empty only where an open case says it. */
export function awaitedOfShipment(state: OrderState, shipment: Shipment): Awaited[] {
  return shipment.direction === 'return'
    ? awaitedOfReturn(state, shipment)
    : awaitedOfOutbound(state, shipment);
}

function awaitedOfOutbound(state: OrderState, shipment: Shipment): Awaited[] {
  switch (shipment.status) {
    case 'planned':
      return [ofShipment(state, shipment, { what: 'shipment_planning', role: 'system' })];
    case 'awaiting_courier':
      if (!isToLeave(state, shipment)) return [callingOff(state, shipment)];
      if (shipment.courierId === null) return [unassigned(state, shipment)];
      return [
        ofShipment(state, shipment, {
          what: 'courier_confirmation',
          role: 'courier',
          deadline: 'courier_confirmation',
          action: post(`/v1/shipments/${shipment.id}/courier-decision`, 'courier'),
        }),
      ];
    case 'awaiting_handover':
      return awaitedOfHandover(state, shipment);
    case 'awaiting_collection':
      return awaitedOfUnattended(state, shipment);
    case 'lost':
      return [awaitedOfLost(state, shipment)];
    default:
      return awaitedOfDelivery(state, shipment);
  }
}

/** Goods whose money has gone back are found by nobody any more: only time passes. */
function awaitedOfLost(state: OrderState, shipment: Shipment): Awaited {
  const isSold = isPaidFor(state, shipment);
  return ofShipment(state, shipment, {
    what: 'lost_goods',
    role: isSold ? 'courier' : 'system',
    deadline: 'refund',
    action: isSold ? post(`/v1/shipments/${shipment.id}/tracking-events`, 'courier') : null,
  });
}

/** Nobody took it on: the seller may name somebody, or support decides the case. */
function unassigned(state: OrderState, shipment: Shipment): Awaited {
  return ofShipment(state, shipment, {
    what: 'reassignment',
    role: 'seller',
    deadline: 'dispatch',
    clause: 'S0 7.5.1 a',
    action: post(`/v1/shipments/${shipment.id}/reassignment`, 'seller'),
  });
}

function awaitedOfHandover(state: OrderState, shipment: Shipment): Awaited[] {
  // Neither a note nor a signature would be taken: the goods stay where they are.
  if (!isToLeave(state, shipment)) return [callingOff(state, shipment)];
  // Whom the payment waits for is said of the order.
  if (shipment.direction !== 'replacement' && !isMoneyThere(state))
    return isMoneyToCome(state) ? [] : [callingOff(state, shipment)];
  const note = liveDocument(state, shipment, 'handover_note');
  if (note) return missingSignatures(state, note, () => 'dispatch');
  return [
    ofShipment(state, shipment, {
      what: 'handover_note',
      role: 'seller',
      deadline: 'dispatch',
      action: post(`/v1/shipments/${shipment.id}/handover-note`, 'seller'),
    }),
  ];
}

/** They are not paid for: the seller calls them off, or sends on what is still paid for. */
function callingOff(state: OrderState, shipment: Shipment): Awaited {
  return ofShipment(state, shipment, {
    what: 'shipment_cancellation',
    role: 'seller',
    deadline: 'dispatch',
    action: post(`/v1/shipments/${shipment.id}/cancellation`, 'seller'),
  });
}

/** Left at an agreed place: first to be taken out, then to be looked at. */
function awaitedOfUnattended(state: OrderState, shipment: Shipment): Awaited[] {
  const note = liveDocument(state, shipment, 'delivery_note');
  const asked = askedOfReceipt(state, shipment);
  if (note && asked) return signaturesWhileAsked(state, shipment, { note, asked });
  if (note) return signatureOfConsumer(state, note);
  if (asked) return [];
  const isStored = shipment.unattended?.collectedAt === null;
  return [
    isStored
      ? ofShipment(state, shipment, {
          what: 'collection',
          role: 'consumer',
          deadline: 'collection',
          clause: 'S0 7.7.2',
          action: post(`/v1/shipments/${shipment.id}/acceptance`, 'consumer'),
        })
      : acceptance(state, shipment),
  ];
}

/** The consumer says what it has found, or that nothing came. */
function acceptance(state: OrderState, shipment: Shipment): Awaited {
  return ofShipment(state, shipment, {
    what: 'acceptance',
    role: 'consumer',
    deadline: 'acceptance',
    clause: 'S0 7.7.2',
    action: post(`/v1/shipments/${shipment.id}/acceptance`, 'consumer'),
  });
}

/** With the courier: arrival, then an appointment, then the inspection, then both signatures. */
function awaitedOfDelivery(state: OrderState, shipment: Shipment): Awaited[] {
  const note = liveDocument(state, shipment, 'delivery_note');
  const asked = askedOfReceipt(state, shipment);
  // Whoever still signs decides it, as long as support has not.
  if (note && asked) return signaturesWhileAsked(state, shipment, { note, asked });
  // What is to be done is said by the case itself.
  if (asked) return [];
  if (note && shipment.inspection?.by === 'consumer') return signatureOfConsumer(state, note);
  if (note) {
    return missingSignatures(state, note, (role) =>
      role === 'consumer' ? 'acceptance' : 'delivery',
    );
  }
  if (runningDeadline(state, 'acceptance', shipment.id)) return [acceptance(state, shipment)];
  const path = `/v1/shipments/${shipment.id}`;
  const deadline = runningDeadline(state, 'presumed_lost', shipment.id)
    ? 'presumed_lost'
    : 'delivery';
  if (shipment.appointment) {
    return [
      ofShipment(state, shipment, {
        what: 'inspection',
        role: 'courier',
        deadline,
        // A second attempt has no promise to keep any more but the appointment itself.
        otherwiseDueAt: shipment.appointment.to,
        clause: 'S0 7.7.2',
        action: post(`${path}/inspection`, 'courier'),
      }),
    ];
  }
  if (shipment.status === 'handed_over' || shipment.status === 'in_transit') {
    return [
      ofShipment(state, shipment, {
        what: 'arrival',
        role: 'courier',
        deadline,
        action: post(`${path}/tracking-events`, 'courier'),
      }),
    ];
  }
  return [
    ofShipment(state, shipment, {
      what: 'appointment',
      role: 'courier',
      deadline: 'appointment',
      clause: 'S0 7.7.2 a',
      action: post(`${path}/appointments`, 'courier'),
    }),
  ];
}

/** Goods that go back travel until courier and seller have signed for them (7.7.3 a). */
function awaitedOfReturn(state: OrderState, shipment: Shipment): Awaited[] {
  const note = liveDocument(state, shipment, 'return_to_seller_note');
  if (note) {
    return missingSignatures(state, note, (role) =>
      role === 'seller' ? 'return_receipt' : 'return_to_seller',
    );
  }
  return [
    ofShipment(state, shipment, {
      what: 'return_note',
      role: 'courier',
      deadline: 'return_to_seller',
      clause: 'S0 7.7.3 a',
      action: post(`/v1/shipments/${shipment.id}/return-note`, 'courier'),
    }),
  ];
}

function ofShipment(
  state: OrderState,
  shipment: Shipment,
  facts: Omit<AwaitedFacts, 'subject' | 'courierId'>,
): Awaited {
  const subject: Subject = { type: 'shipment', id: shipment.id };
  return awaited(state, { ...facts, subject, courierId: shipment.courierId });
}
