/** A message to one address; the texts are complete. */
export interface Message {
  /** Derived from what it tells: the same key is the same message, sent once. */
  key: string;
  channel: 'mail' | 'sms';
  to: string;
  /** Of a mail; null of a short message. */
  subject: string | null;
  text: string;
}

/**
 * `sent`: the service has taken it over · `rejected`: it never will · `unknown`: it may or may not
 * have arrived there, and is asked for by its key, never just sent again.
 */
export type MessageOutcome =
  | { status: 'sent'; reference: string }
  | { status: 'rejected'; failure: string }
  | { status: 'unknown'; failure: string };

/**
 * The mail and short-message service (S0 5.3). An outage throws `NeighbourUnavailable`: then the
 * message was certainly not taken.
 */
export interface Notifier {
  send(message: Message): Promise<MessageOutcome>;
  /** What became of a message; `not_found` only where the service itself says so. */
  query(request: { key: string }): Promise<MessageOutcome | { status: 'not_found' }>;
}
