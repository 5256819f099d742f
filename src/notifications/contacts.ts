import type { NotificationChannel } from '../db/reading/notifications.ts';

/** One of a party's people, sealed. */
export interface PartyContact {
  phone: string | null;
  email: string | null;
}

/** What is on record of a recipient, sealed; its key is null once that was erased. */
export interface ConsumerContact {
  wrappedKey: string | null;
  recipient: Record<string, unknown> | null;
}

/** The party's first address for a channel, sealed; null where it has none. */
export function contactBy(
  channel: NotificationChannel,
  contacts: readonly PartyContact[],
): string | null {
  const addresses = contacts.map(({ email, phone }) => (channel === 'mail' ? email : phone));
  return addresses.find((address) => typeof address === 'string') ?? null;
}

/** A party is written to, and only where it has no mail address it gets short messages. */
export function channelOfParty(contacts: readonly PartyContact[]): NotificationChannel | null {
  if (contactBy('mail', contacts) !== null) return 'mail';
  return contactBy('sms', contacts) === null ? null : 'sms';
}

/** A consumer is told by every channel that it has given. */
export function channelsOfConsumer({ recipient }: ConsumerContact): NotificationChannel[] {
  const has = (field: string): boolean => typeof recipient?.[field] === 'string';
  return [
    ...(has('phone') ? (['sms'] as const) : []),
    ...(has('email') ? (['mail'] as const) : []),
  ];
}
