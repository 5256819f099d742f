import type postgres from 'postgres';
import type { Action } from '../../domain/commands.ts';
import { mayNeedCouriers, namedCourier } from '../registry/couriers.ts';
import type { PlaceRequest } from './placing.ts';

/**
 * What couriers have of a platform's cash is counted by one transaction at a time, so that a limit
 * holds whatever is placed or given at one instant (S0 6.7.1 f). Who names the courier waits for
 * that courier only, who may choose any waits for all; an order that is paid otherwise waits for
 * nobody. Always taken in this order: the order's row, the platform, the courier. Held until the
 * commit; what counts is read by the next statement.
 */
const lockCash = (platform: string, courier: string): string => `
  case
    when ${courier} is null
      then pg_advisory_xact_lock(hashtextextended('cash:' || ${platform}, 0))
    when pg_advisory_xact_lock_shared(hashtextextended('cash:' || ${platform}, 0)) is not null
      then pg_advisory_xact_lock(hashtextextended('cash:' || ${platform} || ':' || ${courier}, 0))
  end`;

/** For an order that is being placed; nothing is asked of PostgreSQL if it is paid otherwise. */
export async function lockCashOfPlacing(
  tx: postgres.TransactionSql,
  { input }: Pick<PlaceRequest, 'input'>,
): Promise<void> {
  if (input.payment.timing !== 'on_delivery') return;
  const text = `select ${lockCash('$1::text', '$2::text')}`;
  await tx.unsafe(text, [input.platformId, input.courierId], { prepare: true });
}

/** Locks the order's row and, where the action may give a courier cash to collect, the cash. */
export function lockOrderRow(
  tx: postgres.TransactionSql,
  { orderId, action }: { orderId: string; action: Action },
): Promise<unknown> {
  if (!mayGiveCash(action)) return tx`select 1 from orders where id = ${orderId} for update`;
  // Of deadlines only the courier's silence hands goods on to another.
  const deadlineId = action.name === 'expireDeadline' ? action.deadlineId : null;
  return tx.unsafe(
    `with locked as materialized (
        select platform_id, payment_timing from orders where id = $1 for update)
      select case when payment_timing = 'on_delivery' and ($3::text is null or exists (
          select from deadlines where id = $3 and name = 'courier_confirmation'))
        then ${lockCash('platform_id', '$2::text')} end
      from locked`,
    [orderId, namedCourier(action), deadlineId],
    { prepare: true },
  );
}

function mayGiveCash(action: Action): boolean {
  if (action.name === 'decideAsCourier') return action.decision === 'decline';
  return mayNeedCouriers(action);
}
