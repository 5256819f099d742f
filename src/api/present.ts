import type { OrderAccess } from '../db/reading/order-access.ts';
import { disclosureState, maskingFor } from '../domain/parties/disclosure.ts';
import { mask, masked, reveal } from '../vault/mask.ts';
import { type JsonValue, type PersonalValue, unsealDeep } from '../vault/seal.ts';
import type { Vault } from '../vault/vault.ts';
import type { Caller } from './access/authenticate.ts';

/** Shows JSON of one order to one reader. */
export type Present = (json: unknown) => JsonValue;

/**
 * Opens or masks every sealed string for this reader (design §3, D6). What cannot be read any more
 * because its key was erased reads `[erased]`.
 */
export function presentTo(vault: Vault, caller: Caller, order: OrderAccess): Present {
  return presentWith(vault, order, disclosureTo(caller, order));
}

/** Shows no more of anything than its kind allows, however close the reader is to the order. */
export function presentMasked(vault: Vault, caller: Caller, order: OrderAccess): Present {
  const disclose = disclosureTo(caller, order);
  return presentWith(vault, order, (opened) =>
    disclose(opened) === masked ? masked : mask(opened),
  );
}

/** Opens everything: for what the engine itself verifies, never for an answer. */
export function revealAll(vault: Vault, order: OrderAccess): Present {
  return presentWith(vault, order, reveal);
}

function presentWith(
  vault: Vault,
  order: OrderAccess,
  transform: (opened: PersonalValue) => JsonValue,
): Present {
  const dataKey = order.wrappedKey === null ? null : vault.openDataKey(order.wrappedKey);
  return (json) =>
    unsealDeep({ dataKey, json: json as JsonValue, context: order.orderId, transform });
}

/** An order's view with its recipient and invoice wish, which lie in a table of their own. */
export function presentOrder(present: Present, order: OrderAccess, view: unknown): JsonValue {
  return present({ ...(view as object), recipient: order.recipient, invoice: order.invoice });
}

function disclosureTo(caller: Caller, order: OrderAccess): (opened: PersonalValue) => JsonValue {
  const { status, shipments } = order;
  const facts = { order: { status }, shipments } as Parameters<typeof disclosureState>[1];
  const state = disclosureState(caller, facts);
  return (opened) => {
    switch (maskingFor({ role: caller.role, kind: opened.kind, state })) {
      case 'clear':
        return reveal(opened);
      case 'masked':
        return mask(opened);
      case 'hidden':
        return masked;
    }
  };
}
