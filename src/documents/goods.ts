import type { Parcel } from '../domain/order.ts';
import { type Fact, fact, label, type Section, wideFact } from './sheet.ts';
import { addressText, numberText, personalText } from './values.ts';
import { wordFor } from './wording.ts';

/** A line of goods as every note freezes it. */
export interface NotedGoods {
  lineNo: number;
  sku: string;
  name: string;
  quantity: number;
  unit: string;
  valueMinor: number;
  /** What was really there, where that differs (S0 6.4.4, 7.7.3 a). */
  counted?: number;
}

export const goodsColumns = [
  { label: label('行', 'No.'), share: 6 },
  { label: label('商品名称', 'Goods'), share: 32 },
  { label: label('商品编码', 'SKU'), share: 17 },
  { label: label('数目', 'Quantity'), share: 15, align: 'right' as const },
];

export function goodsCells(goods: NotedGoods): string[] {
  const { lineNo, name, sku, quantity, unit, counted = quantity } = goods;
  const declared = quantityText(quantity, unit);
  const told = counted === quantity ? declared : `${declared}\n实数 ${quantityText(counted, unit)}`;
  return [String(lineNo), name, sku, told];
}

export function quantityText(quantity: number, unit: string): string {
  return `${numberText(quantity)} ${wordFor('unit', unit)}`;
}

/** How many in all: one number where all lines count alike, else one per unit. */
export function quantityInAll(goods: readonly NotedGoods[]): string {
  const perUnit = new Map<string, number>();
  for (const { unit, quantity } of goods) perUnit.set(unit, (perUnit.get(unit) ?? 0) + quantity);
  return [...perUnit].map(([unit, quantity]) => quantityText(quantity, unit)).join('\n');
}

export function parcelSection(parcels: readonly Parcel[]): Section {
  return {
    kind: 'table',
    title: label('包裹', 'Parcels'),
    table: {
      columns: [
        { label: label('包裹号', 'Parcel'), share: 20 },
        { label: label('重量', 'Weight'), share: 30, align: 'right' },
        { label: label('包装', 'Packaging'), share: 50 },
      ],
      rows: parcels.map(({ parcelNo, weightG, packaging }) => [
        String(parcelNo),
        `${(weightG / 1000).toFixed(3)} kg`,
        wordFor('packaging', packaging),
      ]),
    },
  };
}

/** Name, contact and address of who receives the goods (客户相关信息), as far as the reader may see them. */
export function consumerFacts(sealed: Record<string, unknown> | null): Fact[] {
  const recipient = sealed?.['recipient'];
  const isWhole = typeof recipient === 'object' && recipient !== null;
  const { name, phone, address } = (isWhole ? recipient : {}) as Record<string, unknown>;
  const whole = isWhole ? undefined : recipient;
  return [
    fact('收货人姓名', 'Recipient', personalText(name ?? whole)),
    fact('联系方式', 'Contact', personalText(phone ?? whole)),
    wideFact('联系地址', 'Address', addressText(address ?? whole)),
  ];
}
