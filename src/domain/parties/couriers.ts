import { partyText } from './party-text.ts';
import { dateAt, epochMsOf } from '../calendars/calendar.ts';
import { type CashStanding, type CashWanted, demandCashLimit } from './cash-limit.ts';
import { DomainError, demand } from '../errors.ts';
import type { RegisteredGoods } from '../placing/goods.ts';
import type { OrderLine, OrderState, PartyFacts } from '../order.ts';
import type { Policy } from '../policies/policy.ts';
import { type CourierService, offersService } from './tariffs.ts';
import { isInForce, type Qualification } from './qualifications.ts';
import { demandQualified } from './qualified.ts';

/**
 * How goods must be handled on their way (S0 6.7.2). A courier declares each as a capability before
 * it carries such goods. What the state forbids in ordinary carriage is `prohibited` (7.5.2).
 */
export const handlingClasses = [
  'fragile',
  'keep_upright',
  'keep_dry',
  'cold_chain',
  'frozen',
  'liquid',
  'dangerous',
  'oversize',
  'high_value',
  'live_animals',
  'prohibited',
] as const;

/** Where goods go, as far as it decides who carries them. Never stored: the address is sealed. */
export interface Destination {
  country: string;
  region: string;
  city: string;
}

/** A courier as the registry has it now, with how it has delivered so far. */
export interface CourierStanding extends PartyFacts {
  status: string;
  capabilities: string[];
  qualifications: Qualification[];
  /** What it has published; nothing: it carries any way. */
  services?: CourierService[];
  /** Whether it serves where the goods go. */
  serves: boolean;
  /** Of its latest `delivery` deadlines: kept, and not. */
  onTime: { met: number; missed: number };
  createdAt: string;
  /** What it keeps of the platform's cash. */
  cash?: CashStanding;
}

/** What a courier must be able to do, and when. */
export interface CarriageWanted {
  handling: readonly string[];
  /** The way of carrying, as the courier calls it. */
  service?: string | null;
  policy: Policy;
  at: string;
  /** Whether it is to collect the payment. */
  cash?: CashWanted | null;
  /** Where the request names the courier. */
  pointer?: string;
}

/** Whether one of a courier's regions takes the destination in; one that names none goes anywhere. */
export function servesDestination(regions: readonly string[], to: Destination | null): boolean {
  if (regions.length === 0 || to === null) return true;
  const names = [to.country, to.region, to.city, `${to.region}/${to.city}`];
  return regions.some((region) => names.includes(region));
}

/** How the goods of these lines are to be handled: by the order and by their records. */
export function handlingOf(lines: readonly Pick<OrderLine, 'handling' | 'goods'>[]): string[] {
  return [
    ...new Set(lines.flatMap(({ handling, goods }) => [...handling, ...(goods?.handling ?? [])])),
  ];
}

/** The same of an order that is being placed: its lines and the records of their goods. */
export function handlingOfInput(
  lines: readonly { sku: string; handling: string[] }[],
  goods: readonly RegisteredGoods[] = [],
): string[] {
  return handlingOf(
    lines.map(({ sku, handling }) => ({
      handling,
      goods: goods.find((record) => record.sku === sku) ?? null,
    })),
  );
}

/** The handling of what a shipment carries. */
export function handlingOfShipment(state: OrderState, shipmentId: string): string[] {
  const carried = state.shipmentLines.filter(
    (line) => line.shipmentId === shipmentId && line.quantity > 0,
  );
  return handlingOf(
    state.lines.filter(({ lineNo }) => carried.some((line) => line.lineNo === lineNo)),
  );
}

/** Refuses a courier that may not carry, or cannot carry these goods to where they go (S0 6.7.2). */
export function demandAble(courier: CourierStanding, wanted: CarriageWanted): void {
  const { pointer } = wanted;
  demand(
    courier.role === 'courier',
    'party_wrong_role',
    `${partyText(courier)} is a ${courier.role} and cannot carry goods`,
    { pointer },
  );
  demand(
    courier.status === 'approved',
    'party_not_approved',
    `${partyText(courier)} is ${courier.status}; only an approved courier takes goods`,
    { pointer, currentStatus: courier.status },
  );
  demandQualified(courier, wanted);
  demandCapable(courier, wanted);
}

type Carrying = Pick<
  CourierStanding,
  'id' | 'name' | 'capabilities' | 'qualifications' | 'serves' | 'services' | 'cash'
>;

/** What a courier must declare and prove besides being approved: handling, region, its cash. */
export function demandCapable(courier: Carrying, wanted: CarriageWanted): void {
  for (const rule of capabilityRules(courier, wanted)) rule();
}

/** The same, each as a rule of its own, so that all that it breaks can be told at once. */
export function capabilityRules(courier: Carrying, wanted: CarriageWanted): (() => void)[] {
  const { handling, service, policy, at, pointer } = wanted;
  const day = dateAt(epochMsOf(at), policy.zone);
  const missing = handling.filter(
    (needed) => needed !== 'prohibited' && !courier.capabilities.includes(needed),
  );
  return [
    () =>
      demand(
        !handling.includes('prohibited') || mayCarryProhibited(courier, day),
        'goods_prohibited',
        'the state forbids these goods in ordinary carriage: only a courier with a special ' +
          'permit that declares it may carry them (S0 7.5.2)',
        { pointer },
      ),
    () =>
      demand(
        missing.length === 0,
        'courier_not_capable',
        `${partyText(courier)} has not declared that it handles ${missing.join(', ')} (S0 6.7.2)`,
        { pointer, missingCapabilities: missing },
      ),
    () =>
      demand(
        courier.serves,
        'courier_region_not_served',
        `${partyText(courier)} does not serve the recipient’s region`,
        { pointer },
      ),
    () =>
      demand(
        offersService(courier.services, service),
        'service_unknown',
        `${partyText(courier)} offers no service ${service} (S0 7.4.2)`,
        { pointer: '/courierService' },
      ),
    () => demandCashLimit(courier, wanted),
  ];
}

function mayCarryProhibited(
  { capabilities, qualifications }: Pick<CourierStanding, 'capabilities' | 'qualifications'>,
  day: string,
): boolean {
  const isPermitted = qualifications.some(
    (filed) => filed.kind === 'special_permit' && isInForce(filed, day),
  );
  return capabilities.includes('prohibited') && isPermitted;
}

/**
 * The courier for goods for which none is named: of those that may and can carry them the one with
 * the largest share of deliveries in time, of equals the one that was registered first. One that
 * has delivered nothing yet counts as having kept half. Null where nobody can.
 */
export function bestCourier(
  couriers: readonly CourierStanding[],
  wanted: CarriageWanted,
): CourierStanding | null {
  const able = couriers.filter((courier) => isAble(courier, wanted));
  return able.toSorted(byStanding)[0] ?? null;
}

function isAble(courier: CourierStanding, wanted: CarriageWanted): boolean {
  try {
    demandAble(courier, wanted);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

function byStanding(one: CourierStanding, other: CourierStanding): number {
  const difference = onTimePermille(other) - onTimePermille(one);
  if (difference !== 0) return difference;
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** In whole numbers; one delivery more on either side, so that a single one does not decide. */
export function onTimePermille({ onTime: { met, missed } }: CourierStanding): number {
  return Math.floor(((met + 1) * 1_000) / (met + missed + 2));
}
