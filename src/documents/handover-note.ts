import type { Parcel } from '../domain/order.ts';
import type { DocumentView } from '../domain/views/document-view.ts';
import {
  consumerFacts,
  goodsCells,
  goodsColumns,
  type NotedGoods,
  parcelSection,
  quantityInAll,
} from './goods.ts';
import { fact, label, type Section, wideFact } from './sheet.ts';
import { completedText, custodianText } from './signature-blocks.ts';
import { moneyText, partyText, personalText, timeText } from './values.ts';

interface HandoverContent {
  handoverAt?: string;
  seller: { partyId: string; name: string };
  courier: { partyId: string; name: string };
  waybillNo: string;
  parcels: Parcel[];
  goods: NotedGoods[];
  valueMinor: number;
  currency: string;
  codDueMinor: number | null;
  codParts: { goodsMinor: number; deliveryFeeMinor: number } | null;
}

/**
 * 交接单据 (S0 6.7.2): handover time, number, names and value of the goods, the consumer's name
 * and address, sending seller, courier; the custodian of each side (6.7.2 c); the packaging (b).
 */
export function handoverSections(document: DocumentView): Section[] {
  const content = document.content as unknown as HandoverContent;
  return [
    {
      kind: 'facts',
      title: label('交接', 'Handover'),
      facts: [
        fact('交接时间', 'Handover', timeText(content.handoverAt ?? document.issuedAt)),
        fact('双方签署', 'Signed by both', completedText(document)),
        fact('运单号', 'Waybill', content.waybillNo),
        fact('代收货款', 'Cash to collect', moneyText(content.codDueMinor, content.currency)),
        ...feeFacts(content),
        ...partyFacts(document, content),
      ],
    },
    {
      kind: 'facts',
      title: label('客户信息', 'Consumer'),
      facts: consumerFacts(document.sealed),
    },
    goodsSection(content),
    parcelSection(content.parcels),
  ];
}

/** The fee apart: the courier takes it unless another door of the order has (S0 6.4.5). */
function feeFacts({ codParts, currency }: HandoverContent) {
  if (!codParts) return [];
  const { goodsMinor, deliveryFeeMinor } = codParts;
  return [
    fact('其中商品款', 'Of that, goods', moneyText(goodsMinor, currency)),
    fact(
      '其中配送费（同一订单只收一次）',
      'Of that, delivery fee (once per order)',
      moneyText(deliveryFeeMinor, currency),
    ),
  ];
}

function partyFacts({ sealed, custodians }: DocumentView, content: HandoverContent) {
  return [
    wideFact('发货销售商', 'Sending seller', partyText(content.seller)),
    wideFact('配送机构', 'Courier', partyText(content.courier)),
    fact('发货方单据保管人', 'Custodian, seller', custodianText(custodians?.seller)),
    fact('配送方单据保管人', 'Custodian, courier', custodianText(custodians?.courier)),
    wideFact('取件人', 'Collecting agent', personalText(sealed?.['agentName'])),
  ];
}

function goodsSection({ goods, valueMinor, currency }: HandoverContent): Section {
  return {
    kind: 'table',
    title: label('交接商品', 'Goods'),
    table: {
      columns: [...goodsColumns, { label: label('价值', 'Value'), share: 16, align: 'right' }],
      rows: goods.map((line) => [...goodsCells(line), moneyText(line.valueMinor, currency)]),
      foot: ['', '合计 Total', '', quantityInAll(goods), moneyText(valueMinor, currency)],
    },
  };
}
