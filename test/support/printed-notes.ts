import { inflateSync } from 'node:zlib';
import type { DocumentView } from '../../src/domain/views/document-view.ts';

/** Notes as the API gives them to a reader, to be printed. Fixed values. */

const seller = { partyId: 'pty_seller', name: '示范商店有限公司' };
const courier = { partyId: 'pty_courier', name: '示范快递有限公司' };
export const parcels = [{ parcelNo: 1, weightG: 900, packaging: 'damaged' }];

export const recipient = {
  name: '张三',
  phone: '13800001234',
  address: {
    country: 'CN',
    region: '浙江省',
    city: '杭州市',
    district: '西湖区',
    line1: '文三路 1 号',
    postalCode: '310012',
  },
};
export const maskedRecipient = {
  name: '张**',
  phone: '138****1234',
  address: { country: 'CN', region: '浙江省', city: '杭州市', district: '***', line1: '***' },
};

export function goods(lineNo: number, changed: object = {}) {
  return {
    lineNo,
    sku: `tea-${lineNo}`,
    name: '龙井茶',
    quantity: 2,
    unit: 'piece',
    valueMinor: 25_980,
    ...changed,
  };
}

function aNote(kind: string, changed: Partial<DocumentView>): DocumentView {
  return {
    id: 'doc_01jd0000000000000000000001',
    orderId: 'ord_01jd0000000000000000000001',
    shipmentId: 'shp_01jd0000000000000000000001',
    kind,
    number: 'HN-2026-00000001',
    version: 1,
    status: 'issued',
    digest: `sha256:${'0a'.repeat(32)}`,
    sealed: null,
    issuerId: 'pty_seller',
    issuedAt: '2026-11-24T16:30:00.000Z',
    completedAt: null,
    custodians: null,
    signatures: [],
    ...changed,
    content: { platformOrderNo: 'T-1', seller, courier, ...changed.content },
  };
}

/** Signed by both, with a custodian on each side. */
export function aHandoverNote(changed: Partial<DocumentView> = {}): DocumentView {
  const lines = (changed.content?.['goods'] as ReturnType<typeof goods>[]) ?? [goods(1)];
  return aNote('handover_note', {
    status: 'signed',
    completedAt: laterAt,
    custodians: {
      seller: { name: '韩梅梅', personId: null, by: 'note' },
      courier: { name: '李雷', personId: 'per_courier', by: 'signature' },
    },
    sealed: { recipient, custodians: { seller: '韩梅梅', courier: null }, agentName: '王递' },
    signatures: [
      signature('seller', { name: '韩梅梅', keyId: 'key-seller-1' }),
      signature('courier', { name: '李雷', method: 'attested', recordedAt: laterAt }),
    ],
    ...changed,
    content: {
      waybillNo: 'SF1000000001',
      parcels,
      goods: lines,
      valueMinor: lines.reduce((sum, line) => sum + line.valueMinor, 0),
      currency: 'CNY',
      codDueMinor: null,
      ...changed.content,
    },
  });
}

const laterAt = '2026-11-24T17:05:09.000Z';

function signature(role: string, given: { name: string } & Record<string, unknown>) {
  const { name, ...changed } = given;
  return {
    role,
    signer: { personId: `per_${role}`, name, relation: null, consent: null },
    method: 'jws',
    keyId: null,
    jws: null,
    evidenceDigest: null,
    signedAt: '2026-11-24T17:00:00.000Z',
    recordedAt: '2026-11-24T17:00:01.000Z',
    ...changed,
  };
}

/** Two lines, one of them partly refused; signed by the courier only. */
export function aDeliveryNote(changed: Partial<DocumentView> = {}): DocumentView {
  const found = { accepted: 2, refused: 0, missing: 0, reason: null, evidence: [] };
  const evidence = [{ digest: `sha256:${'0'.repeat(64)}`, mediaType: 'image/jpeg' }];
  return aNote('delivery_note', {
    number: 'DN-2026-00000001',
    status: 'partly_signed',
    sealed: {
      recipient,
      agent: { name: '王递', identityDocument: { kind: 'work_badge', last4: '0042' } },
    },
    signatures: [signature('courier', { name: '王递' })],
    ...changed,
    content: {
      deliveredAt: '2026-11-24T16:30:00.000Z',
      waybillNo: 'SF1000000001',
      packaging: 'intact',
      opening: 'opened',
      identityDocumentKind: 'work_badge',
      lines: [
        { ...goods(1), ...found },
        { ...goods(2), ...found, accepted: 1, refused: 1, reason: 'damaged', evidence },
      ],
      collection: { amountMinor: 26_980, method: 'cash', reference: null },
      currency: 'CNY',
      ...changed.content,
    },
  });
}

export function aReturnNote(changed: Partial<DocumentView> = {}): DocumentView {
  return aNote('return_to_seller_note', {
    number: 'RN-2026-00000001',
    ...changed,
    content: {
      originShipmentId: 'shp_01jd0000000000000000000009',
      reason: 'damaged',
      parcels,
      lines: [{ ...goods(1), condition: 'as_handed_over' }],
      ...changed.content,
    },
  });
}

/** Tea by weight and by the box, of which one line is inspected by a third party. */
export function anOffer(changed: Partial<DocumentView> = {}): DocumentView {
  const noReasonReturn = { eligible: true, exclusion: null };
  const inspectionForm = 'by_contract';
  const line = { name: '龙井茶', discountMinor: 0, noReasonReturn, inspectionForm };
  return aNote('offer', {
    number: 'OF-01JD0000000000000000000001',
    ...changed,
    content: {
      issuer: seller,
      courier,
      offerDigest: `sha256:${'0b'.repeat(32)}`,
      previousOfferDigest: null,
      offer: {
        platformId: 'plt_1',
        platformOrderNo: 'T-1',
        courierId: courier.partyId,
        lines: [
          {
            ...line,
            lineNo: 1,
            sku: 't-1',
            quantity: 500,
            unit: 'g',
            unitPriceMinor: 12_990,
            pricePer: 250,
            netMinor: 25_980,
          },
          {
            ...line,
            lineNo: 2,
            sku: 't-2',
            quantity: 1,
            unit: 'piece',
            unitPriceMinor: 5_000,
            pricePer: 1,
            discountMinor: 500,
            netMinor: 4_500,
            inspectionForm: 'third_party',
            noReasonReturn: { eligible: false, exclusion: 'custom_made' },
          },
        ],
        totals: {
          goodsMinor: 30_980,
          discountMinor: 500,
          deliveryFeeMinor: 1_000,
          taxMinor: 0,
          totalMinor: 31_480,
          currency: 'CNY',
        },
        payment: { timing: 'after_confirmation', method: 'card' },
        delivery: { unattended: 'pickup_point' },
        promised: { dispatchBy: null, deliverBy: null },
        policy: { name: 'default', version: 1 },
      },
      ...changed.content,
    },
  });
}

/** A PDF's pages as the texts drawn on them, each run of glyphs one line, as a reader copies them. */
export function textsOf(pdf: Buffer): string[] {
  const streams = streamsOf(pdf);
  const unicode = unicodeOf(streams.find((stream) => stream.includes('begincmap')) ?? '');
  const pages = streams.filter((stream) => /\] TJ/.test(stream));
  return pages.map((page) =>
    [...page.matchAll(/\[(.*)\] TJ/g)]
      .map(([, run = '']) =>
        [...run.matchAll(/<([0-9a-f]+)>/g)]
          .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
          .map((glyph) => unicode.get(Number.parseInt(glyph, 16)) ?? '')
          .join(''),
      )
      .join('\n'),
  );
}

/** The PDF’s streams, unpacked: what is drawn, and the typeface. */
export function streamsOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Length (\d+)[^>]*>>\s*stream\r?\n/g)].map((found) => {
    const start = found.index + found[0].length;
    const body = pdf.subarray(start, start + Number(found[1]));
    return /FlateDecode/.test(found[0]) || body[0] === 0x78
      ? inflateSync(body).toString('latin1')
      : body.toString('latin1');
  });
}

function unicodeOf(map: string): Map<number, string> {
  const unicode = new Map<number, string>();
  for (const [, from = '', , listed = ''] of map.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = '']] of [...listed.matchAll(/<([\w ]+)>/g)].entries()) {
      unicode.set(Number.parseInt(from, 16) + index, utf16(hex.replaceAll(' ', '')));
    }
  }
  return unicode;
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}
