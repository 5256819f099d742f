import { z } from 'zod';
import { callRepeatable, neighbourUrl, parseAnswer } from '../neighbour.ts';
import type { LogisticsGateway } from './port.ts';

const neighbour = 'carrier';
const defaultTimeoutMs = 8_000;

const text = z.string().min(1).max(500);

const refusedSchema = z.object({ status: z.literal('refused'), failure: text });
const registeredSchema = z.object({ status: z.literal('registered'), carrierReference: text });
const registrationSchema = z.discriminatedUnion('status', [registeredSchema, refusedSchema]);
const cancellationSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('cancelled') }),
  refusedSchema,
]);

const trackingSchema = z.object({
  events: z
    .array(
      z.object({
        eventId: text,
        waybillNo: text,
        code: text,
        at: z.iso.datetime(),
        place: z.string().max(500),
      }),
    )
    .max(10_000),
});

/** Where the carrier is and how long one call may take (default 8000 ms). */
export type HttpLogisticsGatewayOptions = { url: string; timeoutMs?: number };

/** The carrier over HTTP; keeps the promises of `LogisticsGateway`. */
export function createHttpLogisticsGateway(options: HttpLogisticsGatewayOptions): LogisticsGateway {
  const base = { neighbour, timeoutMs: options.timeoutMs ?? defaultTimeoutMs };
  const consignments = neighbourUrl(options.url, '/v1/consignments');

  return {
    async registerCarriage({ key, ...body }) {
      const call = { ...base, method: 'POST', url: consignments, key, body } as const;
      return parseAnswer(neighbour, registrationSchema, (await callRepeatable(call)).body);
    },
    async cancelCarriage({ key, waybillNo }) {
      const url = `${consignments}/${encodeURIComponent(waybillNo)}/cancellation`;
      const answer = await callRepeatable({ ...base, method: 'POST', url, key, body: {} });
      return parseAnswer(neighbour, cancellationSchema, answer.body);
    },
    async track({ waybillNo }) {
      const url = `${consignments}/${encodeURIComponent(waybillNo)}/events`;
      const answer = await callRepeatable({ ...base, method: 'GET', url });
      return parseAnswer(neighbour, trackingSchema, answer.body).events;
    },
  };
}
