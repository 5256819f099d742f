/** What a consumer may be told for; each it may refuse (S0 9.2.3). */
export const notificationPurposes = ['order_service', 'reminders', 'marketing'] as const;
export type NotificationPurpose = (typeof notificationPurposes)[number];

/** `contract`: without it nobody could keep or use the contract; it is told whatever was refused. */
export const noticePurposes = [...notificationPurposes, 'contract'] as const;
export type NoticePurpose = (typeof noticePurposes)[number];

/** What parties are told of, with a text in every language (see notice-texts.ts). */
export const noticeEvents = [
  'offer_to_confirm',
  'order_to_confirm',
  'order_confirmed',
  'order_to_pay',
  'order_to_dispatch',
  'order_cancelled',
  'order_cancelled_paid',
  'order_settled',
  'amendment_proposed',
  'amendment_accepted',
  'amendment_taken_as_accepted',
  'delivery_address_changed',
  'payment_requires_action',
  'payment_declined',
  'payment_captured',
  'carriage_offered',
  'carriage_confirmed',
  'carriage_declined',
  'carriage_withdrawn',
  'carriage_called_off',
  'courier_missing',
  'goods_handed_over',
  'goods_out_for_delivery',
  'goods_called_back',
  'delivery_appointed',
  'delivery_rescheduled',
  'delivery_attempt_failed',
  'delivery_late',
  'delivery_taken_as_accepted',
  'goods_left_unattended',
  'goods_delivered',
  'shipment_undeliverable',
  'shipment_lost',
  'goods_lost',
  'goods_found',
  'goods_sent_back',
  'goods_returned',
  'return_taken_as_received',
  'replacement_planned',
  'replacement_to_dispatch',
  'replacement_handed_over',
  'refund_succeeded',
  'refund_overdue',
  'compensation_decided',
  'compensation_paid',
  'claim_made',
  'case_opened',
  'case_to_answer',
  'case_answered',
  'case_resolved',
  'case_reopened',
  'invoice_issued',
  'invoice_reversed',
  'red_invoice_due',
  'cash_overdue',
  'deadline_reminded',
  'deadline_missed',
  'deadline_extended',
] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

/** Decisions, money and goods of the consumer: it cannot do without hearing of them (S0 9.4 a). */
const ofTheContract: readonly NoticeEvent[] = [
  'offer_to_confirm',
  'order_to_pay',
  'order_cancelled',
  'order_cancelled_paid',
  'amendment_proposed',
  'amendment_taken_as_accepted',
  'delivery_address_changed',
  'payment_requires_action',
  'payment_declined',
  'payment_captured',
  'delivery_taken_as_accepted',
  'goods_left_unattended',
  'shipment_lost',
  'refund_succeeded',
  'compensation_decided',
  'compensation_paid',
  'case_opened',
  'case_resolved',
  'case_reopened',
  'invoice_issued',
  'invoice_reversed',
];

export function purposeOf(event: NoticeEvent): NoticePurpose {
  if (event === 'deadline_reminded') return 'reminders';
  return ofTheContract.includes(event) ? 'contract' : 'order_service';
}
