/** The carrier's tracking codes, all that design §5 knows. */
export const trackingCodes = [
  'picked_up',
  'in_transit',
  'arrived',
  'out_for_delivery',
  'available_for_pickup',
  'collected',
  'delivered',
  'exception',
  'delivery_failed',
  'refused',
  'returning',
  'back_at_depot',
  'returned',
  'redirected',
  'lost',
  'damaged',
] as const;

type TrackingCode = (typeof trackingCodes)[number];

/** One event to come: when it is pushed (in steps after registration), and how often. */
export type PlannedEvent = {
  code: TrackingCode;
  place: string;
  pushStep: number;
  /** Its true position in the journey, which `out_of_order` does not push in. */
  journeyStep: number;
  deliveries: number;
};

const places: Partial<Record<TrackingCode, string>> = {
  picked_up: '上海虹桥营业点',
  in_transit: '上海分拨中心',
  arrived: '杭州分拨中心',
  out_for_delivery: '杭州西湖营业点',
};

const journey: readonly TrackingCode[] = ['picked_up', 'in_transit', 'arrived', 'out_for_delivery'];

const pushOrders: Readonly<Record<string, readonly TrackingCode[]>> = {
  manual: [],
  ok: journey,
  lost: ['picked_up', 'in_transit', 'lost'],
  duplicate_events: journey,
  out_of_order: ['in_transit', 'out_for_delivery', 'picked_up', 'arrived'],
};

/**
 * What the carrier will push for a consignment of this service; null for a service it does not
 * offer.
 */
export function plannedEvents(service: string): PlannedEvent[] | null {
  const order = Object.hasOwn(pushOrders, service) ? pushOrders[service] : undefined;
  if (order === undefined) return null;
  return order.map((code, index) => ({
    code,
    place: places[code] ?? '',
    pushStep: index + 1,
    journeyStep: journey.includes(code) ? journey.indexOf(code) : index,
    deliveries: service === 'duplicate_events' ? 2 : 1,
  }));
}
