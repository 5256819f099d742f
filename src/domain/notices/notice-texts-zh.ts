import type { NoticeEvent } from './notice-events.ts';
import type { FindingWords, NoticeText } from './notice-texts.ts';

/** What is told of each event, in Chinese (S0 5.3). */
export const chineseNotices: Record<NoticeEvent, NoticeText> = {
  offer_to_confirm: {
    subject: '请确认订单 {orderNo}',
    text: '您在{seller}的订单 {orderNo}（{amount}）待您确认，确认后方才生效。',
  },
  order_to_confirm: {
    subject: '新订单 {orderNo} 待确认',
    text: '订单 {orderNo}（{amount}）已下达，请在约定时间内确认。',
  },
  order_confirmed: {
    subject: '订单 {orderNo} 已确认',
    text: '{seller}已确认您的订单 {orderNo}（{amount}），正在备货。',
  },
  order_to_pay: {
    subject: '订单 {orderNo} 待支付',
    text: '订单 {orderNo}（{amount}）待您支付，逾期未付将取消。',
  },
  order_to_dispatch: {
    subject: '订单 {orderNo} 待交运',
    text: '订单 {orderNo} 的商品待交{courier}承运，请在约定时间内备货并交接。',
  },
  order_cancelled: {
    subject: '订单 {orderNo} 已取消',
    text: '订单 {orderNo} 已取消。',
  },
  order_cancelled_paid: {
    subject: '订单 {orderNo} 已取消',
    text: '订单 {orderNo} 已取消，已付或已冻结的款项将原路退回。',
  },
  order_settled: {
    subject: '订单 {orderNo} 已结算',
    text: '订单 {orderNo} 已结算，应付您的货款为 {amount}。',
  },
  amendment_proposed: {
    subject: '订单 {orderNo} 有变更，请您答复',
    text: '{seller}无法足量供货，订单 {orderNo} 拟变更为 {amount}，请您选择接受或拒绝。',
  },
  amendment_accepted: {
    subject: '订单 {orderNo} 的变更已被接受',
    text: '消费者已接受订单 {orderNo} 的变更，变更后金额为 {amount}。',
  },
  amendment_taken_as_accepted: {
    subject: '订单 {orderNo} 的变更视为接受',
    text: '您未在约定时间内答复，订单 {orderNo} 的变更视为接受，金额为 {amount}，差额不再收取或将退回。',
  },
  delivery_address_changed: {
    subject: '订单 {orderNo} 的收货信息已更改',
    text: '订单 {orderNo} 的收货信息已更改，商品将按新的收货信息投递，尚未签署完毕的交接单作废。',
  },
  payment_requires_action: {
    subject: '订单 {orderNo} 待您完成支付',
    text: '订单 {orderNo}（{amount}）的支付尚需您确认，请打开订单完成支付。',
  },
  payment_declined: {
    subject: '订单 {orderNo} 支付未成功',
    text: '订单 {orderNo}（{amount}）的支付未成功，请更换支付方式后重试。',
  },
  payment_captured: {
    subject: '订单 {orderNo} 已扣款',
    text: '订单 {orderNo} 的款项 {amount} 已由支付服务方划扣。',
  },
  carriage_offered: {
    subject: '订单 {orderNo} 待您承运',
    text: '订单 {orderNo} 的商品请您承运，请按约定时间确认并揽收。',
  },
  carriage_confirmed: {
    subject: '订单 {orderNo} 已确认承运',
    text: '{courier}已确认承运订单 {orderNo}，请按时交接。',
  },
  carriage_declined: {
    subject: '订单 {orderNo} 的承运被谢绝',
    text: '快递企业谢绝承运订单 {orderNo}，将另行安排，请查看订单。',
  },
  carriage_withdrawn: {
    subject: '订单 {orderNo} 不再由您承运',
    text: '订单 {orderNo} 已改由他人承运，请勿揽收。',
  },
  carriage_called_off: {
    subject: '订单 {orderNo} 的承运已取消',
    text: '订单 {orderNo} 的承运已取消，请勿揽收。',
  },
  courier_missing: {
    subject: '订单 {orderNo} 无人承运',
    text: '订单 {orderNo} 暂无快递企业承运，请另行指定，或等待平台处理。',
  },
  goods_handed_over: {
    subject: '订单 {orderNo} 已发货',
    text: '订单 {orderNo} 的商品已交{courier}承运，运单号 {waybillNo}。',
  },
  goods_out_for_delivery: {
    subject: '订单 {orderNo} 正在派送',
    text: '{courier}正在派送订单 {orderNo}，请当面验货后签收。',
  },
  goods_called_back: {
    subject: '订单 {orderNo} 的商品正在召回',
    text: '订单 {orderNo} 的商品已停止投递，正在退回卖家。',
  },
  delivery_appointed: {
    subject: '订单 {orderNo} 已约定投递时间',
    text: '{courier}将于 {from} 至 {to} 投递订单 {orderNo}，请当面验货后签收。',
  },
  delivery_rescheduled: {
    subject: '订单 {orderNo} 投递时间已更改',
    text: '订单 {orderNo} 的投递时间改为 {from} 至 {to}，请当面验货后签收。',
  },
  delivery_attempt_failed: {
    subject: '订单 {orderNo} 未能投递',
    text: '{courier}未能投递订单 {orderNo}，将与您另约时间。',
  },
  delivery_late: {
    subject: '订单 {orderNo} 投递逾期',
    text: '订单 {orderNo} 未能在 {dueAt} 前投递，已催促{courier}。',
  },
  delivery_taken_as_accepted: {
    subject: '订单 {orderNo} 视为签收',
    text: '投递单逾期未签署，且有收货凭证，订单 {orderNo} 视为签收（{found}）。如有异议请联系平台。',
  },
  goods_left_unattended: {
    subject: '订单 {orderNo} 待取件',
    text: '订单 {orderNo} 已放至您同意的地点，请在 {dueAt} 前取件并验货。',
  },
  goods_delivered: {
    subject: '订单 {orderNo} 投递完成',
    text: '订单 {orderNo} 已投递并验货：{found}。',
  },
  shipment_undeliverable: {
    subject: '订单 {orderNo} 无法投递',
    text: '订单 {orderNo} 的商品多次未能投递，正在退回卖家。',
  },
  shipment_lost: {
    subject: '订单 {orderNo} 的商品丢失',
    text: '订单 {orderNo} 的商品在运输途中丢失；如未能及时找到，已付款项将退还给您。',
  },
  goods_lost: {
    subject: '订单 {orderNo} 的商品丢失',
    text: '订单 {orderNo} 的商品在{courier}承运途中丢失，损失由承运方承担。',
  },
  goods_found: {
    subject: '订单 {orderNo} 的商品已找到',
    text: '订单 {orderNo} 曾被认定丢失的商品已找到，将继续运送。',
  },
  goods_sent_back: {
    subject: '订单 {orderNo} 的商品正在退回',
    text: '订单 {orderNo} 的商品正由{courier}退回，收到后请清点并签署。',
  },
  goods_returned: {
    subject: '订单 {orderNo} 退回的商品已收到',
    text: '卖家已收到订单 {orderNo} 退回的商品。',
  },
  return_taken_as_received: {
    subject: '订单 {orderNo} 的退货视为收到',
    text: '您未在约定时间内签署，订单 {orderNo} 退回的商品视为已收到。',
  },
  replacement_planned: {
    subject: '订单 {orderNo} 将补发',
    text: '订单 {orderNo} 短少或损坏的商品将由{seller}补发。',
  },
  replacement_to_dispatch: {
    subject: '订单 {orderNo} 待补发',
    text: '请补发订单 {orderNo} 短少或损坏的商品，并按时交接。',
  },
  replacement_handed_over: {
    subject: '订单 {orderNo} 的补发商品已发出',
    text: '订单 {orderNo} 的补发商品已交{courier}承运，运单号 {waybillNo}。',
  },
  refund_succeeded: {
    subject: '订单 {orderNo} 退款成功',
    text: '订单 {orderNo} 的退款 {amount} 已由支付服务方办理完成。',
  },
  refund_overdue: {
    subject: '订单 {orderNo} 的退款未到账',
    text: '订单 {orderNo} 的退款未能按时办理，请立即查明并处理。',
  },
  compensation_decided: {
    subject: '订单 {orderNo} 的投递逾期补偿',
    text: '订单 {orderNo} 投递逾期，将补偿您 {amount}。',
  },
  compensation_paid: {
    subject: '订单 {orderNo} 的补偿已支付',
    text: '订单 {orderNo} 投递逾期的补偿 {amount} 已支付。',
  },
  claim_made: {
    subject: '订单 {orderNo} 的赔付',
    text: '订单 {orderNo} 应由您承担 {amount}，将在结算时扣除。',
  },
  case_opened: {
    subject: '订单 {orderNo} 的问题已受理',
    text: '订单 {orderNo} 的问题（{about}）已受理，处理结果将另行通知。',
  },
  case_to_answer: {
    subject: '订单 {orderNo} 有问题待答复',
    text: '订单 {orderNo} 出现问题（{about}），请在规定时间内答复。',
  },
  case_answered: {
    subject: '订单 {orderNo} 的问题已有答复',
    text: '对方已答复订单 {orderNo} 的问题（{about}），平台将据此处理。',
  },
  case_resolved: {
    subject: '订单 {orderNo} 的问题已处理',
    text: '订单 {orderNo} 的问题（{about}）已处理，请查看订单。',
  },
  case_reopened: {
    subject: '订单 {orderNo} 的问题重新受理',
    text: '订单 {orderNo} 的补发未能完成，问题（{about}）重新受理。',
  },
  invoice_issued: {
    subject: '订单 {orderNo} 的发票已开具',
    text: '{seller}已为订单 {orderNo} 开具发票，金额 {amount}。',
  },
  invoice_reversed: {
    subject: '订单 {orderNo} 的发票已红冲',
    text: '{seller}已红冲订单 {orderNo} 的发票，金额 {amount}。',
  },
  red_invoice_due: {
    subject: '订单 {orderNo} 待开红字发票',
    text: '订单 {orderNo} 已退款，请开具红字发票，金额 {amount}。',
  },
  cash_overdue: {
    subject: '订单 {orderNo} 的代收货款逾期未交',
    text: '订单 {orderNo} 的代收货款 {amount} 已逾期，请立即交付。',
  },
  deadline_reminded: {
    subject: '订单 {orderNo}：{about}即将到期',
    text: '订单 {orderNo}：请在 {dueAt} 前完成“{about}”。',
  },
  deadline_missed: {
    subject: '订单 {orderNo}：{about}已逾期',
    text: '订单 {orderNo}：“{about}”已于 {dueAt} 到期，请立即处理。',
  },
  deadline_extended: {
    subject: '订单 {orderNo}：{about}已延期',
    text: '订单 {orderNo}：“{about}”的期限延至 {dueAt}。',
  },
};

/** What came of the goods at the door: all of them, or a part. */
export const chineseFindings: FindingWords = {
  all: { accepted: '全部收下', refused: '全部拒收', missing: '全部短少' },
  part: { accepted: '部分收下', refused: '部分拒收', missing: '部分短少' },
  and: '、',
};

/** What cases are about, in words. */
export const chineseCases: Record<string, string> = {
  missing_goods: '商品短少',
  missing_on_return: '退回商品短少',
  damaged_goods: '商品损坏',
  inspection_refused: '拒绝验货',
  acceptance_undecided: '签收存疑',
  delivered_without_signature: '未签收即报投递',
  damaged_in_transit: '运输途中受损',
  not_received: '消费者称未收到',
  document_discrepancy: '交接单据不符',
  refund_failed: '退款未成功',
  refund_overdue: '退款逾期',
  remittance_overdue: '代收货款逾期未交',
  courier_unavailable: '无配送服务商承运',
  red_invoice_due: '待开红字发票',
  payment_differs: '款项金额不符',
  authorization_not_renewed: '款项未能重新冻结',
  capture_failed: '款项未能划扣',
  void_failed: '冻结的款项未能解除冻结',
  constraint_violated: '记录不符',
  hold_stock_failed: '商品未能预留',
  commit_stock_failed: '商品未能出库',
  release_stock_failed: '商品未能释放回库存',
  register_carriage_failed: '运单未能登记',
  cancel_carriage_failed: '运送未能停止',
};
