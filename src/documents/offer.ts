import type { Offer } from '../domain/placing/offer.ts';
import type { DocumentView } from '../domain/views/document-view.ts';
import { quantityText } from './goods.ts';
import { fact, label, type Section, wideFact } from './sheet.ts';
import { moneyText, partyText, timeText } from './values.ts';
import { nothing, wordFor } from './wording.ts';

interface OfferContent {
  issuer: { partyId: string; name: string };
  courier: { partyId: string; name: string } | null;
  offer: Offer;
  offerDigest: string;
  previousOfferDigest: string | null;
}

/**
 * 要约 (S0 9.4 a, 6.4.5): who sells, what, how much of it at which price; goods, discount, delivery
 * fee and tax apart; how it is paid, what was promised, by which policy.
 */
export function offerSections(document: DocumentView): Section[] {
  const content = document.content as unknown as OfferContent;
  return [offerFacts(content), goodsSection(content.offer), totalsSection(content.offer)];
}

function offerFacts(content: OfferContent): Section {
  const { issuer, courier, offer, offerDigest, previousOfferDigest } = content;
  const { payment, promised, policy } = offer;
  return {
    kind: 'facts',
    title: label('要约', 'Offer'),
    facts: [
      wideFact('销售商', 'Seller', partyText(issuer)),
      wideFact('配送机构', 'Courier', courier === null ? nothing : partyText(courier)),
      fact('平台编号', 'Platform id', offer.platformId),
      fact('支付时点', 'Paid', wordFor('timing', payment.timing)),
      fact('支付方式', 'Method', wordFor('paymentMethod', payment.method)),
      fact('承诺发货', 'Dispatched by', timeText(promised.dispatchBy)),
      fact('承诺送达', 'Delivered by', timeText(promised.deliverBy)),
      wideFact('验货方式', 'Inspection', inspectionText(offer)),
      wideFact('无人签收', 'Unattended delivery', unattendedText(offer)),
      fact('履约规则', 'Policy', `${policy.name} v${policy.version}`),
      wideFact('要约摘要', 'Offer digest', offerDigest),
      wideFact('前一版摘要', 'Before', previousOfferDigest ?? nothing),
    ],
  };
}

function goodsSection({ lines, totals }: Offer): Section {
  const money = (amountMinor: number): string => moneyText(amountMinor, totals.currency);
  return {
    kind: 'table',
    title: label('商品', 'Goods'),
    table: {
      columns: [
        { label: label('行', 'No.'), share: 5 },
        { label: label('商品名称', 'Goods'), share: 27 },
        { label: label('商品编码', 'SKU'), share: 16 },
        { label: label('数目', 'Quantity'), share: 11, align: 'right' },
        { label: label('单价', 'Price'), share: 17, align: 'right' },
        { label: label('优惠', 'Discount'), share: 12, align: 'right' },
        { label: label('小计', 'Amount'), share: 12, align: 'right' },
      ],
      rows: lines.map((line) => [
        String(line.lineNo),
        nameText(line),
        line.sku,
        quantityText(line.quantity, line.unit),
        priceText(money(line.unitPriceMinor), line),
        line.discountMinor === 0 ? nothing : money(line.discountMinor),
        money(line.netMinor),
      ]),
    },
  };
}

function priceText(price: string, { pricePer, unit }: Offer['lines'][number]): string {
  return pricePer === 1 ? price : `${price} / ${quantityText(pricePer, unit)}`;
}

/** Goods that the consumer may not send back without a reason say so where they are offered. */
function nameText({ name, noReasonReturn }: Offer['lines'][number]): string {
  const { eligible, exclusion } = noReasonReturn;
  if (eligible) return name;
  const because = exclusion === null ? '' : `：${wordFor('returnExclusion', exclusion)}`;
  return `${name}（不适用无理由退货${because}）`;
}

/** What the consumer consents to beforehand (S0 7.7.2); offers of before it was in them do not say. */
function unattendedText(offer: Offer | Omit<Offer, 'delivery'>): string {
  return 'delivery' in offer ? wordFor('unattended', offer.delivery.unattended) : nothing;
}

/** How a dispute about the goods is inspected, agreed with the offer (S0 6.4.6). */
function inspectionText({ lines }: Offer): string {
  const forms = [...new Set(lines.map(({ inspectionForm }) => inspectionForm))];
  return forms.map((form) => wordFor('inspectionForm', form)).join('；');
}

function totalsSection({ totals }: Offer): Section {
  const money = (amountMinor: number): string => moneyText(amountMinor, totals.currency);
  return {
    kind: 'facts',
    title: label('金额', 'Amounts'),
    facts: [
      fact('商品金额', 'Goods', money(totals.goodsMinor)),
      fact('优惠', 'Discount', money(totals.discountMinor)),
      fact('配送费', 'Delivery fee', money(totals.deliveryFeeMinor)),
      fact('税', 'Tax', money(totals.taxMinor)),
      wideFact('应付总额', 'Total', money(totals.totalMinor)),
    ],
  };
}
