import type { Action } from '../../domain/commands.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { OrderState } from '../../domain/order.ts';
import type { Connection } from '../queries.ts';
import { refusalOf } from './violations.ts';

/**
 * The refusal that the number in a command would meet when it is written, since another order has
 * it; null if it is free now. In earnest PostgreSQL's constraints decide.
 */
export async function numberInUse(
  sql: Connection,
  state: OrderState,
  action: Action,
): Promise<DomainError | null> {
  if (action.name === 'issueHandoverNote') {
    const courierId = state.shipments.find(({ id }) => id === action.shipmentId)?.courierId ?? null;
    const taken = await sql`
      select from shipments where courier_id = ${courierId} and waybill_no = ${action.waybillNo}
        and id <> ${action.shipmentId}`;
    return taken.length > 0 ? refusalOf('shipments_waybill_no') : null;
  }
  if (action.name === 'recordInvoice') {
    const taken = await sql`
      select from invoices where seller_id = ${state.order.sellerId} and number = ${action.number}`;
    return taken.length > 0 ? refusalOf('invoices_number') : null;
  }
  return null;
}
