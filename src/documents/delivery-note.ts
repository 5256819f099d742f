import type { InspectedLine, Inspection } from '../domain/order.ts';
import type { DocumentView } from '../domain/views/document-view.ts';
import {
  consumerFacts,
  goodsCells,
  goodsColumns,
  type NotedGoods,
  quantityInAll,
} from './goods.ts';
import { fact, label, type Section, wideFact } from './sheet.ts';
import { moneyText, numberText, partyText, personalText, timeText } from './values.ts';
import { nothing, wordFor } from './wording.ts';

interface DeliveryContent {
  deliveredAt: string;
  seller: { partyId: string; name: string };
  courier: { partyId: string; name: string };
  waybillNo: string | null;
  packaging: string;
  opening: string;
  /** Null where nobody handed the goods over. */
  identityDocumentKind: string | null;
  unattended?: { place: string; leftAt: string; storedUntil: string; collectedAt: string | null };
  reportedDeliveredAt?: string | null;
  lines: (NotedGoods & InspectedLine)[];
  collection: Inspection['collection'];
  currency: string;
}

/**
 * 配送交接单据 (S0 7.7.1): date, consumer's name, address and contact, the courier's name, the
 * sending seller; with the inspection at the door, line by line (7.7.2 c, d; 7.7.3).
 */
export function deliverySections(document: DocumentView): Section[] {
  const content = document.content as unknown as DeliveryContent;
  return [
    {
      kind: 'facts',
      title: label('配送', 'Delivery'),
      facts: [
        fact('日期', 'Date', timeText(content.deliveredAt)),
        fact('运单号', 'Waybill', content.waybillNo ?? nothing),
        wideFact('配送机构名称', 'Courier', partyText(content.courier)),
        wideFact('发货销售商单位名称', 'Sending seller', partyText(content.seller)),
        ...(content.identityDocumentKind === null
          ? unattendedFacts(document, content)
          : agentFacts(document, content)),
        fact('外包装', 'Packaging', wordFor('packaging', content.packaging)),
        fact('开箱', 'Opening', wordFor('opening', content.opening)),
      ],
    },
    {
      kind: 'facts',
      title: label('客户信息', 'Consumer'),
      facts: consumerFacts(document.sealed),
    },
    linesSection(content),
    ...collectionSections(content),
  ];
}

/** Who delivered, by which document (S0 7.7.2 b). Its last digits are few readers' to see. */
function agentFacts({ sealed }: DocumentView, content: DeliveryContent) {
  const agent = sealed?.['agent'];
  const { name, identityDocument } = (
    typeof agent === 'object' && agent !== null ? agent : { name: agent }
  ) as { name?: unknown; identityDocument?: unknown };
  const shown = typeof identityDocument === 'object' ? identityDocument : null;
  const { last4 } = (shown ?? {}) as { last4?: unknown };
  const kind = wordFor('identityDocument', content.identityDocumentKind);
  return [
    fact('配送员', 'Delivery agent', personalText(name)),
    fact('出示证件', 'Identity shown', `${kind}，尾号 ${personalText(last4 ?? '***')}`),
  ];
}

/** Nobody handed the goods over: where they were left and when they were taken out, or reported. */
function unattendedFacts({ sealed }: DocumentView, content: DeliveryContent) {
  const { unattended, reportedDeliveredAt = null } = content;
  if (!unattended) {
    const reported = reportedDeliveredAt === null ? nothing : timeText(reportedDeliveredAt);
    return [wideFact('承运方报告送达', 'Reported as delivered', reported)];
  }
  const { place, leftAt, collectedAt } = unattended;
  const operator = personalText(sealed?.['operator'] ?? nothing);
  return [
    wideFact('放置地点', 'Left at', `${wordFor('unattended', place)}，${operator}`),
    fact('放置时间', 'Left', timeText(leftAt)),
    fact('取出时间', 'Taken out', collectedAt === null ? nothing : timeText(collectedAt)),
  ];
}

function linesSection({ lines }: DeliveryContent): Section {
  const count = (zh: string, en: string) => ({
    label: label(zh, en),
    share: 12,
    align: 'right' as const,
  });
  const sum = (key: 'accepted' | 'refused' | 'missing') =>
    quantityInAll(lines.map((line) => ({ ...line, quantity: line[key] })));
  return {
    kind: 'table',
    title: label('检验结果', 'Result per line'),
    table: {
      columns: [
        ...goodsColumns,
        count('接收', 'Accepted'),
        count('拒收', 'Refused'),
        count('缺少', 'Missing'),
        { label: label('原因 / 证据', 'Reason, evidence'), share: 17 },
      ],
      rows: lines.map((line) => [
        ...goodsCells(line),
        numberText(line.accepted),
        numberText(line.refused),
        numberText(line.missing),
        reasonText(line),
      ]),
      foot: [
        '',
        '合计 Total',
        '',
        quantityInAll(lines),
        sum('accepted'),
        sum('refused'),
        sum('missing'),
        '',
      ],
    },
  };
}

function reasonText({ reason, evidence }: InspectedLine): string {
  const files = evidence.length === 0 ? [] : [`证据 ${evidence.length} 份`];
  return [wordFor('reason', reason), ...files].join('，');
}

function collectionSections({ collection, currency }: DeliveryContent): Section[] {
  if (collection === null) return [];
  return [
    {
      kind: 'facts',
      title: label('代收货款', 'Collected at the door'),
      facts: [
        fact('金额', 'Amount', moneyText(collection.amountMinor, currency)),
        fact('方式', 'Method', wordFor('collection', collection.method)),
        wideFact('流水号', 'Reference', collection.reference ?? nothing),
      ],
    },
  ];
}
