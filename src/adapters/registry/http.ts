import { z } from 'zod';
import { callRepeatable, neighbourUrl, parseAnswer } from '../neighbour.ts';
import type { PartyRegistry } from './port.ts';

const neighbour = 'company registry';
const defaultTimeoutMs = 8_000;

const companySchema = z.object({
  registrationNumber: z.string(),
  name: z.string().min(1).max(500),
  state: z.enum(['active', 'dissolved']),
  legalForm: z.string().min(1).max(200).nullish(),
});

const notFoundSchema = z.object({ code: z.literal('company_not_found') });

/** Where the registry is and how long one call may take (default 8000 ms). */
export type HttpPartyRegistryOptions = { url: string; timeoutMs?: number };

/** The company registry over HTTP; keeps the promises of `PartyRegistry`. */
export function createHttpPartyRegistry(options: HttpPartyRegistryOptions): PartyRegistry {
  const base = { neighbour, timeoutMs: options.timeoutMs ?? defaultTimeoutMs };

  return {
    async lookUp({ registrationNumber }) {
      const path = `/companies/${encodeURIComponent(registrationNumber)}`;
      const url = neighbourUrl(options.url, path);
      const answer = await callRepeatable({ ...base, method: 'GET', url, expected: [404] });
      if (answer.status === 404) {
        // A 404 of some proxy must not make an existing company vanish.
        parseAnswer(neighbour, notFoundSchema, answer.body);
        return { status: 'not_found' };
      }
      const { name, state, legalForm } = parseAnswer(neighbour, companySchema, answer.body);
      const entry = { status: 'found', name, state } as const;
      return typeof legalForm === 'string' ? { ...entry, legalForm } : entry;
    },
  };
}
