import type postgres from 'postgres';
import type { Inventory } from '../src/adapters/inventory/port.ts';
import type { LogisticsGateway } from '../src/adapters/logistics/port.ts';
import type { PaymentGateway } from '../src/adapters/payment/port.ts';
import type { Transitions } from '../src/db/orders/transitions.ts';
import { createCalendarActivities } from './calendars.ts';
import { createCarriageActivities } from './carriage.ts';
import { createOrderActivities } from './orders.ts';
import { createPaymentActivities } from './payments.ts';
import { createRegistryActivities } from './registry.ts';
import { createStockActivities } from './stock.ts';

export interface ActivityTools {
  sql: postgres.Sql;
  transitions: Transitions;
  payment: PaymentGateway;
  logistics: LogisticsGateway;
  inventory: Inventory;
  /** Tells the relay that a workflow was just asked for. */
  wakeStarts: () => void;
}

/** All that workflows may do to the world. */
export function createActivities(tools: ActivityTools) {
  return {
    ...createOrderActivities(tools),
    ...createPaymentActivities(tools.payment),
    ...createStockActivities(tools.inventory),
    ...createCarriageActivities(tools.logistics),
    ...createRegistryActivities(tools),
    ...createCalendarActivities(tools),
  };
}

export type Activities = ReturnType<typeof createActivities>;
