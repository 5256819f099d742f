import type { CommandName } from './commands.ts';
import type { Role } from './order.ts';

/**
 * Who may do what to whose objects (design §3): the one table behind the door's checks. What a
 * principal may not see does not exist for it (404); what it sees but may not do is a 403.
 */
export type Action =
  | CommandName
  | 'placeOrder'
  | 'requestRefund'
  | 'readOrder'
  | 'readJournal'
  | 'readLedger'
  | 'readPayments'
  | 'readDocument'
  | 'readRefunds'
  | 'readInvoices'
  | 'readCases'
  | 'readEvents'
  | 'readNotifications'
  | 'recordConsent'
  | 'readConsumerData'
  | 'eraseConsumerData'
  | 'runErasures'
  | 'manageParties'
  | 'reReviewParties'
  | 'readParties'
  | 'manageGoods'
  | 'manageAgreements'
  | 'readAgreements'
  | 'registerSigningKey'
  | 'registerConsumerKey'
  | 'readBalance'
  | 'managePolicies'
  | 'readPolicies'
  | 'manageCalendars'
  | 'moveClock'
  | 'readClock';

/**
 * To which objects a right extends. `any`: every one that the principal can see. `own`: those it
 * is a party of. `for_consumer`: a platform acting for one of its consumers, recorded as such.
 */
export type Reach = 'any' | 'own' | 'for_consumer';

export type Rights = Readonly<Record<Action, Readonly<Partial<Record<Role, Reach>>>>>;

const byConsumer = { consumer: 'own', platform: 'for_consumer' } as const;
const overseers = { support: 'any', ops: 'any', auditor: 'any' } as const;
const parties = { platform: 'own', seller: 'own', courier: 'own', consumer: 'own' } as const;

export const rights: Rights = {
  // Commands, in the order of a happy life.
  placeOrder: { platform: 'own' },
  decideAsConsumer: byConsumer,
  decideAsSeller: { seller: 'own' },
  decideOnAmendment: byConsumer,
  payOrder: byConsumer,
  cancelOrder: { ...byConsumer, seller: 'own', support: 'any' },
  splitShipment: { seller: 'own' },
  decideAsCourier: { courier: 'own' },
  reassignShipment: { seller: 'own' },
  cancelShipment: { seller: 'own' },
  interceptShipment: { support: 'any' },
  issueHandoverNote: { seller: 'own', courier: 'own' },
  signDocument: { ...byConsumer, seller: 'own', courier: 'own' },
  disputeDocument: { ...byConsumer, seller: 'own', courier: 'own' },
  // Support reports what was found of goods that count as lost.
  recordTracking: { courier: 'own', support: 'any' },
  appointDelivery: { ...byConsumer, courier: 'own' },
  recordAttempt: { courier: 'own' },
  inspectDelivery: { courier: 'own' },
  leaveUnattended: { courier: 'own' },
  acceptGoods: byConsumer,
  denyReceipt: byConsumer,
  issueReturnNote: { courier: 'own', seller: 'own' },
  recordRemittance: { courier: 'own', ops: 'any' },
  requestRefund: { support: 'any' },
  recordInvoice: { seller: 'own', ops: 'any' },
  answerCase: { seller: 'own', courier: 'own' },
  resolveCase: { support: 'any' },
  // Besides support only whom the policy names for the deadline.
  extendDeadline: { ...byConsumer, seller: 'own', courier: 'own', support: 'any' },
  changeDeliveryAddress: { ...byConsumer, support: 'any' },
  // A payment provider reports by signed webhook, never as a principal of its own.
  recordPaymentFact: {},
  // Reads. The auditor reads everything but personal data.
  readOrder: { ...parties, payment_provider: 'own', ...overseers },
  readDocument: { ...parties, ...overseers },
  readPayments: { ...byConsumer, ...overseers },
  readRefunds: { ...byConsumer, ...overseers },
  readInvoices: { ...byConsumer, seller: 'own', ...overseers },
  readJournal: overseers,
  readLedger: overseers,
  // A seller or courier reads the cases against it.
  readCases: { ...byConsumer, seller: 'own', courier: 'own', ...overseers },
  readEvents: { platform: 'own' },
  readNotifications: { ...byConsumer, ...overseers },
  recordConsent: byConsumer,
  // It consults what is kept of it, and has it erased (S0 9.2.3).
  readConsumerData: byConsumer,
  eraseConsumerData: byConsumer,
  runErasures: { ops: 'any' },
  // The registry and the machine.
  // A seller files and reviews its own goods suppliers (S0 6.4.1).
  manageParties: { seller: 'own', ops: 'any' },
  reReviewParties: { ops: 'any' },
  manageAgreements: { ops: 'any' },
  readAgreements: {
    platform: 'own',
    seller: 'own',
    courier: 'own',
    payment_provider: 'own',
    ...overseers,
  },
  manageGoods: { seller: 'own', ops: 'any' },
  readParties: { seller: 'own', courier: 'own', payment_provider: 'own', ...overseers },
  registerSigningKey: { seller: 'own', courier: 'own', ops: 'any' },
  registerConsumerKey: byConsumer,
  readBalance: { courier: 'own', seller: 'own', ...overseers },
  managePolicies: { ops: 'any' },
  readPolicies: { ...overseers },
  manageCalendars: { ops: 'any' },
  moveClock: { ops: 'any' },
  readClock: { ops: 'any' },
};

/** Whether the role has the right at all; over which objects, `canSee` decides. */
export function isAllowed({ role, action }: { role: Role; action: Action }): boolean {
  return rights[action][role] !== undefined;
}

/** The roles that have the right at all, as they stand in the table. */
export function rolesWith(action: Action): Role[] {
  return Object.keys(rights[action]) as Role[];
}

/** For whom the role acts when it does this: recorded with what it did (design §3). */
export function onBehalfOf({ role, action }: { role: Role; action: Action }): Role | undefined {
  return rights[action][role] === 'for_consumer' ? 'consumer' : undefined;
}

/** Who asks, as its token says. */
export interface Principal {
  role: Role;
  /** Of a seller, courier, payment provider or platform. */
  partyId: string | null;
  /** The platform of a consumer; where staff belong to one platform, theirs. */
  platformId: string | null;
  consumerRef: string | null;
}

/** Who an order belongs to. */
export interface OrderParties {
  platformId: string;
  sellerId: string;
  /** Of the order and of each of its shipments. */
  courierIds: readonly string[];
  consumerRef: string;
  paymentProviderId: string | null;
}

/** What a principal is to an order. */
export type Relation =
  | 'overseer'
  | 'platform'
  | 'seller'
  | 'courier'
  | 'consumer'
  | 'payment_provider';

/** The principal's relation to the order; null if it has none and must not learn of it. */
export function relationOf(principal: Principal, order: OrderParties): Relation | null {
  const { role, partyId, platformId, consumerRef } = principal;
  switch (role) {
    case 'support':
    case 'ops':
    case 'auditor':
      return platformId === null || platformId === order.platformId ? 'overseer' : null;
    case 'platform':
      return partyId === order.platformId ? role : null;
    case 'seller':
      return partyId === order.sellerId ? role : null;
    case 'courier':
      return partyId !== null && order.courierIds.includes(partyId) ? role : null;
    case 'payment_provider':
      return partyId !== null && partyId === order.paymentProviderId ? role : null;
    case 'consumer':
      // Platforms name their consumers themselves: the same reference may be two people.
      return platformId === order.platformId && consumerRef === order.consumerRef ? role : null;
  }
}

/** Whether the order exists for the principal; if not, the answer is 404. */
export function canSee(principal: Principal, order: OrderParties): boolean {
  return relationOf(principal, order) !== null;
}

/** Whether of the cases of an order only those against itself are its own. */
export function isRespondentOnly({ role }: Pick<Principal, 'role'>): boolean {
  return role === 'seller' || role === 'courier';
}

/** The orders that exist for a principal, as conditions that all must hold. */
export interface OrderScope {
  platformId?: string;
  sellerId?: string;
  courierId?: string;
  consumerRef?: string;
  paymentProviderId?: string;
}

/** `canSee` as a filter for lists; null if the token names nobody, who then sees nothing. */
export function scopeOf(principal: Principal): OrderScope | null {
  const { role, partyId, platformId, consumerRef } = principal;
  if (role === 'support' || role === 'ops' || role === 'auditor') {
    return platformId === null ? {} : { platformId };
  }
  if (role === 'consumer') {
    return platformId === null || consumerRef === null ? null : { platformId, consumerRef };
  }
  if (partyId === null) return null;
  switch (role) {
    case 'platform':
      return { platformId: partyId };
    case 'seller':
      return { sellerId: partyId };
    case 'courier':
      return { courierId: partyId };
    case 'payment_provider':
      return { paymentProviderId: partyId };
  }
}
