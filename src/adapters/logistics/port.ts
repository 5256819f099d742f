/** Which way a consignment travels (design §2.2). */
export type CarriageDirection = 'outbound' | 'return' | 'replacement';

/**
 * One event of a consignment. `code` is one of design §5's tracking codes; a carrier may add codes,
 * which are recorded and change nothing. `at` is the carrier's own instant, ISO-8601 UTC.
 */
export type TrackingEvent = {
  eventId: string;
  waybillNo: string;
  code: string;
  at: string;
  place: string;
};

/** Goods that were handed over and now travel under a waybill. */
export type RegisterCarriageRequest = {
  key: string;
  shipmentId: string;
  waybillNo: string;
  service: string;
  /** How many boxes travel under the waybill. */
  parcels: number;
  direction: CarriageDirection;
};

/** `refused` is the carrier's definite no. */
export type RegisterCarriageOutcome =
  | { status: 'registered'; carrierReference: string }
  | { status: 'refused'; failure: string };

/** `refused` is the carrier's definite no, for example because the carriage has ended. */
export type CancelCarriageOutcome =
  | { status: 'cancelled' }
  | { status: 'refused'; failure: string };

/**
 * The courier's tracking system. Commands are idempotent by `key`, so repeating after a time-out is
 * safe: time-outs and outages throw `NeighbourUnavailable`, final trouble `NeighbourRefused`.
 */
export interface LogisticsGateway {
  registerCarriage(request: RegisterCarriageRequest): Promise<RegisterCarriageOutcome>;
  cancelCarriage(request: { key: string; waybillNo: string }): Promise<CancelCarriageOutcome>;
  /**
   * All events of a waybill in the order in which they became known; none for an unknown waybill.
   */
  track(request: { waybillNo: string }): Promise<TrackingEvent[]>;
}
