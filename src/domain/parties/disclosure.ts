import type { OrderRow, Role, Shipment, ShipmentStatus } from '../order.ts';
import type { Principal } from '../rights.ts';

/**
 * How personal values are kept apart; each is masked in its own way. `staff` are the names of those
 * who act for a seller or courier: who signed, who keeps the documents.
 */
export type PersonalKind =
  | 'name'
  | 'staff'
  | 'phone'
  | 'email'
  | 'address'
  | 'place'
  | 'text'
  | 'identity'
  | 'json'
  | 'invoice';

/** `masked` shows what its kind allows, `hidden` that there is something and no more. */
export type Disclosure = 'clear' | 'masked' | 'hidden';

/** What of an order's state decides who reads what is personal in it. */
export interface DisclosureState {
  /** The goods are delivered, or never will be: nobody needs the address any more. */
  deliveryEnded: boolean;
  /** A shipment of the reader is on the road. */
  ownLegUnderWay: boolean;
}

const underWay: readonly ShipmentStatus[] = [
  'handed_over',
  'in_transit',
  'awaiting_delivery',
  'out_for_delivery',
  'awaiting_collection',
];

export function disclosureState(
  principal: Pick<Principal, 'partyId'>,
  state: {
    order: Pick<OrderRow, 'status'>;
    shipments: readonly (Pick<Shipment, 'courierId' | 'status'> & Partial<Shipment>)[];
  },
): DisclosureState {
  const { status } = state.order;
  // Goods that are sent again go to the same address.
  const isSentAgain = state.shipments.some(
    ({ direction, endedAt }) => direction === 'replacement' && endedAt === null,
  );
  return {
    deliveryEnded:
      !isSentAgain && ['delivered', 'completed', 'cancelled', 'returned'].includes(status),
    ownLegUnderWay: state.shipments.some(
      (shipment) =>
        shipment.courierId !== null &&
        shipment.courierId === principal.partyId &&
        underWay.includes(shipment.status),
    ),
  };
}

/**
 * How a personal value is shown to a role (design §3): to the consumer, its platform and support
 * always, to the seller until the delivery has ended, to a courier while a leg of its own is
 * under way, to ops masked, to auditors and payment providers never. An identity document's
 * digits serve the check at the door and stay with the consumer, its platform, support and the
 * courier whose agent showed it.
 */
export function maskingFor({
  role,
  kind,
  state,
}: {
  role: Role;
  kind: PersonalKind;
  state: DisclosureState;
}): Disclosure {
  switch (role) {
    case 'consumer':
    case 'platform':
    case 'support':
      return 'clear';
    case 'seller':
      if (kind === 'identity') return 'masked';
      // Each side keeps its copy of a note, with who signed it (S0 6.7.2 b); the issuer of an invoice
      // needs to know whom it is made out to, also after the delivery.
      if (kind === 'staff' || kind === 'invoice') return 'clear';
      return state.deliveryEnded ? 'masked' : 'clear';
    case 'courier':
      if (kind === 'staff') return 'clear';
      return state.ownLegUnderWay && kind !== 'invoice' ? 'clear' : 'masked';
    case 'ops':
      return 'masked';
    case 'auditor':
    case 'payment_provider':
      return 'hidden';
  }
}
