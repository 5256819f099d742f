import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  type Order,
  type Page,
  refusal,
  taken,
} from '../../support/client.ts';
import { textsOf } from '../../support/printed-notes.ts';
import { line, orderBody, place } from '../life.ts';
import { command } from '../steps.ts';

type Role = Parameters<typeof as>[0];

async function offersOf(id: string, role: Role = 'consumer'): Promise<Document[]> {
  const { data } = await taken(as(role).get<Page<Document>>(`/v1/documents?orderId=${id}`));
  return data
    .filter(({ kind }) => kind === 'offer')
    .toSorted((one, other) => one.version - other.version);
}

/** The printed offer, as its bytes and its words. */
async function pdfOf(path: string) {
  const { apiUrl, tokens } = devFile();
  const headers = { authorization: `Bearer ${tokens.seller}` };
  const answer = await fetch(`${apiUrl}${path}.pdf`, { headers });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { bytes, text: textsOf(bytes).join('\n') };
}

interface Quoted {
  offerDigest: string;
  offer: object;
}

const less = { decision: 'accept', lines: [{ lineNo: 1, quantity: 1 }] };

describe('S0 9.4 a: the offer is a document', () => {
  it('S0 9.4 a: what a quote tells by its digest is what is issued, and what the consumer confirms', async () => {
    const body = orderBody({ consumerConfirmation: null });
    const { offerDigest, offer } = await taken(
      as('platform').post<Quoted>('/v1/orders/quote', body),
    );

    // The same content under another number of the platform's is another offer.
    const other = { ...body, platformOrderNo: `${body.platformOrderNo}-2` };
    const quoted = await taken(as('platform').post<Quoted>('/v1/orders/quote', other));
    expect(quoted.offerDigest).not.toBe(offerDigest);
    expect(offer).toMatchObject({ platformOrderNo: body.platformOrderNo });

    const order = await command('platform', '/v1/orders', body);

    const [issued] = await offersOf(order.id);
    expect(issued).toMatchObject({
      kind: 'offer',
      version: 1,
      status: 'issued',
      shipmentId: null,
      issuerId: order.sellerId,
      content: { orderId: order.id, offer, offerDigest, previousOfferDigest: null },
    });
    const confirmed = await command('consumer', `/v1/orders/${order.id}/consumer-decision`, {
      decision: 'accept',
    });
    expect(confirmed.consumerConfirmation).toMatchObject({ channel: 'app', offerDigest });
    expect((await offersOf(order.id))[0]?.status).toBe('confirmed');
  });

  it('S0 9.4 a: a decision that names its offer is about no other', async () => {
    const body = orderBody({ consumerConfirmation: null });
    const { id } = await command('platform', '/v1/orders', body);
    const decide = (offerDigest: string | null, about = 'consumer-decision') =>
      as('consumer').post(`/v1/orders/${id}/${about}`, { decision: 'accept', offerDigest });
    const shown = async () => {
      const told = (await offersOf(id)).map(({ content }) => content['offerDigest']);
      return String(told.at(-1));
    };
    const other = `sha256:${'0'.repeat(64)}`;

    const first = await shown();
    expect(await decide(other)).toMatchObject({
      status: 422,
      body: { code: 'offer_mismatch', offerDigest: first, errors: [{ pointer: '/offerDigest' }] },
    });
    expect((await decide(first)).status).toBe(200);

    await command('seller', `/v1/orders/${id}/seller-decision`, less);
    expect(await refusal(decide(first, 'amendment-decision'))).toBe('422 offer_mismatch');
    expect((await decide(await shown(), 'amendment-decision')).status).toBe(200);
  });

  it('S0 9.4 a, 7.7.2: all that the consumer agrees to is in it; another consent is another offer', async () => {
    const consenting = (unattended: string, consentAt: string) => ({
      deliveryPreference: { unattended, consentAt, channel: 'app' },
    });
    const at = '2026-11-24T01:00:00.000Z';
    const noReasonReturn = { eligible: false, exclusion: 'perishable' };
    const body = orderBody({ lines: [line(1, { noReasonReturn })], ...consenting('locker', at) });
    const quoting = (fields: object = {}) =>
      taken(
        as('platform').post<{ offerDigest: string; offer: object }>('/v1/orders/quote', {
          ...body,
          ...fields,
        }),
      );

    const { offer, offerDigest } = await quoting();

    expect(offer).toMatchObject({
      delivery: { unattended: 'locker' },
      payment: { timing: 'after_confirmation', method: 'card' },
      policy: { name: 'default' },
      lines: [{ noReasonReturn, inspectionForm: 'by_contract' }],
      totals: { goodsMinor: 25_980, deliveryFeeMinor: 1_000, totalMinor: 26_980 },
    });
    // When it was said is no part of it; where, and whether at all, is.
    expect((await quoting(consenting('locker', '2026-11-24T02:00:00.000Z'))).offerDigest).toBe(
      offerDigest,
    );
    const confirming = { consumerConfirmation: { at, channel: 'app', offerDigest } };
    for (const other of [consenting('doorstep', at), { deliveryPreference: null }]) {
      const { offerDigest: current } = await quoting(other);
      expect(current).not.toBe(offerDigest);
      const placing = as('platform').post('/v1/orders', { ...body, ...confirming, ...other });
      expect(await placing).toMatchObject({
        status: 422,
        body: { code: 'offer_mismatch', offerDigest: current },
      });
    }
    const order = await command('platform', '/v1/orders', { ...body, ...confirming });
    const [issued] = await offersOf(order.id);
    expect(issued?.content).toMatchObject({ offer, offerDigest });
    const { text } = await pdfOf(`/v1/documents/${issued?.id}`);
    expect(text).toContain('智能柜');
    expect(text.replaceAll('\n', '')).toContain('不适用无理由退货：鲜活易腐');
  });

  it('S0 9.4 a: an amendment is its next version, in effect once its consumer has accepted it', async () => {
    const { id } = await place({ token: null });
    await command('seller', `/v1/orders/${id}/seller-decision`, less);
    const proposed = await offersOf(id);
    const decided: Order = await command('consumer', `/v1/orders/${id}/amendment-decision`, {
      decision: 'accept',
    });

    const offers = await offersOf(id, 'seller');

    expect(proposed.map(({ status }) => status)).toEqual(['confirmed', 'issued']);
    expect(offers.map(({ version, status }) => [version, status])).toEqual([
      [1, 'void'],
      [2, 'confirmed'],
    ]);
    const [first, second] = offers;
    expect(second).toMatchObject({
      number: first?.number,
      content: {
        previousOfferDigest: first?.content['offerDigest'],
        offer: {
          lines: [{ lineNo: 1, quantity: 1 }],
          totals: { goodsMinor: 12_990, totalMinor: 13_990 },
        },
      },
    });
    expect(decided.consumerConfirmation?.offerDigest).toBe(second?.content['offerDigest']);
  });

  it('S0 9.4 a, 10.4: its parties read, verify and print it; the courier does not, and nobody signs it', async () => {
    const { id } = await place();
    const [offer] = await offersOf(id, 'platform');
    const path = `/v1/documents/${offer?.id}`;

    const verified = await taken(
      as('auditor').get<{ holds: boolean; findings: { code: string }[] }>(`${path}/verification`),
    );
    const printed = await pdfOf(path);
    const again = await pdfOf(path);

    expect(verified).toMatchObject({ holds: true, findings: [{ code: 'digest_holds' }] });
    const { offerDigest } = offer?.content ?? {};
    for (const said of [
      '要约单',
      '客户已确认',
      '应付总额',
      '¥269.80',
      '¥10.00',
      String(offerDigest),
    ]) {
      expect(printed.text).toContain(said);
    }
    expect(again.bytes.equals(printed.bytes)).toBe(true);
    expect(await offersOf(id, 'courier')).toEqual([]);
    expect(await refusal(as('courier').get(path))).toBe('404 not_found');
    const signing = as('consumer').post(`${path}/signatures`, {
      role: 'consumer',
      signer: { name: '张三' },
      method: 'attested',
    });
    expect(await refusal(signing)).toBe('403 not_the_signing_role');
  });
});
