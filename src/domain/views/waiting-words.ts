import type { NoticeLanguage } from '../notices/notice-texts.ts';

/** What an order waits for, in plain words (S0 5.3). */
export const waitingWords: Readonly<Record<string, Record<NoticeLanguage, string>>> = {
  acceptance: { zh: '消费者告知查验结果', en: 'the consumer tells what it has found' },
  after_sale_window: { zh: '退换货期限届满', en: 'the time to return what was accepted ends' },
  amendment_decision: { zh: '消费者答复变更', en: 'the consumer decides on the change' },
  appointment: { zh: '约定投递时间', en: 'a time of delivery is agreed' },
  arrival: { zh: '商品到站', en: 'the goods arrive near the consumer' },
  carriage_registration: { zh: '运单登记', en: 'the carriage is registered' },
  carriage_stop: { zh: '停止运送', en: 'the carriage is stopped' },
  case_answer: { zh: '相关方答复问题', en: 'the other side answers the case' },
  case_resolution: { zh: '平台客服处理问题', en: 'support decides the case' },
  collection: { zh: '消费者取件', en: 'the consumer takes the goods out' },
  consumer_decision: { zh: '消费者确认要约', en: 'the consumer decides on the offer' },
  courier_confirmation: { zh: '配送服务商确认承运', en: 'the courier confirms the carriage' },
  delivery_note_signature: { zh: '签署配送交接单', en: 'the delivery note is signed' },
  handover_note: { zh: '制作货物交接单', en: 'the handover note is made out' },
  handover_note_signature: { zh: '签署货物交接单', en: 'the handover note is signed' },
  inspection: { zh: '当面查验商品', en: 'the goods are inspected at the door' },
  invoice: { zh: '开具发票', en: 'the invoice is issued' },
  lost_goods: { zh: '寻找丢失的商品', en: 'lost goods are sought' },
  next_step: { zh: '系统进入下一步', en: 'the engine takes the next step' },
  payment: { zh: '消费者支付', en: 'the consumer pays' },
  payment_action: { zh: '消费者完成支付', en: 'the consumer completes the payment' },
  payment_capture: { zh: '划扣款项', en: 'the payment is taken' },
  payment_outcome: { zh: '支付结果', en: 'the provider says what became of the payment' },
  payment_void: { zh: '解除款项冻结', en: 'the held amount is released' },
  reassignment: { zh: '另行指定配送服务商', en: 'another courier is named' },
  red_invoice: { zh: '开具红字发票', en: 'the red invoice is issued' },
  refund: { zh: '办理退款', en: 'the refund is paid' },
  remittance: { zh: '交回代收货款', en: 'the courier hands over its cash' },
  return_note: { zh: '制作退货交接单', en: 'the note for what came back is made out' },
  return_to_seller_note_signature: {
    zh: '签署退货交接单',
    en: 'the note for what came back is signed',
  },
  seller_decision: { zh: '销售商确认订单', en: 'the seller decides on the order' },
  shipment_cancellation: {
    zh: '撤销未付款或已退款商品的配送',
    en: 'goods that are not paid for are called off',
  },
  shipment_planning: { zh: '安排配送', en: 'the shipment is planned' },
  stock_commitment: { zh: '商品出库', en: 'the goods are taken out of stock' },
  stock_hold: { zh: '预留商品', en: 'the goods are set aside' },
  stock_release: { zh: '商品释放回库存', en: 'the goods go back into stock' },
};

/** What is awaited, with its words; those of a code that has none yet are the code's own. */
export function told<One extends { what: string }>(
  one: One,
  language: NoticeLanguage,
): One & { summary: string } {
  const words = Object.hasOwn(waitingWords, one.what) ? waitingWords[one.what] : undefined;
  return { ...one, summary: words?.[language] ?? one.what.replaceAll('_', ' ') };
}
