import type { OrderAccess } from '../../db/reading/order-access.ts';
import type { Evidence } from '../../domain/order-parts.ts';
import type { RecipientChange } from '../../domain/commands.ts';
import { personDigest } from '../../vault/person-digest.ts';
import { erased, type JsonObject, type PersonalValue, seal } from '../../vault/seal.ts';
import type { DataKey, Vault } from '../../vault/vault.ts';

/** A recipient as a body gives it; what is left out is not changed. */
interface GivenRecipient {
  name?: string;
  phone?: string;
  address: object;
  email?: string | null;
  language?: string | null;
}

/** Seals what is personal in a command under its order's data key, before it goes anywhere (D6). */
export interface Sealer {
  text(value: string): string;
  textOrNull(value: string | null): string | null;
  name(value: string): string;
  nameOrNull(value: string | null): string | null;
  /** Of somebody who acts for a seller or courier. */
  staff(value: string): string;
  staffOrNull(value: string | null): string | null;
  place(value: string): string;
  identity(value: string): string;
  /** With its address, and what else is given of it; a null takes away. */
  recipient(given: GivenRecipient): RecipientChange;
  /** Where evidence lies may tell whose it is; what it is, by its digest, does not. */
  evidence(files: Evidence[]): Evidence[];
  /** Compares signers of this order without their names. */
  personDigest(name: string | null): string | null;
}

/** Once the order's key is erased nothing personal is kept: `[erased]` stands in its place. */
export function sealerFor(vault: Vault, order: OrderAccess): Sealer {
  const key = order.wrappedKey === null ? null : vault.openDataKey(order.wrappedKey);
  return sealerUnder(key, order.orderId);
}

export function sealerUnder(key: DataKey | null, orderId: string): Sealer {
  const sealed = (value: PersonalValue): string => (key ? seal(key, value, orderId) : erased);
  const text = (value: string) => sealed({ kind: 'text', value });
  const name = (value: string) => sealed({ kind: 'name', value });
  const staff = (value: string) => sealed({ kind: 'staff', value });
  return {
    text,
    textOrNull: (value) => (value === null ? null : text(value)),
    name,
    nameOrNull: (value) => (value === null ? null : name(value)),
    staff,
    staffOrNull: (value) => (value === null ? null : staff(value)),
    place: (value) => sealed({ kind: 'place', value }),
    recipient: (given) => sealedRecipient(sealed, given),
    evidence: (files) => files.map((file) => (file.url ? { ...file, url: text(file.url) } : file)),
    identity: (value) => sealed({ kind: 'identity', value }),
    personDigest: (value) => (value === null || key === null ? null : personDigest(key, value)),
  };
}

function sealedRecipient(
  sealed: (value: PersonalValue) => string,
  { name, phone, address, email, language }: GivenRecipient,
): RecipientChange {
  // Without what was not given: JSON knows no `undefined`.
  const value = JSON.parse(JSON.stringify(address)) as JsonObject;
  return {
    address: sealed({ kind: 'address', value }),
    ...(name === undefined ? {} : { name: sealed({ kind: 'name', value: name }) }),
    ...(phone === undefined ? {} : { phone: sealed({ kind: 'phone', value: phone }) }),
    ...(email === undefined ? {} : { email: email && sealed({ kind: 'email', value: email }) }),
    ...(language === undefined ? {} : { language }),
  };
}
