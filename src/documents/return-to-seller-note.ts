import type { Parcel } from '../domain/order.ts';
import type { DocumentView } from '../domain/views/document-view.ts';
import {
  goodsCells,
  goodsColumns,
  type NotedGoods,
  parcelSection,
  quantityInAll,
} from './goods.ts';
import { fact, label, type Section, wideFact } from './sheet.ts';
import { completedText, custodianText } from './signature-blocks.ts';
import { partyText, timeText } from './values.ts';
import { nothing, wordFor } from './wording.ts';

interface ReturnContent {
  returnedAt?: string;
  seller: { partyId: string; name: string };
  courier: { partyId: string; name: string };
  originShipmentId: string | null;
  reason: string | null;
  parcels: Parcel[];
  lines: (NotedGoods & { condition: string | null })[];
}

/** 退货交接单 (S0 7.7.3 a): what the courier brings back to the seller, and in what condition. */
export function returnSections(document: DocumentView): Section[] {
  const content = document.content as unknown as ReturnContent;
  return [
    {
      kind: 'facts',
      title: label('退货', 'Return'),
      facts: [
        fact('交接时间', 'Handover', timeText(content.returnedAt ?? document.issuedAt)),
        fact('双方签署', 'Signed by both', completedText(document)),
        fact('退货原因', 'Reason', wordFor('reason', content.reason)),
        fact('原配送单元', 'Origin shipment', content.originShipmentId ?? nothing),
        wideFact('配送机构', 'Courier', partyText(content.courier)),
        wideFact('收货销售商', 'Seller', partyText(content.seller)),
        fact('配送方单据保管人', 'Custodian, courier', custodianText(document.custodians?.courier)),
        fact('收货方单据保管人', 'Custodian, seller', custodianText(document.custodians?.seller)),
      ],
    },
    goodsSection(content),
    parcelSection(content.parcels),
  ];
}

/** What is there of it, where less is there than started back. */
function asCounted<Line extends NotedGoods>(line: Line): Line {
  return { ...line, quantity: line.counted ?? line.quantity };
}

function goodsSection({ lines }: ReturnContent): Section {
  return {
    kind: 'table',
    title: label('退回商品', 'Goods'),
    table: {
      columns: [...goodsColumns, { label: label('状况', 'Condition'), share: 16 }],
      rows: lines.map((line) => [...goodsCells(line), wordFor('condition', line.condition)]),
      foot: ['', '合计 Total', '', quantityInAll(lines.map(asCounted)), ''],
    },
  };
}
