import { epochMsOf } from '../calendars/calendar.ts';
import { demand, DomainError } from '../errors.ts';
import { partyText } from '../parties/party-text.ts';
import { demandQualified } from '../parties/qualified.ts';
import { amountRules } from './amount-rules.ts';
import { carriageRules, demandNearPromises } from './carriage-rules.ts';
import type { PlaceOrderInput, PlacingFacts } from './placing.ts';

/** A rule of placing: throws its refusal, or holds. */
export type Rule = () => void;

/** Every rule that an order must hold to be taken, in the order in which they are told. */
export function placingRules(input: PlaceOrderInput, facts: PlacingFacts): Rule[] {
  return [
    ...partyRules(input, facts),
    ...paymentRules(input, facts),
    ...goodsRules(input, facts),
    ...carriageRules(input, facts),
    () => demandNearPromises(input, facts),
    ...amountRules(input),
    ...timeRules(input, facts),
  ];
}

/** So far two clocks may differ. */
const clockToleranceMs = 300_000;

/** What is promised lies ahead, and what was confirmed behind (S0 9.4 a). */
function timeRules(input: PlaceOrderInput, { context }: PlacingFacts): Rule[] {
  const { dispatchBy, deliverBy } = input.promised;
  const confirmedAt = input.consumerConfirmation?.at ?? null;
  const latest = new Date(epochMsOf(context.at) + clockToleranceMs).toISOString();
  const ahead = (instant: string | null, pointer: string) => () =>
    demand(
      instant === null || instant > context.at,
      'promise_in_the_past',
      `nobody can keep a promise for ${instant}; it is ${context.at}`,
      { pointer },
    );
  return [
    ahead(dispatchBy, '/promised/dispatchBy'),
    ahead(deliverBy, '/promised/deliverBy'),
    () =>
      demand(
        confirmedAt === null || confirmedAt <= latest,
        'confirmation_in_the_future',
        `the consumer cannot have confirmed at ${confirmedAt}; it is ${context.at}`,
        { pointer: '/consumerConfirmation/at' },
      ),
  ];
}

/** All the rules that an order would break, each by its own refusal (S0 9.4 a: the offer). */
export function brokenRules(input: PlaceOrderInput, facts: PlacingFacts): DomainError[] {
  return placingRules(input, facts).flatMap((rule) => {
    try {
      rule();
      return [];
    } catch (error) {
      if (error instanceof DomainError) return [error];
      throw error;
    }
  });
}

function partyRules(input: PlaceOrderInput, facts: PlacingFacts): Rule[] {
  const named: [string | null, string, string][] = [
    [input.sellerId, 'seller', '/sellerId'],
    [input.courierId, 'courier', '/courierId'],
    [input.paymentProviderId, 'payment_provider', '/paymentProviderId'],
  ];
  return [
    ...named.flatMap(([id, role, pointer]) =>
      id === null
        ? []
        : [
            () => demandParty(facts, { id, role, pointer }),
            () => demandQualifiedParty(facts, { id, role, pointer }),
          ],
    ),
    () =>
      demand(
        input.paymentProviderId !== null || input.payment.timing === 'on_delivery',
        'party_not_found',
        'an order that is not paid on delivery names its payment provider',
        { pointer: '/paymentProviderId' },
      ),
  ];
}

interface Named {
  id: string;
  role: string;
  pointer: string;
}

function demandParty(facts: PlacingFacts, { id, role, pointer }: Named): void {
  const party = facts.parties.find((candidate) => candidate.id === id);
  demand(party !== undefined, 'party_not_found', `there is no party ${id}`, { pointer });
  demand(
    party.role === role,
    'party_wrong_role',
    `${partyText(party)} is a ${party.role} and cannot be the ${role} of an order`,
    { pointer },
  );
  demand(
    party.status === 'approved',
    'party_not_approved',
    `${partyText(party)} is ${party.status}; only an approved ${role} takes orders`,
    { pointer, currentStatus: party.status },
  );
}

/** Asked of whoever is one of that role, approved or not. */
function demandQualifiedParty(
  { parties, policy, context }: PlacingFacts,
  { id, role, pointer }: Named,
): void {
  const party = parties.find((candidate) => candidate.id === id);
  if (party?.role !== role) return;
  demandQualified(party, { policy, at: context.at, pointer });
}

function paymentRules({ payment }: PlaceOrderInput, { policy }: PlacingFacts): Rule[] {
  const { timing, method } = payment;
  return [
    () =>
      demand(
        policy.payment.timings.includes(timing),
        'timing_not_allowed',
        `policy ${policy.name} does not allow payment ${timing}`,
        { pointer: '/payment/timing' },
      ),
    () =>
      demand(
        (method === 'cash') === (timing === 'on_delivery'),
        'method_not_allowed',
        'cash is paid on delivery, and on delivery is paid in cash (or by the courier’s POS or QR)',
        { pointer: '/payment/method' },
      ),
  ];
}

/** Goods are ordered as their seller has registered them; a strict policy wants them registered. */
function goodsRules({ lines }: PlaceOrderInput, facts: PlacingFacts): Rule[] {
  const { policy, goods = [] } = facts;
  return lines.flatMap((line, index) => {
    const record = goods.find(({ sku }) => sku === line.sku);
    return [
      () =>
        demand(
          record !== undefined || policy.goods?.unregistered !== 'refused',
          'goods_not_registered',
          `policy ${policy.name} wants ${line.sku} registered by its seller (S0 6.4.2)`,
          { pointer: `/lines/${index}/sku` },
        ),
      () =>
        demand(
          record === undefined || record.unit === line.unit,
          'unit_mismatch',
          `${line.sku} is sold by ${record?.unit}, not by ${line.unit} (S0 6.4.4)`,
          { pointer: `/lines/${index}/unit` },
        ),
      () => demandSupplier(facts, line.sku, `/lines/${index}/sku`),
    ];
  });
}

/** Goods come from a supplier that its seller has let in, and that is still qualified (S0 6.4.1). */
function demandSupplier(facts: PlacingFacts, sku: string, pointer: string): void {
  const supplier = facts.suppliers?.find((candidate) => candidate.sku === sku);
  if (!supplier) return;
  demand(
    supplier.status === 'approved',
    'party_not_approved',
    `the supplier of ${sku} is ${supplier.status}; goods come from approved suppliers only`,
    { pointer, currentStatus: supplier.status },
  );
  demandQualified(supplier, { policy: facts.policy, at: facts.context.at, pointer });
}
