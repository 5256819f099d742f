import { z } from 'zod';
import { codedWord, instant, line, reference } from '../values.ts';

const trackingCodesTold =
  'A shipment moves forward by rank, never back. 1 `picked_up`: kept only; 2 `in_transit`; ' +
  '3 `arrived`: `awaiting_delivery`, and an appointment is to be made; 4 `out_for_delivery`; ' +
  '5 `available_for_pickup`: kept only; 6 `collected`: taken from where it was left, else as ' +
  '`delivered`; 7 `delivered`: without a signed note the acceptance runs and the courier has a ' +
  'case to answer. Aside, at any time on the way: `lost`: the courier answers for it, until ' +
  '`in_transit` `arrived` `out_for_delivery` or `back_at_depot` say that it is found; ' +
  '`damaged`: a case; `exception` `delivery_failed` `refused` `returning` `back_at_depot` ' +
  '`returned` `redirected`: kept only. Any other code is kept and moves nothing. A failed ' +
  'attempt, a refusal, another time or place and a return count by their own calls, with what ' +
  'these prove.';

export const trackingEventBody = z
  .strictObject({
    eventId: reference,
    code: codedWord.meta({
      description: trackingCodesTold,
      examples: ['picked_up', 'in_transit', 'arrived', 'out_for_delivery', 'delivered', 'lost'],
    }),
    at: instant,
    place: line(200).nullable().default(null),
  })
  .meta({
    id: 'TrackingEvent.Request',
    examples: [
      { eventId: 'e-1', code: 'picked_up', at: '2026-11-24T10:00:00.000Z', place: '杭州' },
    ],
  });
