import type {
  DocumentKind,
  DocumentStatus,
  SignatureMethod,
  SigningRole,
} from '../domain/order.ts';
import type { InspectionForm } from '../domain/placing/goods.ts';
import type { ReturnReason } from '../domain/policies/policy.ts';
import { label, type Label } from './sheet.ts';

/** The words of the trade for coded values, as a Chinese reader expects them on paper. */

export const titles: Record<DocumentKind, { title: Label; clause: string }> = {
  handover_note: { title: label('货物交接单', 'Handover note'), clause: 'GB/T 31524 6.7.2' },
  delivery_note: { title: label('配送交接单', 'Delivery note'), clause: 'GB/T 31524 7.7.1' },
  return_to_seller_note: {
    title: label('退货交接单', 'Return-to-seller note'),
    clause: 'GB/T 31524 7.7.3 a',
  },
  offer: { title: label('要约单', 'Offer'), clause: 'GB/T 31524 9.4 a' },
};

export const statuses: Record<DocumentStatus, Label> = {
  issued: label('待签署', 'issued'),
  partly_signed: label('一方已签', 'partly signed'),
  signed: label('双方已签', 'signed'),
  confirmed: label('客户已确认', 'confirmed'),
  void: label('作废', 'void'),
};

export const sides: Record<SigningRole, Label> = {
  seller: label('销售商（发货方）', 'Seller'),
  courier: label('配送服务商（配送方）', 'Courier'),
  consumer: label('客户（收货方）', 'Consumer'),
};

/** Goods that come back are received by whoever had sent them. */
export const receivingSeller = label('销售商（收货方）', 'Seller');

export const methods: Record<SignatureMethod, string> = {
  jws: '数字签名 jws',
  one_time_code: '一次性验证码 one_time_code',
  handwritten: '手写签名 handwritten',
  attested: '系统代为确认 attested',
};

const packagings = { intact: '完好', damaged: '破损', tampered: '有拆动痕迹' };
const openings = {
  opened: '已开箱查验',
  declined_by_consumer: '客户放弃开箱',
  refused_by_courier: '配送方拒绝开箱',
};
const unattendedPlaces = {
  never: '不同意',
  locker: '智能柜',
  pickup_point: '代收点',
  doorstep: '门口',
};
const returnExclusions = {
  custom_made: '消费者定作',
  perishable: '鲜活易腐',
  opened_digital: '已拆封的数字化商品',
  periodical: '交付的报纸、期刊',
  consumer_agreed: '购买时经消费者确认',
};
const identityDocuments = { work_badge: '工作证', resident_id: '居民身份证', other: '其他证件' };
const relations = {
  self: '本人',
  family: '家人',
  colleague: '同事',
  reception: '前台',
  neighbour: '邻居',
  pickup_point: '自提点',
};
const collections = { cash: '现金', pos: 'POS 刷卡', qr: '扫码' };
const units = {
  piece: '件',
  g: '克',
  ml: '毫升',
  mm: '毫米',
  box: '盒',
  bottle: '瓶',
  bag: '袋',
  pair: '双',
  set: '套',
  kg: '千克',
};
const conditions = { as_handed_over: '与交接时一致', intact: '完好', damaged: '破损' };

/** Reasons of an order's shipments, those of a refusal among them. */
const reasons: Record<ReturnReason, string> & Record<string, string> = {
  damaged: '商品破损',
  packaging_damaged: '包装破损',
  missing: '缺少商品',
  wrong_goods: '商品不符',
  not_ordered: '未订购',
  not_as_described: '与描述不符',
  quality: '质量问题',
  expired: '过期',
  counterfeit: '假冒',
  late: '逾期送达',
  changed_mind: '客户改变主意',
  cod_not_paid: '未付货款',
  inspection_refused: '拒绝查验',
  undeliverable: '无法送达',
  intercepted: '拦截召回',
  lost: '丢失',
  refused: '拒收',
  other: '其他',
};

const timings = {
  after_confirmation: '销售商确认后',
  before_confirmation: '销售商确认前',
  on_delivery: '货到付款',
};
const paymentMethods = {
  card: '银行卡',
  wechat_pay: '微信支付',
  alipay: '支付宝',
  bank_transfer: '银行转账',
  cash: '现金',
};

const inspectionForms = {
  by_contract: '合同要约检验',
  third_party: '第三方仲裁检验',
  expert: '技术专家鉴定',
} satisfies Record<InspectionForm, string>;

const words = {
  inspectionForm: inspectionForms,
  timing: timings,
  paymentMethod: paymentMethods,
  packaging: packagings,
  opening: openings,
  unattended: unattendedPlaces,
  returnExclusion: returnExclusions,
  identityDocument: identityDocuments,
  relation: relations,
  collection: collections,
  unit: units,
  condition: conditions,
  reason: reasons,
} satisfies Record<string, Record<string, string>>;

/** A coded value in Chinese; a code that has no word of its own yet is printed as it is. */
export function wordFor(set: keyof typeof words, code: string | null | undefined): string {
  if (code === null || code === undefined) return nothing;
  const known: Record<string, string> = words[set];
  return Object.hasOwn(known, code) ? (known[code] ?? code) : code;
}

/** Stands where a note has no value. */
export const nothing = '—';
