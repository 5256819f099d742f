import type { Data } from './timeline-sentences.ts';

/**
 * The same in Chinese. What stands in brackets is told where the entry has the coded value that is
 * named in braces, and a word is known for it (see timeline-words-zh.ts).
 */
export const chineseSentences: Readonly<Record<string, string | ((data: Data) => string)>> = {
  order_placed: '订单已下达。',
  offer_accepted: '消费者已接受要约。',
  offer_declined: '消费者拒绝了要约[：{reason}]。',
  order_confirmed: '销售商已确认订单。',
  amendment_proposed: ({ proposedBy }) =>
    proposedBy === 'stock'
      ? '库存少于订购数量，待消费者决定。'
      : '销售商无法足量供货，待消费者决定。',
  amendment_accepted: '消费者同意减少数量，价款相应减少。',
  amendment_taken_as_accepted: '消费者未答复，按履约规则视为同意减少数量，价款相应减少。',
  amendment_declined: '消费者不同意减少数量。',
  delivery_address_changed: '收货地址已更改[（由{by}更改）]。',
  order_declined: '销售商拒绝了订单[：{reason}]。',
  order_cancelled: '订单已取消[：{reason}]。',
  order_frozen: '订单已冻结，待平台客服查明。',
  order_returned: '订单结束，消费者未留下任何商品[：{reason}]。',
  order_completed: '订单已完成。',
  order_settled: '订单款项已在销售商、配送服务商和平台之间结算。',

  party_suspended: '[{role}]已被暂停接受新订单，本订单继续履行。',
  party_reinstated: '[{role}]已恢复接受新订单。',
  party_qualification_revoked: '[{role}]的一项资质已被撤销[：{kind}]，本订单继续履行。',

  deadline_missed: '期限已过[，责任方为{responsibleRole}][：{name}]。',
  deadline_reminded: '期限将至[，责任方为{responsibleRole}][：{name}]。',
  deadline_escalated: '逾期事项已上报[{to}][：{name}]。',
  deadline_extended: ({ isPaused }) =>
    `期限已[由{by}]延长[：{name}]${isPaused ? '；因问题处理而暂停，暂停时间另计' : ''}。`,
  deadlines_recomputed: '工作日历重新公布，期限已重新计算。',
  grace_ended: '逾期后的宽限期已结束[：{name}]。',
  after_sale_ended: '已签收商品的退换货期限已结束。',

  stock_held: '已为订单预留商品。',
  stock_held_in_part: '已为订单预留部分商品，其余无货。',
  stock_hold_asked_anew: '正在延长商品的预留。',
  stock_hold_renewed: '商品的预留已延长。',
  stock_hold_lost: '商品的预留时间不足，须重新预留。',
  stock_refused: '商品无货。',
  neighbour_silent: '外部系统仍未答复，正在再次询问。',
  stock_committed: '商品已出库。',
  stock_released: '商品已释放回库存。',
  commit_stock_failed: '商品未能出库。',
  release_stock_failed: '商品未能释放回库存。',
  carriage_registered: '运单已在承运系统登记。',
  register_carriage_failed: '承运系统拒绝登记运单。',

  payment_tried: '已发起支付[：{method}]。',
  payment_requires_action: '支付待消费者在支付服务商处完成。',
  payment_authorized: '款项已获授权冻结。',
  authorization_renewed: '原授权到期前，款项已重新冻结。',
  late_authorization: '一笔支付到得太晚，款项将解除冻结。',
  payment_declined: '支付未成功。',
  payment_outcome_unknown: '支付服务商尚未告知支付结果。',
  payment_queried: '已再次向支付服务商查询支付结果。',
  payment_captured: '款项已划扣。',
  rest_released: '超出价款的冻结金额已退还消费者。',
  capture_outcome_unknown: '支付服务商尚未告知是否已划扣。',
  capture_differs: '支付服务商告知的划扣金额与请求不符。',
  capture_failed: '款项未能划扣。',
  payment_voided: '冻结的款项已解除冻结。',
  void_outcome_unknown: '支付服务商尚未告知是否已解除冻结。',
  void_differs: '支付服务商告知的解冻金额与冻结金额不符。',
  void_failed: '冻结的款项未能解除冻结。',

  shipment_planned: '已安排配送。',
  shipment_split: '部分商品另行配送。',
  shipment_cancelled: '一次配送已取消[：{reason}]。',
  shipment_reassigned: '已请另一配送服务商承运。',
  shipment_intercepted: '配送已被召回[：{reason}]。',
  courier_changed: '商品将由另一配送服务商承运。',
  carriage_asked_again: '已再次询问配送服务商是否承运。',
  carriage_not_needed: '货款已退还，不再询问承运。',
  carriage_confirmed: '配送服务商已确认承运。',
  carriage_declined: '配送服务商谢绝承运[：{reason}]。',
  carriage_stopped: '承运方已停止运送。',
  cancel_carriage_failed: '承运方未能停止运送。',
  document_issued: '[{kind}]已制作。',
  document_signed: '[{kind}]已[由{role}]签署。',
  document_completed: '[{kind}]已[由{role}]签署，双方均已签署。',
  document_disputed: '单据被提出异议[：{kind}]，已作废。',
  document_voided: '[{kind}]已作废[：{reason}]。',
  goods_handed_over: '商品已交接给配送服务商。',
  shipment_tracked: '运送有新进展[：{code}]。',
  delivery_appointed: '已约定投递的时间和地点。',
  delivery_rescheduled: '投递时间已更改[（由{by}更改）]。',
  delivery_attempt_failed: '一次投递未成功[：{outcome}]。',
  shipment_undeliverable: '商品无法投递。',
  goods_left_unattended: '商品已放置在约定地点[：{place}]。',
  acceptance_declared: '消费者已告知查验结果。',
  receipt_cases_superseded: '配送服务商称商品仍在其处，不再询问是否收到。',
  receipt_denied: '消费者称未收到商品。',
  counted_within_tolerance: '清点数量在允许误差之内，视为与申报一致。',
  goods_delivered: ({ accepted, refused, missing, acceptance }) => {
    const parts = [`收下 ${count(accepted)}`, `拒收 ${count(refused)}`];
    if (count(missing) > 0) parts.push(`短少 ${count(missing)}`);
    return `投递结束：${parts.join('，')}${acceptance === 'auto' ? '（逾期未签署，自动认定）' : ''}。`;
  },
  delivery_note_unsigned: '商品已按时送到，但配送服务商尚未签署。',
  goods_sent_back: '商品开始退回销售商[：{reason}]。',
  goods_returned: ({ receipt }) =>
    receipt === 'auto' ? '销售商逾期未签署，商品视为已退回。' : '商品已退回销售商。',
  goods_found: '曾被认定丢失的商品已找到。',
  shipment_lost: '一次配送的商品被认定丢失。',

  collection_changed: '上门代收的金额有变。',
  cash_remitted: '配送服务商已交回代收货款。',
  replacement_planned: '短少或损坏的商品将补发。',
  replacement_claimed: '补发的商品应[由{bearer}]赔付。',
  case_reopened: '补发未能完成，问题重新受理[：{reason}]。',
  return_loss_claimed: '退回途中短少的商品应[由{bearer}]赔付。',
  damage_claimed: '损坏的商品应[由{bearer}]赔付。',
  cash_claimed: '配送服务商未交回的货款转为其欠款。',
  refund_fell_due: '退款时间已到，应退款项现予退还。',
  refund_decided: '已决定退款。',
  compensation_decided: '投递逾期，将予补偿。',
  refund_started: '已请支付服务商办理退款。',
  refund_succeeded: '退款已办理完成。',
  refund_refused: '支付服务商拒绝退款。',
  refund_not_carried_out: '退款未曾办理，已再次请求。',
  refund_outcome_unknown: '支付服务商尚未告知退款结果。',
  refund_differs: '支付服务商告知的退款金额与请求不符。',
  refund_given_in_part: '部分退款已办理，其余已再次请求。',
  payment_fact_differs: '支付服务商告知的金额与请求不符。',
  case_opened: '平台客服已受理一个问题[：{case}]。',
  invoice_recorded: ({ kind }) =>
    kind === 'red' ? '销售商已全部或部分红冲发票。' : '销售商已开具发票。',
  red_invoice_complete: '已退款项的发票已红冲完毕。',
  case_answered: ({ position }) =>
    `[{role}]${position === 'accept' ? '认可' : '不认可'}一个问题[：{case}]。`,
  case_resolved: '平台客服已处理一个问题[：{outcome}]。',
};

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
