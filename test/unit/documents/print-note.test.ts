import { describe, expect, it } from 'vitest';
import { noteSheet, verificationText } from '../../../src/documents/note-sheet.ts';
import { printNote } from '../../../src/documents/print-note.ts';
import {
  aDeliveryNote,
  aHandoverNote,
  anOffer,
  aReturnNote,
  goods,
  maskedRecipient,
  streamsOf,
  textsOf,
} from '../../support/printed-notes.ts';

describe('the printed handover note', () => {
  it('S0 6.7.2: it tells time, number, names, value of the goods, the consumer, seller and courier', async () => {
    const [page = ''] = textsOf(await printNote(aHandoverNote()));

    for (const said of [
      '货物交接单',
      'HN-2026-00000001',
      '2026-11-25 01:05:09 北京时间',
      '龙井茶',
      '2 件',
      '¥259.80',
      '张三',
      '13800001234',
      '浙江省 杭州市 西湖区 文三路 1 号 310012',
      '示范商店有限公司（pty_seller）',
      '示范快递有限公司（pty_courier）',
      'SF1000000001',
      `摘要 Digest sha256:${'0a'.repeat(32)}`,
    ]) {
      expect(page).toContain(said);
    }
  });

  it('S0 6.7.2: while a signature is missing it says that it still waits for both', async () => {
    const note = aHandoverNote({ status: 'issued', signatures: [], completedAt: null });

    const [page = ''] = textsOf(await printNote(note));

    expect(page).toContain('待双方签署');
    expect(page).not.toContain('01:05:09');
    expect(page.split('尚未签署 not signed yet')).toHaveLength(3);
  });

  it('S0 6.7.2 b: it tells the packaging, and of both sides who signed, how, when and by which key', async () => {
    const [page = ''] = textsOf(await printNote(aHandoverNote()));

    for (const said of [
      '破损',
      '韩梅梅',
      '数字签名 jws',
      'key-seller-1',
      '系统代为确认 attested',
    ]) {
      expect(page).toContain(said);
    }
    expect(page).toContain('2026-11-25 01:00:00 北京时间');
  });

  it('S0 6.7.2 c: it names the custodian of each side, or else who signed for it', () => {
    const named = { personId: null, by: 'note' as const };
    const custodians = {
      seller: { ...named, name: '周保管' },
      courier: { name: '吴递', personId: 'per_1', by: 'signature' as const },
    };
    const sheet = noteSheet(aHandoverNote({ custodians }));
    const unsigned = noteSheet(aHandoverNote({ custodians: { seller: null, courier: null } }));

    expect(valueOf(sheet, '发货方单据保管人')).toBe('周保管');
    expect(valueOf(sheet, '配送方单据保管人')).toBe('吴递（签署人）');
    expect(valueOf(unsigned, '配送方单据保管人')).toBe('由签署人保管');
  });

  it('S0 6.7.2: what its reader may not see is masked on paper, too', async () => {
    const masked = await printNote(aHandoverNote({ sealed: { recipient: maskedRecipient } }));
    const hidden = noteSheet(aHandoverNote({ sealed: { recipient: '***' } }));

    const [page = ''] = textsOf(masked);
    expect(page).toContain('张**');
    expect(page).toContain('浙江省 杭州市 *** ***');
    expect(page).not.toContain('文三路');
    expect(valueOf(hidden, '联系地址')).toBe('***');
    expect(valueOf(hidden, '收货人姓名')).toBe('***');
  });

  it('S0 6.7.2: sixty lines with long names fill pages, each with the note’s number, its head and its own', async () => {
    const name = '西湖龙井明前特级茶叶礼盒'.repeat(17).slice(0, 200);
    const lines = Array.from({ length: 60 }, (_, index) => goods(index + 1, { name }));

    const pages = textsOf(await printNote(aHandoverNote({ content: { goods: lines } })));

    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('HN-2026-00000001');
      expect(page).toContain(`第 ${index + 1} 页 / 共 ${pages.length} 页`);
      if (page.includes('tea-')) expect(page).toContain('商品编码');
    }
    const whole = pages.join('\n').replaceAll('\n', '');
    expect(whole.split(name)).toHaveLength(61);
    for (const { sku } of lines) expect(whole).toContain(sku);
    expect(pages.at(-1)).toContain('签字或盖章');
  });

  it('S0 6.7.2: a void note says so across every page', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => goods(index + 1));
    const changed = { content: { goods: lines } };

    const pages = textsOf(await printNote(aHandoverNote({ ...changed, status: 'void' })));
    const valid = textsOf(await printNote(aHandoverNote(changed)));

    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page.split('\n')).toContain('VOID');
    expect(valid.join('\n')).not.toContain('VOID');
  });

  it('S0 6.7.2: printed twice it is the same, byte for byte', async () => {
    const first = await printNote(aHandoverNote());
    const second = await printNote(aHandoverNote());
    const other = await printNote(aHandoverNote({ version: 2 }));

    expect(first.equals(second)).toBe(true);
    expect(first.equals(other)).toBe(false);
    expect(first.toString('latin1')).toContain('(D:20261124163000Z)');
  });

  it('S0 6.7.2: the QR code names the document and the digest that a copy is verified by', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;

    expect(verificationText(noteSheet(aHandoverNote()))).toBe(
      `luyue:doc_01jd0000000000000000000001?number=HN-2026-00000001&version=1&digest=${digest}`,
    );
  });

  it('S0 6.7.2: it is drawn in black and greys only, so that a grey print loses nothing', async () => {
    const colours = coloursOf(await printNote(aHandoverNote({ status: 'void' })));

    expect(colours.length).toBeGreaterThan(0);
    for (const [red, green, blue] of colours) {
      expect(green).toBe(red);
      expect(blue).toBe(red);
    }
  });
});

describe('the printed delivery note', () => {
  it('S0 7.7.1: it tells date, consumer, address, contact, courier and sending seller', async () => {
    const [page = ''] = textsOf(await printNote(aDeliveryNote()));

    for (const said of [
      '配送交接单',
      '2026-11-25 00:30:00 北京时间',
      '张三',
      '浙江省 杭州市 西湖区 文三路 1 号 310012',
      '13800001234',
      '示范快递有限公司（pty_courier）',
      '示范商店有限公司（pty_seller）',
    ]) {
      expect(page).toContain(said);
    }
  });

  it('S0 7.7.2 c: it tells of each line what was accepted, refused or missing, and why', () => {
    const { sections } = noteSheet(aDeliveryNote());
    const found = sections.find(({ title }) => title.zh === '检验结果');

    expect(found?.kind === 'table' && found.table.rows.map((row) => row.slice(4))).toEqual([
      ['2', '0', '0', '—'],
      ['1', '1', '0', '商品破损，证据 1 份'],
    ]);
    expect(found?.kind === 'table' && found.table.foot?.slice(3)).toEqual([
      '4 件',
      '3 件',
      '1 件',
      '0 件',
      '',
    ]);
  });

  it('S0 7.7.2 b: it tells by which document the agent was known, with digits for those who may see them', () => {
    const agent = { name: '王递', identityDocument: { kind: 'work_badge', last4: '***' } };

    expect(valueOf(noteSheet(aDeliveryNote()), '出示证件')).toBe('工作证，尾号 0042');
    const masked = noteSheet(aDeliveryNote({ sealed: { agent } }));
    expect(valueOf(masked, '出示证件')).toBe('工作证，尾号 ***');
  });

  it('S0 6.7.1 f: it tells what was collected at the door', () => {
    expect(valueOf(noteSheet(aDeliveryNote()), '金额')).toBe('¥269.80');
    const nothing = noteSheet(aDeliveryNote({ content: { collection: null } }));
    expect(nothing.sections.map(({ title }) => title.zh)).not.toContain('代收货款');
  });
});

describe('the printed return-to-seller note', () => {
  it('S0 7.7.3 a: it tells what comes back, why, in what condition and who signs', async () => {
    const [page = ''] = textsOf(await printNote(aReturnNote()));

    for (const said of ['退货交接单', '商品破损', '与交接时一致', '2 件', '配送服务商', '销售商']) {
      expect(page).toContain(said);
    }
  });
});

describe('the printed offer', () => {
  it('S0 6.4.5, 9.4 a: it tells every price in its measure, and goods, discount, fee and tax apart', async () => {
    const [page = ''] = textsOf(await printNote(anOffer()));

    for (const said of ['要约单', '500 克', '¥129.90 / 250 克', '1 件', '¥50.00', '¥5.00']) {
      expect(page).toContain(said);
    }
    const sheet = noteSheet(anOffer());
    const amounts = ['商品金额', '优惠', '配送费', '税', '应付总额'].map((name) =>
      valueOf(sheet, name),
    );
    expect(amounts).toEqual(['¥309.80', '¥5.00', '¥10.00', '¥0.00', '¥314.80']);
    expect(page).not.toContain('签字或盖章');
  });

  it('S0 6.4.5, 9.4 a: it names its order and its courier, and what each line comes to', () => {
    const sheet = noteSheet(anOffer());
    const goods = sheet.sections.find(({ title }) => title.zh === '商品');

    expect(valueOf(sheet, '配送机构')).toBe('示范快递有限公司（pty_courier）');
    expect(valueOf(sheet, '平台订单号')).toBe('T-1');
    expect(valueOf(sheet, '平台编号')).toBe('plt_1');
    expect(goods?.kind === 'table' && goods.table.rows.map((row) => row.at(-1))).toEqual([
      '¥259.80',
      '¥45.00',
    ]);
    expect(valueOf(noteSheet(anOffer({ content: { courier: null } })), '配送机构')).toBe('—');
  });

  it('S0 9.4 a, 7.7.2: it tells where it may be left, and what is not taken back without a reason', () => {
    const { sections } = noteSheet(anOffer());
    const goods = sections.find(({ title }) => title.zh === '商品');

    expect(valueOf(noteSheet(anOffer()), '无人签收')).toBe('代收点');
    expect(goods?.kind === 'table' && goods.table.rows.map(([, name]) => name)).toEqual([
      '龙井茶',
      '龙井茶（不适用无理由退货：消费者定作）',
    ]);
    const { delivery: _, ...before } = anOffer().content['offer'] as { delivery: unknown };
    expect(valueOf(noteSheet(anOffer({ content: { offer: before } })), '无人签收')).toBe('—');
  });

  it('S0 6.4.6: it tells how a dispute is inspected', () => {
    expect(valueOf(noteSheet(anOffer()), '验货方式')).toBe('合同要约检验；第三方仲裁检验');
  });
});

function valueOf(sheet: ReturnType<typeof noteSheet>, label: string): string | undefined {
  return sheet.sections
    .flatMap((section) => (section.kind === 'facts' ? section.facts : []))
    .find((shown) => shown.label.zh === label)?.value;
}

function coloursOf(pdf: Buffer): string[][] {
  return streamsOf(pdf).flatMap((stream) =>
    [...stream.matchAll(/([\d.]+) ([\d.]+) ([\d.]+) (?:scn|SCN|rg|RG)\b/g)].map((found) =>
      found.slice(1),
    ),
  );
}
