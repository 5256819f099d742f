import type { NoticeEvent } from './notices.ts';

export const noticeLanguages = ['zh', 'en'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** `{name}` stands for what is put in; a short message is the text alone. */
export interface NoticeText {
  subject: string;
  text: string;
}

/** What is told of each event, in Chinese and in English (S0 5.3). */
export const noticeTexts: Record<NoticeLanguage, Record<NoticeEvent, NoticeText>> = {
  zh: {
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
    amendment_proposed: {
      subject: '订单 {orderNo} 有变更，请您答复',
      text: '{seller}无法足量供货，订单 {orderNo} 拟变更为 {amount}，请您选择接受或拒绝。',
    },
    delivery_address_changed: {
      subject: '订单 {orderNo} 的收货信息已更改',
      text: '订单 {orderNo} 的收货信息已更改，商品将按新的收货信息投递，尚未签署完毕的交接单作废。',
    },
    order_cancelled: {
      subject: '订单 {orderNo} 已取消',
      text: '订单 {orderNo} 已取消，已付款项将原路退回。',
    },
    payment_requires_action: {
      subject: '订单 {orderNo} 待您完成支付',
      text: '订单 {orderNo}（{amount}）的支付尚需您确认，请打开订单完成支付。',
    },
    payment_declined: {
      subject: '订单 {orderNo} 支付未成功',
      text: '订单 {orderNo}（{amount}）的支付未成功，请更换支付方式后重试。',
    },
    goods_handed_over: {
      subject: '订单 {orderNo} 已发货',
      text: '订单 {orderNo} 的商品已交{courier}承运，运单号 {waybillNo}。',
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
    shipment_undeliverable: {
      subject: '订单 {orderNo} 无法投递',
      text: '订单 {orderNo} 的商品多次未能投递，正在退回卖家。',
    },
    shipment_lost: {
      subject: '订单 {orderNo} 的商品丢失',
      text: '订单 {orderNo} 的商品在运输途中丢失，已付款项将退还给您。',
    },
    goods_delivered: {
      subject: '订单 {orderNo} 投递完成',
      text: '订单 {orderNo} 已投递并签署投递单。',
    },
    goods_returned: {
      subject: '订单 {orderNo} 退回的商品已收到',
      text: '卖家已收到订单 {orderNo} 退回的商品。',
    },
    refund_succeeded: {
      subject: '订单 {orderNo} 退款成功',
      text: '订单 {orderNo} 的退款 {amount} 已由支付服务方办理完成。',
    },
    case_opened: {
      subject: '订单 {orderNo} 的问题已受理',
      text: '订单 {orderNo} 的问题（{about}）已受理，处理结果将另行通知。',
    },
    case_to_answer: {
      subject: '订单 {orderNo} 有问题待答复',
      text: '订单 {orderNo} 出现问题（{about}），请在规定时间内答复。',
    },
    case_resolved: {
      subject: '订单 {orderNo} 的问题已处理',
      text: '订单 {orderNo} 的问题（{about}）已处理，请查看订单。',
    },
    cash_overdue: {
      subject: '订单 {orderNo} 的代收货款逾期未交',
      text: '订单 {orderNo} 的代收货款 {amount} 已逾期，请立即交付。',
    },
    deadline_reminded: {
      subject: '订单 {orderNo}：{about}即将到期',
      text: '订单 {orderNo}：请在 {dueAt} 前完成“{about}”。',
    },
  },
  en: {
    offer_to_confirm: {
      subject: 'Please confirm order {orderNo}',
      text: 'Your order {orderNo} at {seller} ({amount}) takes effect once you have confirmed it.',
    },
    order_to_confirm: {
      subject: 'New order {orderNo} to confirm',
      text: 'Order {orderNo} ({amount}) was placed: please confirm it within the agreed time.',
    },
    order_confirmed: {
      subject: 'Order {orderNo} is confirmed',
      text: '{seller} has confirmed your order {orderNo} ({amount}).',
    },
    amendment_proposed: {
      subject: 'Order {orderNo} would change: please decide',
      text: '{seller} can deliver less: order {orderNo} would come to {amount}. Please accept or decline.',
    },
    delivery_address_changed: {
      subject: 'Order {orderNo}: another delivery address',
      text: 'Order {orderNo} now goes to another address. A handover note that was not signed yet is void.',
    },
    order_cancelled: {
      subject: 'Order {orderNo} is cancelled',
      text: 'Order {orderNo} was cancelled. What was paid is given back.',
    },
    payment_requires_action: {
      subject: 'Order {orderNo}: please complete the payment',
      text: 'The payment of order {orderNo} ({amount}) waits for you: open the order to complete it.',
    },
    payment_declined: {
      subject: 'Order {orderNo}: the payment was declined',
      text: 'The payment of order {orderNo} ({amount}) was declined. Please try another way to pay.',
    },
    goods_handed_over: {
      subject: 'Order {orderNo} is on its way',
      text: 'The goods of order {orderNo} are with {courier}, waybill {waybillNo}.',
    },
    delivery_appointed: {
      subject: 'Order {orderNo}: the delivery is agreed',
      text: '{courier} delivers order {orderNo} between {from} and {to}. Inspect the goods before you sign.',
    },
    delivery_rescheduled: {
      subject: 'Order {orderNo}: another time of delivery',
      text: 'Order {orderNo} is now delivered between {from} and {to}. Inspect the goods before you sign.',
    },
    delivery_attempt_failed: {
      subject: 'Order {orderNo} could not be delivered',
      text: '{courier} could not deliver order {orderNo} and will agree on another time with you.',
    },
    shipment_undeliverable: {
      subject: 'Order {orderNo} goes back',
      text: 'The goods of order {orderNo} could not be delivered and go back to the seller.',
    },
    shipment_lost: {
      subject: 'Order {orderNo}: goods were lost',
      text: 'Goods of order {orderNo} were lost on their way. What you paid for them is given back.',
    },
    goods_delivered: {
      subject: 'Order {orderNo} is delivered',
      text: 'Order {orderNo} was delivered and the delivery note signed.',
    },
    goods_returned: {
      subject: 'Order {orderNo}: the returned goods have arrived',
      text: 'The seller has received the goods of order {orderNo} that went back.',
    },
    refund_succeeded: {
      subject: 'Order {orderNo}: refund paid',
      text: 'The refund of {amount} for order {orderNo} was paid by the payment provider.',
    },
    case_opened: {
      subject: 'Order {orderNo}: we look into it',
      text: 'A case was opened for order {orderNo} ({about}). You will hear what comes of it.',
    },
    case_to_answer: {
      subject: 'Order {orderNo}: a case to answer',
      text: 'A case was opened for order {orderNo} ({about}). Please answer it in time.',
    },
    case_resolved: {
      subject: 'Order {orderNo}: the case is decided',
      text: 'The case of order {orderNo} ({about}) is decided: please see the order.',
    },
    cash_overdue: {
      subject: 'Order {orderNo}: cash is overdue',
      text: 'The cash of order {orderNo} ({amount}) is overdue: please hand it over at once.',
    },
    deadline_reminded: {
      subject: 'Order {orderNo}: {about} is due soon',
      text: 'Order {orderNo}: {about} is due by {dueAt}.',
    },
  },
};

/** What cases are about, in words. */
export const caseWords: Record<NoticeLanguage, Record<string, string>> = {
  zh: {
    missing_goods: '商品短少',
    damaged_goods: '商品损坏',
    inspection_refused: '拒绝验货',
    acceptance_undecided: '签收存疑',
    delivered_without_signature: '未签收即报投递',
    refund_failed: '退款未成功',
  },
  en: {
    missing_goods: 'missing goods',
    damaged_goods: 'damaged goods',
    inspection_refused: 'inspection refused',
    acceptance_undecided: 'acceptance in doubt',
    delivered_without_signature: 'reported delivered without a signature',
    refund_failed: 'refund failed',
  },
};
