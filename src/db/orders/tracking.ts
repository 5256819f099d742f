import type { Connection } from '../queries.ts';

/** A carrier's or courier's report on a shipment, whether it moved anything or not (§2.2 no. 3). */
export interface TrackingEvent {
  eventId: string;
  code: string;
  /** When it happened, as the reporter says. */
  at: string;
  place: string | null;
  recordedAt: string;
  /** False: unknown, late or out of order; it was kept and changed nothing. */
  moved: boolean;
}

/**
 * All reports on a shipment in the order in which they arrived: those of the inbox, and of the
 * journal what was reported to the engine directly. An event that is in both is told once.
 */
export async function trackingEventsOf(
  sql: Connection,
  shipmentId: string,
): Promise<TrackingEvent[]> {
  return sql<TrackingEvent[]>`
    with shipment as (
      select id, order_id, waybill_no from shipments where id = ${shipmentId}
    ), moved as (
      select distinct on (j.data ->> 'eventId') j.data ->> 'eventId' as event_id,
        j.data ->> 'code' as code, j.data ->> 'eventAt' as at, j.at as recorded_at
      from journal j join shipment s on s.order_id = j.order_id
      where j.type = 'shipment_tracked' and j.subject ->> 'id' = s.id
      order by j.data ->> 'eventId', j.sequence
    ), reported as (
      select distinct on (i.payload ->> 'eventId') i.payload ->> 'eventId' as event_id,
        i.payload ->> 'code' as code, i.payload ->> 'at' as at, i.payload ->> 'place' as place,
        i.received_at as recorded_at
      from inbox i join shipment s on s.order_id = i.order_id
      where i.payload ->> 'shipmentId' = s.id or i.payload ->> 'waybillNo' = s.waybill_no
      order by i.payload ->> 'eventId', i.received_at
    )
    select event_id as "eventId", coalesce(r.code, m.code) as code, coalesce(r.at, m.at) as at,
      r.place, coalesce(m.recorded_at, r.recorded_at) as "recordedAt",
      m.event_id is not null as moved
    from reported r full join moved m using (event_id)
    order by "recordedAt", "eventId"`;
}
