import { randomUUID } from 'node:crypto';
import type { TrackingEvent } from '../src/adapters/logistics/port.ts';
import type { Books } from './books.ts';
import type { PlannedEvent } from './carrier-services.ts';

/** What travels under one waybill; `cancelled` is 0 or 1. */
export type Consignment = {
  waybillNo: string;
  shipmentId: string;
  service: string;
  carrierReference: string;
  cancelled: number;
};

/** A planned event whose time has come, and how often it is pushed. */
export type DueEvent = TrackingEvent & { sequence: number; deliveries: number };

/** The carrier's tables. An event becomes known (`pushed`) at its time; until then it is a plan. */
export const carrierSchema = `
  create table if not exists consignments (
    waybill_no text primary key,
    shipment_id text not null,
    service text not null,
    carrier_reference text not null unique,
    cancelled integer not null default 0
  ) strict;
  create table if not exists events (
    sequence integer primary key autoincrement,
    event_id text not null unique,
    waybill_no text not null references consignments,
    code text not null,
    place text not null,
    at text not null,
    push_ms integer not null,
    deliveries integer not null,
    pushed integer not null default 0
  ) strict;
  create index if not exists events_by_waybill on events (waybill_no)`;

const eventColumns = 'sequence, event_id as eventId, waybill_no as waybillNo, code, at, place';

/** The consignment of a waybill, cancelled ones too. */
export function findConsignment(books: Books, waybillNo: string): Consignment | undefined {
  return books.one<Consignment>(
    `select waybill_no as waybillNo, shipment_id as shipmentId, service,
            carrier_reference as carrierReference, cancelled
       from consignments where waybill_no = ?`,
    waybillNo,
  );
}

/** Registers a consignment and answers the carrier's reference of it. */
export function insertConsignment(
  books: Books,
  consignment: Omit<Consignment, 'cancelled' | 'carrierReference'>,
): string {
  const carrierReference = `sim-car-${randomUUID()}`;
  books.run(
    `insert into consignments (waybill_no, shipment_id, service, carrier_reference)
     values (?, ?, ?, ?)`,
    consignment.waybillNo,
    consignment.shipmentId,
    consignment.service,
    carrierReference,
  );
  return carrierReference;
}

/** Cancelled consignments push nothing more; what is already known stays. */
export function cancelConsignment(books: Books, waybillNo: string): void {
  books.run('update consignments set cancelled = 1 where waybill_no = ?', waybillNo);
  books.run('delete from events where waybill_no = ? and pushed = 0', waybillNo);
}

/** Plans one event and answers its id. */
export function planEvent(
  books: Books,
  event: Pick<PlannedEvent, 'code' | 'place' | 'deliveries'> & {
    waybillNo: string;
    at: string;
    pushMs: number;
  },
): string {
  const eventId = `cev_${randomUUID()}`;
  books.run(
    `insert into events (event_id, waybill_no, code, place, at, push_ms, deliveries)
     values (?, ?, ?, ?, ?, ?, ?)`,
    eventId,
    event.waybillNo,
    event.code,
    event.place,
    event.at,
    event.pushMs,
    event.deliveries,
  );
  return eventId;
}

/** The oldest planned event that is due at `nowMs`. */
export function nextDueEvent(books: Books, nowMs: number): DueEvent | undefined {
  return books.one<DueEvent>(
    `select ${eventColumns}, deliveries from events
      where pushed = 0 and push_ms <= ? order by push_ms, sequence limit 1`,
    nowMs,
  );
}

/** When the next planned event is due, in milliseconds since 1970; null when none is planned. */
export function nextPushMs(books: Books): number | null {
  const row = books.one<{ ms: number | null }>(
    'select min(push_ms) as ms from events where pushed = 0',
  );
  return row?.ms ?? null;
}

/** Makes a planned event a known one. */
export function markPushed(books: Books, sequence: number): void {
  books.run('update events set pushed = 1 where sequence = ?', sequence);
}

/** What is known of a consignment, in the order in which it became known. */
export function knownEvents(books: Books, waybillNo: string): TrackingEvent[] {
  const rows = books.all<TrackingEvent & { sequence: number }>(
    `select ${eventColumns} from events where waybill_no = ? and pushed = 1
      order by push_ms, sequence`,
    waybillNo,
  );
  return rows.map(({ eventId, code, at, place }) => ({ eventId, waybillNo, code, at, place }));
}
