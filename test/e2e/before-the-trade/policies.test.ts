import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deadlineNames } from '../../../src/domain/policies/deadline-rules.ts';
import {
  as,
  devFile,
  due,
  readOrder,
  refusal,
  taken,
  untilOrder,
  untilStatus,
  withToken,
} from '../../support/client.ts';
import { orderBody, place, placeUnderWay } from '../life.ts';
import { placeConfirmed } from '../money.ts';
import { approvedParty, policyWith } from '../registry.ts';
import { appoint, bringBack, command } from '../steps.ts';

type Rules = Record<string, unknown> & { deadlines: Record<string, Record<string, unknown>> };

interface DryRun {
  wouldDiffer: { orderId: string; deadline: string; from: string; to: string }[];
  ordersChecked: number;
  isComplete: boolean;
}

/** The default policy without its name and version, as ops would start from it. */
async function defaultRules(): Promise<Rules> {
  const {
    name: _,
    version: __,
    ...rules
  } = await taken(as('ops').get<Rules>('/v1/policies/default'));
  return rules;
}

function withRule(rules: Rules, name: string, rule: object): Rules {
  return {
    ...rules,
    deadlines: { ...rules.deadlines, [name]: { ...rules.deadlines[name], ...rule } },
  };
}

const put = (name: string, body: object, query = '') =>
  as('ops').put(`/v1/policies/${name}${query}`, body);

describe('S0 6.6 a: which policy an order gets', () => {
  it('S0 6.6 a: the most specific that is bound to it, else the default; a named one goes first', async () => {
    const category = `c${randomUUID().replaceAll('-', '')}`;
    const sellerId = await approvedParty('seller', { category });
    const other = await approvedParty('seller', { category });
    const { platform } = devFile().parties;
    const byCategory = await policyWith({ appliesTo: { categories: [category] } });
    const byBoth = await policyWith({
      appliesTo: { platformIds: [platform], categories: [category] },
    });
    const bySeller = await policyWith({ appliesTo: { sellerIds: [sellerId] } });
    const elsewhere = await policyWith({
      appliesTo: { platformIds: ['pty_elsewhere'], categories: [category] },
    });

    expect((await place({ sellerId })).policy.name).toBe(bySeller);
    expect((await place({ sellerId: other })).policy.name).toBe(byBoth);
    expect((await place({ sellerId, policy: byCategory })).policy.name).toBe(byCategory);
    expect((await place()).policy.name).toBe('default');
    expect(elsewhere).not.toBe(byBoth);
    const quoted = await as('platform').post<{ policy: { name: string } }>(
      '/v1/orders/quote',
      orderBody({ sellerId }),
    );
    expect(quoted.body.policy.name).toBe(bySeller);
  });

  it('S0 6.6 a: two policies never claim the same order with the same right', async () => {
    const sellerId = await approvedParty('seller');
    const first = await policyWith({ appliesTo: { sellerIds: [sellerId, 'pty_x'] } });
    const rules = await defaultRules();

    const second = await put('rival', { ...rules, appliesTo: { sellerIds: [sellerId] } });

    expect(second).toMatchObject({
      status: 409,
      body: { code: 'policy_overlaps', existingId: first },
    });
    // The same one again is no rival of itself.
    const again = await put(first, { ...rules, appliesTo: { sellerIds: [sellerId] } });
    expect(again).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('S0 6.6 a: an order keeps the version that it was placed under', async () => {
    const name = await policyWith({});
    const order = await place({ policy: name });
    const rules = withRule(await defaultRules(), 'seller_confirmation', {
      duration: { working: 'hours', amount: 1 },
    });

    await taken(put(name, rules));

    const kept = await readOrder(order.id);
    expect(kept.policy).toEqual({ name, version: 1 });
    expect(due(kept, 'seller_confirmation').dueAt).toBe(due(order, 'seller_confirmation').dueAt);
    expect((await place({ policy: name })).policy).toEqual({ name, version: 2 });
  });
});

describe('S0 6.6 a: an order is lived as its policy says', () => {
  it('S0 6.6 a, 8.2 c, 7.7.2 a: how it is paid, how often paying and delivering are tried, and whose the fee is', async () => {
    const { refund, payment } = await defaultRules();
    const policy = await policyWith({
      payment: { ...(payment as object), attemptsMax: 1, timings: ['after_confirmation'] },
      attempts: { maxAttempts: 1 },
      refund: { ...(refund as object), deliveryFee: 'never' },
    });
    const cash = as('platform').post('/v1/orders', orderBody({ policy, timing: 'on_delivery' }));
    expect(await refusal(cash)).toBe('422 timing_not_allowed');
    const unpaid = await placeConfirmed({ policy, token: 'tok_declined' });

    const order = await placeUnderWay({ policy });
    const { id } = await appoint(order, 0);
    await command('courier', `/v1/shipments/${id}/attempts`, { outcome: 'consumer_absent' });
    await bringBack(await readOrder(order.id));

    const returned = await untilOrder(
      order.id,
      ({ refunds }) => refunds[0]?.status === 'succeeded',
    );
    expect(returned).toMatchObject({
      status: 'returned',
      statusReason: 'undeliverable',
      payment: { capturedMinor: 26_980, refundedMinor: 25_980 },
    });
    expect(await untilStatus(unpaid.id, 'cancelled')).toMatchObject({
      statusReason: 'payment_expired',
      payment: { attemptsLeft: 0 },
    });
  });
});

describe('S0 6.6 a: a policy is validated as a whole', () => {
  it.each([
    [
      'a rule is missing',
      (rules: Rules) => delete rules.deadlines['payment'],
      '/deadlines/payment',
    ],
    [
      'the window for no reason is the longer one',
      (rules: Rules) => Object.assign(rules, { noReasonReturn: { wholeDays: 20 } }),
      '/noReasonReturn/wholeDays',
    ],
    [
      'a party would extend its own time',
      (rules: Rules) =>
        Object.assign(rules.deadlines['dispatch'] ?? {}, { extendableBy: ['seller'] }),
      '/deadlines/dispatch/extendableBy',
    ],
    [
      'the clock of a case would stand still',
      (rules: Rules) =>
        Object.assign(rules.deadlines['discrepancy_answer'] ?? {}, { pausedByCase: true }),
      '/deadlines/discrepancy_answer/pausedByCase',
    ],
    [
      'a chain runs backwards',
      (rules: Rules) =>
        Object.assign(rules.deadlines['dispatch'] ?? {}, {
          escalation: [
            { after: 'PT2H', to: 'support' },
            { after: 'PT1H', to: 'ops' },
          ],
        }),
      '/deadlines/dispatch/escalation/1/after',
    ],
  ])('S0 6.6 a: refused, saying where, if %s', async (_, spoil, pointer) => {
    const rules = await defaultRules();
    spoil(rules);

    const answer = await put(`spoilt-${randomUUID()}`, rules);

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'malformed_request' });
    expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('S0 6.6 a: PUT /v1/policies/{name}?dryRun=true', () => {
  it('S0 6.6 a: tells which due times of open orders would differ, and stores nothing', async () => {
    const name = await policyWith({});
    const running = await place({ policy: name });
    const promised = await place({
      policy: name,
      promised: { dispatchBy: '2027-02-01T00:00:00.000Z', deliverBy: null },
    });
    const rules = withRule(await defaultRules(), 'seller_confirmation', {
      duration: { iso: 'P9D' },
    });

    const { body } = await as('ops').put<DryRun>(`/v1/policies/${name}?dryRun=true`, rules);

    const { startedAt, dueAt } = due(running, 'seller_confirmation');
    const to = new Date(Date.parse(startedAt) + 9 * 86_400_000).toISOString();
    expect(body.wouldDiffer).toContainEqual({
      orderId: running.id,
      deadline: 'seller_confirmation',
      subjectId: running.id,
      from: dueAt,
      to,
    });
    expect(body.wouldDiffer.map(({ orderId }) => orderId).toSorted()).toEqual(
      [running.id, promised.id].toSorted(),
    );
    expect(body).toMatchObject({ ordersChecked: 2, isComplete: true });
    const stored = await taken(as('ops').get<{ version: number }>(`/v1/policies/${name}`));
    expect(stored.version).toBe(1);
    const same = await as('ops').put<DryRun>(
      `/v1/policies/${name}?dryRun=true`,
      await defaultRules(),
    );
    expect(same.body.wouldDiffer).toEqual([]);
  });

  it('S0 6.6 a: looks at the orders that a new binding would claim', async () => {
    const sellerId = await approvedParty('seller', { category: 'tea_trade' });
    const order = await place({ sellerId });
    const rules = withRule(await defaultRules(), 'seller_confirmation', {
      duration: { iso: 'P9D' },
    });
    const appliesTo = { sellerIds: [sellerId], categories: ['tea_trade'] };

    const { body } = await as('ops').put<DryRun>(`/v1/policies/tea-${randomUUID()}?dryRun=true`, {
      ...rules,
      appliesTo,
    });

    expect(body.ordersChecked).toBe(1);
    expect(body.wouldDiffer.map(({ orderId }) => orderId)).toEqual([order.id]);
  });

  it('S0 6.6 a: is for ops', async () => {
    const answer = as('support').put('/v1/policies/default?dryRun=true', await defaultRules());

    expect(await refusal(answer)).toBe('403 role_not_allowed');
  });
});

describe('S0 5.6 a, 6.6 a: GET /v1/service-levels', () => {
  it('S0 6.6 a: of any policy, with its own times in the words', async () => {
    const policy = await policyWith({ noReasonReturn: { wholeDays: 14 } });
    const read = (name: string) =>
      withToken(null).get<{ policy: { name: string }; promises: { zh: string[] } }>(
        `/v1/service-levels?policy=${name}`,
      );

    const { body } = await read(policy);

    expect(body.policy.name).toBe(policy);
    expect(body.promises.zh).toContain(
      '除依法不适用的商品外，消费者签收后 14 个自然日内可以无理由退货。',
    );
    expect((await read('none')).status).toBe(404);
  });

  it('S0 5.6 a, 7.5.1 c: what a late delivery brings the consumer is published', async () => {
    const { deadlines } = await defaultRules();
    const delivery = { ...deadlines.delivery, onExpiry: 'escalate_and_compensate' };
    const lateDelivery = { amount: { minorPerDay: 500 }, maxMinor: 2_000, currency: 'CNY' };
    const policy = await policyWith({ deadlines: { ...deadlines, delivery }, lateDelivery });

    const { body } = await withToken(null).get<{
      promises: { zh: string[]; en: string[] };
      lateDelivery: object;
    }>(`/v1/service-levels?policy=${policy}`);

    expect(body.lateDelivery).toEqual(lateDelivery);
    expect(body.promises.en).toContain(
      'For a delivery after its deadline the courier pays the consumer CNY 5.00 for every day ' +
        'that was begun, CNY 20.00 at most.',
    );
    expect(body.promises.zh.join('')).toMatch(/赔付 CNY 5\.00.*最高 CNY 20\.00/);
  });

  it('S0 5.6 a: anybody reads every deadline in Chinese and English, with its clause, and the data', async () => {
    const { body } = await withToken(null).get<{
      prose: { zh: string[]; en: string[] };
      deadlines: { name: string }[];
    }>('/v1/service-levels');

    expect(body.deadlines.map(({ name }) => name)).toEqual([...deadlineNames]);
    expect(body.prose.zh).toHaveLength(deadlineNames.length);
    expect(body.prose.en).toHaveLength(deadlineNames.length);
    expect(body.prose.en).toContain(
      'The seller has 1 working day for confirming the order, and half a working day of grace; ' +
        'after that the platform steps in; when the grace has passed too, it is cancelled and ' +
        'what was paid is given back (GB/T 31524 6.6 c).',
    );
    expect(body.prose.zh).toContain(
      '销售商应在 1 个工作日内确认订单，可宽限半个工作日；逾期未完成的，' +
        '由平台介入处理，宽限期满仍未完成的，取消订单并退还已付款项（GB/T 31524 6.6 c）。',
    );
    expect(body.prose.zh).toContain(
      '被投诉方应在 3 个工作日内处理完毕投诉（配送服务商为 1 个工作日）；逾期未完成的，' +
        '由平台裁定（GB/T 31524 5.6）。',
    );
    expect(body.prose.zh.filter((sentence) => /[a-z]{3}|undefined/.test(sentence))).toEqual([]);
    expect(body.prose.en.filter((sentence) => /[\u4e00-\u9fff]|undefined/.test(sentence))).toEqual(
      [],
    );
  });
});
