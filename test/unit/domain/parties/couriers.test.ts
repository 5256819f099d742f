import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bestCourier,
  type CourierStanding,
  demandAble,
  handlingClasses,
  handlingOfInput,
  onTimePermille,
  servesDestination,
} from '../../../../src/domain/parties/couriers.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import type { Qualification } from '../../../../src/domain/parties/qualifications.ts';
import { proofsOf } from '../../../support/qualifications.ts';
import { refusalOf } from '../order-life.ts';

const at = '2026-03-02T02:00:00.000Z';
const permit: Qualification = {
  id: 'qua_1',
  kind: 'special_permit',
  number: 'P-1',
  issuer: '国家邮政局',
  validFrom: '2026-01-01',
  validTo: '2026-03-02',
  evidenceDigest: 'sha256:x',
  filedAt: at,
  revokedAt: null,
  revocationNote: null,
};

function courier(id: string, changes: Partial<CourierStanding> = {}): CourierStanding {
  return {
    id,
    role: 'courier',
    name: id,
    calendarId: 'always',
    status: 'approved',
    capabilities: [],
    qualifications: proofsOf('courier'),
    serves: true,
    onTime: { met: 0, missed: 0 },
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

const wanted = (handling: string[] = [], policy = defaultPolicy) => ({ handling, policy, at });
const refused = (one: CourierStanding, handling: string[] = [], policy = defaultPolicy) =>
  refusalOf(() => demandAble(one, wanted(handling, policy)));

describe('who may and can carry goods', () => {
  test('S0 6.7.2: every handling class is a capability that the courier declares', () => {
    for (const handling of handlingClasses) {
      const able = courier('a', {
        capabilities: [handling],
        qualifications: [...proofsOf('courier'), permit],
      });
      expect([handling, refused(able, [handling])]).toEqual([handling, undefined]);
      const code = handling === 'prohibited' ? 'goods_prohibited' : 'courier_not_capable';
      expect([handling, refused(courier('b'), [handling])]).toEqual([handling, code]);
    }
  });

  test('S0 7.5.2: prohibited goods want a special permit in force on the day, and its declaration', () => {
    const declared = { capabilities: ['prohibited'] };
    const ended = { ...permit, validTo: '2026-03-01' };

    expect(refused(courier('a', declared), ['prohibited'])).toBe('goods_prohibited');
    expect(
      refused(courier('a', { qualifications: [...proofsOf('courier'), permit] }), ['prohibited']),
    ).toBe('goods_prohibited');
    expect(
      refused(courier('a', { ...declared, qualifications: [...proofsOf('courier'), ended] }), [
        'prohibited',
      ]),
    ).toBe('goods_prohibited');
  });

  test('S0 5.4: it must be a courier, approved, and qualified as the policy wants', () => {
    const policy = { ...defaultPolicy, qualifications: { courier: ['special_permit' as const] } };

    expect(refused(courier('a', { role: 'seller' }))).toBe('party_wrong_role');
    expect(refused(courier('a', { status: 'suspended' }))).toBe('party_not_approved');
    expect(refused(courier('a', { qualifications: [] }))).toBe('qualification_missing');
    expect(refused(courier('a'), [], policy)).toBe('qualification_missing');
    expect(refused(courier('a', { serves: false }))).toBe('courier_region_not_served');
  });

  test('S0 7.5.1: a region is a country, a province, a city, or both of these; none is everywhere', () => {
    const to = { country: 'CN', region: '浙江省', city: '杭州市' };

    for (const regions of [
      [],
      ['CN'],
      ['浙江省'],
      ['杭州市'],
      ['浙江省/杭州市'],
      ['上海市', 'CN'],
    ]) {
      expect([regions, servesDestination(regions, to)]).toEqual([regions, true]);
    }
    expect(servesDestination(['上海市', '江苏省'], to)).toBe(false);
    // Once the address was erased nobody can tell any more.
    expect(servesDestination(['上海市'], null)).toBe(true);
  });

  test('S0 6.7.2: goods are handled as the order and as their record say', () => {
    const goods = {
      sku: 'fish',
      version: 1,
      unit: 'piece',
      tolerance: null,
      handling: ['cold_chain'],
      inspectionForm: 'by_contract' as const,
    };
    const lines = [
      { sku: 'fish', handling: ['fragile'] },
      { sku: 'tea', handling: ['fragile'] },
    ];

    expect(handlingOfInput(lines, [goods])).toEqual(['fragile', 'cold_chain']);
  });
});

describe('which courier is chosen', () => {
  test('S0 7.5.1: the most punctual of those that can; of equals the oldest', () => {
    const late = courier('late', { onTime: { met: 1, missed: 9 } });
    const punctual = courier('punctual', { onTime: { met: 9, missed: 1 } });
    const best = courier('best', { onTime: { met: 99, missed: 0 }, status: 'suspended' });
    const younger = courier('younger', {
      onTime: punctual.onTime,
      createdAt: '2026-02-01T00:00:00.000Z',
    });

    expect(bestCourier([late, younger, punctual, best], wanted())?.id).toBe('punctual');
    expect(bestCourier([late, courier('new')], wanted())?.id).toBe('new');
    expect(bestCourier([best], wanted())).toBeNull();
    expect(bestCourier([late, punctual], wanted(['frozen']))).toBeNull();
  });

  test('S0 7.5.1: the choice never hangs on the order in which couriers are looked at', () => {
    const standings = fc.array(
      fc.record({ met: fc.nat(50), missed: fc.nat(50), day: fc.integer({ min: 1, max: 9 }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(standings, fc.nat(7), (drawn, turn) => {
        const couriers = drawn.map(({ met, missed, day }, index) =>
          courier(`c${index}`, {
            onTime: { met, missed },
            createdAt: `2026-01-0${day}T00:00:00.000Z`,
          }),
        );
        const turned = [...couriers.slice(turn), ...couriers.slice(0, turn)];
        const chosen = bestCourier(couriers, wanted());
        expect(bestCourier(turned, wanted())).toEqual(chosen);
        const most = Math.max(...couriers.map(onTimePermille));
        expect(chosen && onTimePermille(chosen)).toBe(most);
      }),
    );
  });
});
