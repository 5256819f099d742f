import { describe, expect, it } from 'vitest';
import {
  as,
  devFile,
  type Document,
  newToken,
  readOrder,
  refusal,
  type Role,
  taken,
  withToken,
} from '../../support/client.ts';
import { textsOf } from '../../support/printed-notes.ts';
import { place, placeAt } from '../life.ts';
import { appoint, bringBack, command, deliver, handoverNote, handOver, inspect } from '../steps.ts';

/** What a printer gets: headers, bytes, and the text of all pages. */
async function print(role: Role, { id }: Document) {
  const { apiUrl, tokens } = devFile();
  const answer = await fetch(`${apiUrl}/v1/documents/${id}.pdf`, {
    headers: { authorization: `Bearer ${tokens[role]}` },
  });
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { headers: answer.headers, bytes, text: textsOf(bytes).join('\n') };
}

describe('the handover note as a PDF', () => {
  it('S0 6.7.2 documents: it is printed in Chinese with all that the clause names and both signatures', async () => {
    const order = await placeAt('awaiting_handover');
    const note = await handOver(order);

    const { headers, text } = await print('seller', note);

    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe(`inline; filename="${note.number}.pdf"`);
    for (const said of [
      '货物交接单',
      note.number,
      note.digest,
      '双方已签 signed',
      '龙井茶',
      '2 件',
      '¥259.80',
      '张三',
      '浙江省 杭州市 西湖区 文三路 1 号 310012',
      '示范商店有限公司',
      '示范快递有限公司',
    ]) {
      expect(text).toContain(said);
    }
    // Letters differ in width: a number of our own may go over two lines.
    expect(text.replaceAll('\n', '')).toContain(String(note.content['waybillNo']));
    const { signatures } = await taken(as('seller').get<Document>(`/v1/documents/${note.id}`));
    expect(signatures).toHaveLength(2);
    for (const { signer, keyId } of signatures) {
      expect(text).toContain(signer.name);
      expect(text.replaceAll('\n', '')).toContain(keyId);
    }
    expect(text.split('数字签名 jws')).toHaveLength(3);
  });

  it('S0 6.7.2 documents: asked twice it is the same, byte for byte', async () => {
    const note = await handoverNote(await placeAt('awaiting_handover'));

    const [first, second] = [await print('seller', note), await print('seller', note)];

    expect(first.bytes.length).toBeGreaterThan(10_000);
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  it('S0 6.7.2 documents: each role reads on paper what it reads in the JSON, and no more', async () => {
    const note = await handoverNote(await placeAt('awaiting_handover'));
    const line1 = '文三路 1 号';

    const clear = await Promise.all([print('seller', note), print('support', note)]);
    const masked = await Promise.all([print('courier', note), print('ops', note)]);
    const hidden = await print('auditor', note);

    for (const { text } of clear) {
      expect(text).toContain('张三');
      expect(text).toContain(line1);
      expect(text).toContain('13800001234');
    }
    for (const { text } of masked) {
      expect(text).toContain('张**');
      expect(text).toContain('138****1234');
      expect(text).toContain('杭州市 ***');
    }
    expect(hidden.text).not.toContain('张*');
    for (const { text } of [...masked, hidden]) {
      expect(text).not.toContain('张三');
      expect(text).not.toContain(line1);
      expect(text).not.toContain('13800001234');
    }
  });

  it('S0 6.7.2 b: a void note is marked across the page, the next version is not', async () => {
    const order = await placeAt('awaiting_handover');
    const first = await handoverNote(order);
    const body = { kind: 'count_mismatch', lines: [{ lineNo: 1, counted: 1 }], note: null };
    await command('courier', `/v1/documents/${first.id}/discrepancy`, body);
    const second = await handoverNote(order);

    expect((await print('seller', first)).text.split('\n')).toContain('VOID');
    const next = (await print('seller', second)).text;
    expect(next).not.toContain('VOID');
    expect(next).toContain('版本 Version 2');
  });
});

describe('the notes of the door as PDF', () => {
  it('S0 7.7.1: the delivery note tells date, consumer, address, contact, courier and seller', async () => {
    const order = await placeAt('in_delivery');
    await appoint(order);
    const note = await inspect(order, { 1: { refused: 1 } });

    const courier = await print('courier', note);
    const consumer = await print('consumer', note);

    for (const { text } of [courier, consumer]) {
      for (const said of [
        '配送交接单',
        '北京时间',
        '张三',
        '13800001234',
        '浙江省 杭州市 西湖区 文三路 1 号 310012',
        '示范快递有限公司',
        '示范商店有限公司',
        '商品破损',
      ]) {
        expect(text).toContain(said);
      }
    }
  });

  it('S0 6.7.2 b, 7.7.3 a: the return-to-seller note is printed for both that sign it', async () => {
    const order = await placeAt('in_delivery');
    await deliver(order, { 1: { refused: 2 } });
    const note = await bringBack(await readOrder(order.id));

    const copies = await Promise.all([print('courier', note), print('seller', note)]);

    for (const { text } of copies) {
      expect(text).toContain('退货交接单');
      expect(text).toContain('双方已签 signed');
      expect(text).toContain('2 件');
      // The copy of each side tells who signed, also when the consumer's data are nobody's any more.
      expect(text).toContain(devFile().signers.seller.name);
      expect(text).toContain(devFile().signers.courier.name);
    }
  });
});

describe('whose it is not', () => {
  it('S0 6.7.2: it is refused like the JSON: unknown, another seller’s, another role’s, nobody’s', async () => {
    const note = await handoverNote(await placeAt('awaiting_handover'));
    const stranger = withToken(await newToken({ role: 'seller', partyId: 'pty_stranger' }));
    const payer = withToken(
      await newToken({ role: 'payment_provider', partyId: devFile().parties.paymentProvider }),
    );

    for (const path of [`/v1/documents/${note.id}`, `/v1/documents/${note.id}.pdf`]) {
      expect(await refusal(stranger.get(path))).toBe('404 not_found');
      expect(await refusal(payer.get(path))).toBe('403 role_not_allowed');
      expect(await refusal(withToken(null).get(path))).toBe('401 unauthenticated');
    }
    expect(await refusal(as('seller').get('/v1/documents/doc_unknown.pdf'))).toBe('404 not_found');
    const order = await place();
    expect(await refusal(as('support').get(`/v1/documents/${order.id}.pdf`))).toBe('404 not_found');
  });

  it('the reference tells of it as a PDF', async () => {
    const answer = await fetch(`${devFile().apiUrl}/openapi.json`);
    const body = (await answer.json()) as {
      paths: Record<string, { get: { responses: Record<string, { content: object }> } }>;
    };

    const { responses } = body.paths['/v1/documents/{id}.pdf']?.get ?? { responses: {} };
    expect(Object.keys(responses['200']?.content ?? {})).toEqual(['application/pdf']);
    expect(Object.keys(responses['404']?.content ?? {})).toEqual(['application/problem+json']);
  });
});
