import type { OrderState, Shipment } from '../order.ts';
import { blamedCourier, caseOfReplacement } from '../shipments/replacing.ts';
import type { Happening } from '../views/timeline.ts';
import { type Addressee, shipmentOf, type TellingScene } from './tellings.ts';

export const noticeRoles = [
  'consumer',
  'seller',
  'courier',
  'payment_provider',
  'platform',
] as const;
export type NoticeRole = (typeof noticeRoles)[number];

export interface Recipient {
  role: NoticeRole;
  /** Null for the consumer, who is no party. */
  partyId: string | null;
}

/** Whom a telling reaches; nobody where its party is not known. */
export function recipientsOf(
  to: Addressee,
  happening: Happening,
  { state, at }: Pick<TellingScene, 'state' | 'at'>,
): Recipient[] {
  switch (to) {
    case 'consumer':
      return [{ role: 'consumer', partyId: null }];
    case 'seller':
      return [{ role: 'seller', partyId: state.order.sellerId }];
    case 'courier':
      return couriers([carrierOf(happening, state)]);
    case 'former_courier':
      return couriers([textOf(happening.data.from)]);
    case 'stopped_couriers':
      return couriers(stoppedCouriers(happening, state, at));
    case 'coming_couriers':
      return couriers(state.shipments.filter(isComing).map(({ courierId }) => courierId));
    case 'respondent':
      return respondentOf(happening, state);
    case 'responsible':
      return responsibleFor(happening, state);
    case 'bearer':
      return bearerOf(happening, state);
  }
}

/** The entry says whose courier it was: the shipment may have gone to another since. */
export function carrierOf(happening: Happening, state: OrderState): string | null {
  const { type, data } = happening;
  if (type === 'shipment_reassigned') return textOf(data.to);
  return textOf(data.courierId) ?? shipmentOf(happening, state)?.courierId ?? null;
}

function couriers(partyIds: readonly (string | null)[]): Recipient[] {
  const known = new Set(partyIds.filter((partyId) => partyId !== null));
  return [...known].map((partyId) => ({ role: 'courier', partyId }));
}

/** Of one shipment where it is about one, else of all that ended with the order. */
function stoppedCouriers(happening: Happening, state: OrderState, at: string): (string | null)[] {
  const own = shipmentOf(happening, state);
  const stopped = own
    ? [own]
    : state.shipments.filter(({ status, endedAt }) => status === 'cancelled' && endedAt === at);
  return stopped.map(({ courierId }) => courierId);
}

function respondentOf({ subject, data }: Happening, { cases }: OrderState): Recipient[] {
  const found = cases.find(({ id }) => id === data.caseId || id === subject.id);
  return found ? named(found.respondentRole, found.respondentPartyId) : [];
}

/** Whom the deadline runs for. */
function responsibleFor({ subject, data }: Happening, { deadlines }: OrderState): Recipient[] {
  const deadline = deadlines.findLast(
    ({ name, subjectId }) => name === data.name && subjectId === subject.id,
  );
  return deadline ? named(deadline.responsibleRole, deadline.responsiblePartyId) : [];
}

function isComing({ direction, handedOverAt, endedAt }: Shipment): boolean {
  return direction !== 'return' && handedOverAt === null && endedAt === null;
}

/** Who owes what was claimed: a courier, by the shipment or the case that it is about. */
function bearerOf(happening: Happening, state: OrderState): Recipient[] {
  const { type, data } = happening;
  if (type === 'compensation_decided') {
    const { shipmentId } = state.refunds.find(({ id }) => id === data.refundId) ?? {};
    return couriers([state.shipments.find(({ id }) => id === shipmentId)?.courierId ?? null]);
  }
  if (data.bearer !== 'courier') return [];
  const replacement = shipmentOf(happening, state);
  if (type === 'replacement_claimed' && replacement) {
    const { respondentPartyId, respondentRole } = caseOfReplacement(state, replacement);
    const isTheirs = respondentRole === 'courier' && respondentPartyId !== null;
    return couriers([isTheirs ? respondentPartyId : blamedCourier(state, replacement)]);
  }
  const found = state.cases.find(({ id }) => id === data.caseId);
  return couriers([state.shipments.find(({ id }) => id === found?.subjectId)?.courierId ?? null]);
}

function named(role: string, partyId: string | null): Recipient[] {
  if (!isNoticeRole(role)) return [];
  if (role === 'consumer') return [{ role, partyId: null }];
  return partyId === null ? [] : [{ role, partyId }];
}

function isNoticeRole(role: string): role is NoticeRole {
  return noticeRoles.some((known) => known === role);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
