import type { OrderAccess } from '../../db/reading/order-access.ts';
import { orderParties } from '../../db/orders/order-parties.ts';
import { finalOrderStatuses, isFinal, type OrderState } from '../../domain/order.ts';
import {
  partyItems,
  type PartyWarning,
  partyWarnings,
} from '../../domain/parties/party-warnings.ts';
import type { NoticeLanguage } from '../../domain/notices/notice-texts.ts';
import type { TimelineItem } from '../../domain/views/timeline.ts';
import { orderTime } from '../commands/order-clock.ts';
import type { Parts } from '../parts.ts';

/**
 * What is wrong with the parties of an order that runs: it goes on and says so (S0 5.4). Asked of
 * the registry as it is now; nothing of it is part of the order.
 */
export async function warningsOf(
  parts: Pick<Parts, 'sql'>,
  access: OrderAccess,
  state: OrderState,
): Promise<PartyWarning[]> {
  if (isFinal(state.order)) return [];
  const parties = await orderParties(parts.sql, access);
  return partyWarnings(parties, { policy: state.policy, at: orderTime(access) });
}

/** The order's story with what befell its parties on the way, each at its time. */
export async function withPartyItems(
  parts: Pick<Parts, 'sql'>,
  access: OrderAccess,
  { told, language }: { told: readonly TimelineItem[]; language: NoticeLanguage },
): Promise<TimelineItem[]> {
  const until = finalOrderStatuses.includes(access.status) ? access.lastAt : orderTime(access);
  const parties = await orderParties(parts.sql, access);
  const items = partyItems(parties, { from: access.placedAt, until, language });
  if (items.length === 0) return [...told];
  return [...told, ...items].toSorted((one, other) => one.at.localeCompare(other.at));
}
