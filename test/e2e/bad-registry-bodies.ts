import { cn5x8 } from '../../src/domain/calendars/cn.ts';
import { defaultPolicy } from '../../src/domain/policies/policy-default.ts';
import { as, type Answer, devFile, type Role } from '../support/client.ts';

type Json = Record<string, unknown>;

/** A route that takes a body, and what of it is refused. */
export interface Route {
  role: Role;
  method?: 'post' | 'put' | 'patch';
  path: string;
  /** Nothing is kept of it, so that a repeat needs no key. */
  keepsNothing?: true;
  /** What would be taken, as far as its form goes. */
  good: Json;
  /** What is made of it, and where the refusal points. */
  bad: [change: Json, pointer: string][];
}

export function said({ role, method = 'post', path }: Route, body: unknown): Promise<Answer> {
  return as(role)[method](path, body);
}

/** Splits, couriers and deadlines of an order, and a case of it. */
export function tradeRoutes(of: {
  orderId: string;
  shipmentId: string;
  caseId: string;
  placed: Json;
}): Route[] {
  const order = `/v1/orders/${of.orderId}`;
  const shipment = `/v1/shipments/${of.shipmentId}`;
  const { courier } = devFile().parties;
  return [
    {
      role: 'platform',
      path: '/v1/orders/quote',
      keepsNothing: true,
      good: of.placed,
      bad: [[{ lines: [] }, '/lines']],
    },
    {
      role: 'consumer',
      path: `${order}/amendment-decision`,
      good: { decision: 'accept' },
      bad: [[{ decision: 'perhaps' }, '/decision']],
    },
    {
      role: 'support',
      path: `${order}/deadlines/dispatch/extension`,
      good: { until: '2099-01-01T00:00:00.000Z', reason: '台风' },
      bad: [
        [{ until: 'next week' }, '/until'],
        [{ reason: '' }, '/reason'],
      ],
    },
    {
      role: 'seller',
      path: `${order}/shipments`,
      good: { courierId: courier, lines: [{ lineNo: 1, quantity: 1 }] },
      bad: [
        [{ courierId: 7 }, '/courierId'],
        [{ lines: [] }, '/lines'],
        [{ lines: [{ lineNo: 1, quantity: 0 }] }, '/lines/0/quantity'],
      ],
    },
    {
      role: 'courier',
      path: `${shipment}/courier-decision`,
      good: { decision: 'accept' },
      bad: [
        [{ decision: 'later' }, '/decision'],
        [{ reason: 'no_mood' }, '/reason'],
      ],
    },
    {
      role: 'seller',
      path: `${shipment}/reassignment`,
      good: { courierId: courier },
      bad: [[{ courierId: '' }, '/courierId']],
    },
    {
      role: 'seller',
      path: `${shipment}/cancellation`,
      good: { reason: 'seller_out_of_stock' },
      bad: [[{ reason: 'bored' }, '/reason']],
    },
    {
      role: 'support',
      path: `${shipment}/interception`,
      good: { reason: 'recall' },
      bad: [[{ reason: 'bored' }, '/reason']],
    },
    {
      role: 'courier',
      path: `${shipment}/unattended-delivery`,
      good: { place: { kind: 'locker' }, storedUntil: '2030-01-01T00:00:00.000Z' },
      bad: [
        [{ place: { kind: 'roof' } }, '/place/kind'],
        [{ storedUntil: 'soon' }, '/storedUntil'],
      ],
    },
    {
      role: 'consumer',
      path: `${shipment}/acceptance`,
      good: { lines: [{ lineNo: 1, accepted: 2, refused: 0, missing: 0 }] },
      bad: [[{ lines: [{ lineNo: 0, accepted: 2, refused: 0, missing: 0 }] }, '/lines/0/lineNo']],
    },
    {
      role: 'courier',
      path: `/v1/cases/${of.caseId}/answer`,
      good: { position: 'contest' },
      bad: [
        [{ position: 'maybe' }, '/position'],
        [{ evidence: [{ digest: 'md5:1', mediaType: 'image/jpeg' }] }, '/evidence/0/digest'],
      ],
    },
    {
      role: 'support',
      path: `/v1/cases/${of.caseId}/resolution`,
      good: { outcome: 'noted' },
      bad: [
        [{ outcome: 'ignored' }, '/outcome'],
        [{ amountMinor: 0 }, '/amountMinor'],
      ],
    },
    {
      role: 'ops',
      path: '/v1/sandbox/clock',
      good: { subject: of.orderId, advance: 'P1D' },
      bad: [[{ advance: 'a while' }, '/advance']],
    },
  ];
}

const nationalDay = { date: '2026-10-01', name: '国庆节' };
const digest = `sha256:${'e'.repeat(64)}`;

/** What ops and sellers store about parties, goods, agreements, policies and calendars. */
export function registryRoutes(): Route[] {
  const { parties, consumerRef } = devFile();
  const { name: _, version: __, ...policy } = defaultPolicy;
  const { id: ___, version: ____, ...calendar } = cn5x8;
  const dispatch = { ...policy.deadlines.dispatch, duration: { iso: 'soon' } };
  return [
    {
      role: 'ops',
      method: 'patch',
      path: `/v1/parties/${parties.seller}`,
      good: { regions: ['浙江省'] },
      bad: [
        [{ regions: '浙江省' }, '/regions'],
        [{ category: 'Tea & more' }, '/category'],
        [{ registrationNumber: 'other' }, '/registrationNumber'],
      ],
    },
    {
      role: 'ops',
      method: 'put',
      path: '/v1/agreements/agr-bad',
      good: { kind: 'carriage', parties: [parties.seller, parties.courier], digest },
      bad: [
        [{ parties: [parties.seller] }, '/parties'],
        [{ parties: [parties.seller, parties.seller] }, '/parties'],
        [{ kind: 'friendship' }, '/kind'],
        [{ deliverWithin: 'soon' }, '/deliverWithin'],
        [{ validFrom: '2026-02-01', validTo: '2026-01-01' }, '/validTo'],
      ],
    },
    {
      role: 'seller',
      method: 'put',
      path: `/v1/goods/${parties.seller}/tea-bad`,
      good: {
        name: '茶',
        producer: { name: '茶厂' },
        origin: '杭州',
        specification: '罐装',
        unit: 'piece',
        pricing: { type: 'market', retailMinor: 1, priceOfficer: '李' },
        valueMinor: 1,
        currency: 'CNY',
      },
      bad: [
        [{ unit: 'box' }, '/unit'],
        [{ valueMinor: -1 }, '/valueMinor'],
        [{ massProduced: false }, '/features'],
      ],
    },
    {
      role: 'consumer',
      path: `/v1/consumers/${consumerRef}/signing-keys`,
      good: { person: { name: '某' }, jwk: { kty: 'OKP' } },
      bad: [
        [{ person: {} }, '/person/name'],
        [{ jwk: { kty: 'OKP', crv: 'Ed25519', x: -1 } }, '/jwk/x'],
        [{ jwk: { kty: 'OKP', crv: 'Ed25519', x: { a: 1 } } }, '/jwk/x'],
        [{ jwk: { kty: 'EC', crv: 'P-256', x: 'A', y: true } }, '/jwk/y'],
        [{ jwk: { kty: 1.5 } }, '/jwk/kty'],
      ],
    },
    {
      role: 'ops',
      method: 'put',
      path: '/v1/policies/bad',
      good: policy,
      bad: [
        [{ zone: 'Mars/Olympus' }, '/zone'],
        [{ deadlines: { ...policy.deadlines, dispatch } }, '/deadlines/dispatch/duration/iso'],
        [{ attempts: { maxAttempts: 0 } }, '/attempts/maxAttempts'],
        [{ qualifications: { seller: ['diploma'] } }, '/qualifications/seller/0'],
        [{ lateDelivery: { amount: { minorPerDay: 500 } } }, '/lateDelivery/currency'],
        [
          { lateDelivery: { amount: { basisPointsOfGoods: 500 }, maxMinor: 1_000 } },
          '/lateDelivery/currency',
        ],
        [{ lateDelivery: { amount: { basisPointsOfGoods: 500 } } }, '/deadlines/delivery/onExpiry'],
      ],
    },
    {
      role: 'ops',
      method: 'put',
      path: '/v1/calendars/bad',
      good: calendar,
      bad: [
        [{ zone: 'Mars/Olympus' }, '/zone'],
        [{ daysOff: [{ date: '2026-02-30', name: '无' }] }, '/daysOff/0/date'],
        [{ daysOff: [nationalDay, nationalDay] }, '/daysOff/1/date'],
        [{ daysOff: [], workdays: [nationalDay, nationalDay] }, '/workdays/1/date'],
        [{ officialUntil: undefined }, '/officialUntil'],
        [{ officialUntil: '9999-12-31' }, '/officialUntil'],
        [
          {
            daysOff: [nationalDay],
            workdays: [{ date: '2026-10-01', name: '调休' }],
          },
          '/workdays',
        ],
      ],
    },
  ];
}
