import { isNear } from '../calendars/deadline-times.ts';
import { demand } from '../errors.ts';
import { cashWanted, demandCashLimit } from '../parties/cash-limit.ts';
import {
  bestCourier,
  capabilityRules,
  type CarriageWanted,
  type CourierStanding,
  handlingOfInput,
} from '../parties/couriers.ts';
import type { Rule } from './placing-rules.ts';
import type { PlaceOrderInput, PlacingFacts } from './placing.ts';

/** Somebody must be able to carry the goods, to where they go (S0 6.7.2, 7.5.2). */
export function carriageRules(input: PlaceOrderInput, facts: PlacingFacts): Rule[] {
  const { couriers, policy, goods, context } = facts;
  if (!couriers) return [];
  const handling = handlingOfInput(input.lines, goods);
  const cash = cashWanted(input.payment.timing, input, input.totalMinor);
  const service = input.courierService;
  const wanted = { handling, service, policy, at: context.at, cash, pointer: '/courierId' };
  const courier = couriers.find(({ id }) => id === input.courierId);
  if (courier) return capabilityRules(courier, wanted);
  // One that is named and is no courier is refused as a party.
  return input.courierId === null ? rulesOfNobody(couriers, wanted) : [];
}

/** None is named, and none of all was found: what keeps them from carrying it. */
function rulesOfNobody(couriers: readonly CourierStanding[], wanted: CarriageWanted): Rule[] {
  const isProhibited = wanted.handling.includes('prohibited');
  const handling = wanted.handling.filter((needed) => needed !== 'prohibited');
  return [
    () =>
      demand(
        !isProhibited,
        'goods_prohibited',
        'the state forbids these goods in ordinary carriage, and no courier has a special permit ' +
          'for them (S0 7.5.2)',
        { pointer: '/lines' },
      ),
    () => {
      // All that could carry it keep too much cash: the best of them says how much.
      const best = bestCourier(couriers, { ...wanted, handling, cash: null });
      if (best) demandCashLimit(best, wanted);
      demand(
        isProhibited && best !== null,
        'courier_unavailable',
        'no approved courier handles these goods and serves the recipient’s region',
        { pointer: '/courierId', handling },
      );
    },
  ];
}

export function demandNearPromises({ promised }: PlaceOrderInput, { context }: PlacingFacts): void {
  for (const [name, instant] of Object.entries(promised)) {
    demand(
      instant === null || isNear(instant, context.at),
      'malformed_request',
      'a promise reaches ten years ahead at most',
      { pointer: `/promised/${name}` },
    );
  }
}
