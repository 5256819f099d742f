import type { Action, Readdressing } from '../../domain/commands.ts';
import { demand } from '../../domain/errors.ts';
import type { Destination } from '../../domain/parties/couriers.ts';
import { recipientAfter } from '../../domain/shipments/readdressing.ts';

/** What is personal about an order; its key is null once it was erased. */
export interface OrderPersonal {
  wrappedKey: string | null;
  recipient: unknown;
}

export interface Addressed {
  /** Where the goods go once the action is done; null where nobody can read that any more. */
  destination: Destination | null;
  /** Only where the action changes the address. */
  readdressing?: Readdressing;
}

type DestinationReader = (personal: OrderPersonal & { orderId: string }) => Destination | null;

/**
 * Where the goods of an order go, by its sealed address, or by the new one that the action brings.
 * Regions are looked at here and nowhere kept (decision 0011).
 */
export function addressed(
  personal: OrderPersonal | null,
  { orderId, action }: { orderId: string; action: Action },
  destinationOf: DestinationReader,
): Addressed {
  const before = personal && destinationOf({ orderId, ...personal });
  if (action.name !== 'changeDeliveryAddress') return { destination: before };
  const recipient = (personal?.recipient ?? {}) as Readonly<Record<string, unknown>>;
  demand(
    personal !== null && personal.wrappedKey !== null,
    'wrong_order_status',
    'what was personal about this order was erased: nobody could read its new address',
  );
  const changed = { ...personal, recipient: recipientAfter(recipient, action.recipient) };
  const destination = destinationOf({ orderId, ...changed });
  const isElsewhere = JSON.stringify(destination) !== JSON.stringify(before);
  return { destination, readdressing: { recipient, isElsewhere } };
}
