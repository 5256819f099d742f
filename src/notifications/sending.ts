import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import { NeighbourRefused, NeighbourUnavailable } from '../adapters/neighbour.ts';
import type { MessageOutcome, Notifier } from '../adapters/notifier/port.ts';
import {
  type NotificationOutcome,
  recordOutcome,
  type TakenNotification,
  takeDoubtful,
  takePlanned,
} from '../db/reading/notifications.ts';
import type { Vault } from '../vault/vault.ts';
import { letterFor } from './letters.ts';

export interface SendingTools {
  sql: Sql;
  vault: Vault;
  /** Null where there is none: then nobody is sent anything. */
  notifier: Notifier | null;
  logger: Logger;
}

const batchSize = 20;
/** Longer than a call and its preparation take: after that its sender has died. */
const leaseMs = 30_000;
/** The first pause; each later one is twice as long, up to the longest. */
const firstPauseMs = 2_000;
const longestPauseMs = 600_000;
/** News that are older interest nobody any more. */
const staleAfterMs = 3 * 86_400_000;

/** Sends what is planned and asks about what is doubtful; returns how many it has dealt with. */
export async function sendDue(tools: SendingTools): Promise<number> {
  const doubtful = await takeDoubtful(tools.sql, taking());
  await Promise.all(doubtful.map((one) => attempt(tools, one, clarify)));
  const planned = await takePlanned(tools.sql, taking());
  // One order's messages go out in the order in which things happened.
  await Promise.all(
    byOrder(planned).map(async (messages) => {
      for (const message of messages) await attempt(tools, message, send);
    }),
  );
  return doubtful.length + planned.length;
}

function taking() {
  const nowMs = Date.now();
  return { now: isoAt(nowMs), until: isoAt(nowMs + leaseMs), limit: batchSize };
}

function byOrder(taken: readonly TakenNotification[]): TakenNotification[][] {
  const groups = Map.groupBy(taken, ({ orderId }) => orderId);
  return [...groups.values()].map((group) =>
    group.toSorted((one, other) => one.sequence - other.sequence),
  );
}

type Work = (tools: SendingTools, taken: TakenNotification) => Promise<NotificationOutcome>;

/** What fails by our own fault stays taken, and is looked at again when its lease has ended. */
async function attempt(tools: SendingTools, taken: TakenNotification, work: Work): Promise<void> {
  const { id, orderId, event } = taken;
  try {
    const outcome = await work(tools, taken);
    await recordOutcome(tools.sql, id, outcome);
    if (outcome.status === 'failed') {
      tools.logger.warn(
        { notificationId: id, orderId, event, failure: outcome.failure },
        'not sent',
      );
    }
  } catch (error) {
    const { name } = error as Error;
    tools.logger.error({ notificationId: id, orderId, event, cause: name }, 'sending broke off');
  }
}

async function send(tools: SendingTools, taken: TakenNotification): Promise<NotificationOutcome> {
  const { notifier } = tools;
  if (notifier === null) return { status: 'skipped', failure: 'no_notifier', at: now() };
  const letter = await letterFor(tools, taken);
  if (typeof letter === 'string') return { status: 'skipped', failure: letter, at: now() };
  const { address, ...message } = letter;
  const key = keyOf(taken);
  const outcome = await asked(() => notifier.send({ key, channel: taken.channel, ...message }));
  return { ...outcomeOf(outcome, taken), address };
}

/** The answer was lost: only what the service does not know is sent again, under its key. */
async function clarify(
  tools: SendingTools,
  taken: TakenNotification,
): Promise<NotificationOutcome> {
  const { notifier } = tools;
  if (notifier === null) return { status: 'unknown', nextAt: later(taken) };
  const outcome = await asked(() => notifier.query({ key: keyOf(taken) }));
  // That the question is refused says nothing about the message.
  if (outcome.status === 'unavailable' || outcome.status === 'refused') {
    return { status: 'unknown', nextAt: later(taken) };
  }
  if (outcome.status === 'not_found') return { status: 'planned', nextAt: now() };
  return outcomeOf(outcome, taken);
}

/** One message per entry, channel and recipient, whoever sends it and however often. */
function keyOf(taken: TakenNotification): string {
  const { orderId, sequence, channel, recipientRole, partyId } = taken;
  const recipient = partyId === null ? recipientRole : `${recipientRole}:${partyId}`;
  return `notify:${orderId}:${sequence}:${channel}:${recipient}`;
}

type Trouble = { status: 'unavailable' | 'refused'; failure: string };

/** The service is down, or refuses the call as such: both are outcomes here. */
async function asked<Outcome>(call: () => Promise<Outcome>): Promise<Outcome | Trouble> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NeighbourUnavailable) {
      return { status: 'unavailable', failure: error.failure };
    }
    if (error instanceof NeighbourRefused) return { status: 'refused', failure: error.failure };
    throw error;
  }
}

function outcomeOf(
  outcome: MessageOutcome | Trouble,
  taken: TakenNotification,
): NotificationOutcome {
  switch (outcome.status) {
    case 'sent':
      return { status: 'sent', reference: outcome.reference, at: now() };
    case 'rejected':
    case 'refused':
      return { status: 'failed', failure: outcome.failure, at: now() };
    case 'unknown':
      return { status: 'unknown', nextAt: isoAt(Date.now() + firstPauseMs) };
    case 'unavailable':
      return isStale(taken)
        ? { status: 'failed', failure: 'too_late', at: now() }
        : { status: 'planned', nextAt: later(taken) };
  }
}

function isStale({ plannedAt }: TakenNotification): boolean {
  return Date.now() - Date.parse(plannedAt) > staleAfterMs;
}

function later({ tries }: TakenNotification): string {
  return isoAt(Date.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 20)));
}

function now(): string {
  return isoAt(Date.now());
}

function isoAt(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
