import type { Sql } from 'postgres';
import { consentsOf } from '../db/registry/consents.ts';
import { accessOfOrder } from '../db/reading/order-access.ts';
import { readParty } from '../db/registry/parties.ts';
import type { TakenNotification } from '../db/reading/notifications.ts';
import { isGranted } from '../domain/notices/consents.ts';
import { must } from '../domain/errors.ts';
import type { NoticeLanguage } from '../domain/notices/notice-texts.ts';
import { type PersonalValue, seal, unseal } from '../vault/seal.ts';
import type { DataKey, Vault } from '../vault/vault.ts';
import { contactBy, type PartyContact } from './contacts.ts';
import { shortTextOf, subjectOf, textOf } from './wording.ts';

/** A message with everything personal in it: made when it is sent, kept nowhere. */
export interface Letter {
  to: string;
  subject: string | null;
  text: string;
  /** Where it goes, sealed under the order's data key. */
  address: string;
}

/** Why a message is not sent after all. */
export type Hindrance = 'erased' | 'no_consent' | 'no_address';

interface Tools {
  sql: Sql;
  vault: Vault;
}

/** The message as it goes out now, from the contact as it is now; or what stands against it. */
export async function letterFor(
  tools: Tools,
  notification: TakenNotification,
): Promise<Letter | Hindrance> {
  const order = must(await accessOfOrder(tools.sql, notification.orderId), 'order');
  if (order.wrappedKey === null) return 'erased';
  const key = tools.vault.openDataKey(order.wrappedKey);
  const contact =
    notification.partyId === null
      ? await consumerContact(tools, notification, { key, order })
      : await partyContact(tools, notification, notification.partyId);
  if (typeof contact === 'string') return contact;
  const { to, name, language } = contact;
  const kind = notification.channel === 'mail' ? 'email' : 'phone';
  const { event, params } = notification;
  const isMail = notification.channel === 'mail';
  return {
    to,
    subject: isMail ? subjectOf(event, params, language) : null,
    text: isMail ? textOf(event, params, { language, name }) : shortTextOf(event, params, language),
    address: seal(key, { kind, value: to }, notification.orderId),
  };
}

interface Contact {
  to: string;
  name: string | null;
  language: NoticeLanguage;
}

type Access = NonNullable<Awaited<ReturnType<typeof accessOfOrder>>>;

async function consumerContact(
  { sql }: Tools,
  { channel, purpose }: TakenNotification,
  { key, order }: { key: DataKey; order: Access },
): Promise<Contact | Hindrance> {
  const said = await consentsOf(sql, order);
  if (!isGranted(said, purpose)) return 'no_consent';
  const recipient = order.recipient ?? {};
  const opened = (field: string): PersonalValue | null => {
    const sealed = recipient[field];
    return typeof sealed === 'string' ? unseal(key, sealed, order.orderId) : null;
  };
  const to = opened(channel === 'mail' ? 'email' : 'phone')?.value;
  if (typeof to !== 'string') return 'no_address';
  const name = opened('name')?.value;
  const { country } = (opened('address')?.value ?? {}) as { country?: string };
  const { language = country === 'CN' ? 'zh' : 'en' } = recipient as { language?: NoticeLanguage };
  return { to, name: typeof name === 'string' ? name : null, language };
}

async function partyContact(
  { sql, vault }: Tools,
  { channel }: TakenNotification,
  partyId: string,
): Promise<Contact | Hindrance> {
  const party = await readParty(sql, partyId);
  const sealed = contactBy(channel, (party?.contacts ?? []) as PartyContact[]);
  if (!party || sealed === null) return 'no_address';
  if (party.wrappedKey === null) return 'erased';
  const to = unseal(vault.openDataKey(party.wrappedKey), sealed, partyId)?.value;
  if (typeof to !== 'string') return 'no_address';
  const { country } = (party.address ?? {}) as { country?: string };
  const language = country === 'CN' ? 'zh' : 'en';
  return { to, name: party.name, language };
}
