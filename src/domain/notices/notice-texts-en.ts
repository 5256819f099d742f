import type { NoticeEvent } from './notice-events.ts';
import type { FindingWords, NoticeText } from './notice-texts.ts';

/** What is told of each event, in English (S0 5.3). */
export const englishNotices: Record<NoticeEvent, NoticeText> = {
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
  order_to_pay: {
    subject: 'Order {orderNo}: please pay',
    text: 'Order {orderNo} ({amount}) waits for your payment; unpaid, it will be cancelled.',
  },
  order_to_dispatch: {
    subject: 'Order {orderNo} to hand over',
    text: 'The goods of order {orderNo} go with {courier}: please hand them over in time.',
  },
  order_cancelled: {
    subject: 'Order {orderNo} is cancelled',
    text: 'Order {orderNo} was cancelled.',
  },
  order_cancelled_paid: {
    subject: 'Order {orderNo} is cancelled',
    text: 'Order {orderNo} was cancelled. What was paid or held for it is given back.',
  },
  order_settled: {
    subject: 'Order {orderNo} is settled',
    text: 'Order {orderNo} is settled: {amount} is due to you.',
  },
  amendment_proposed: {
    subject: 'Order {orderNo} would change: please decide',
    text: '{seller} can deliver less: order {orderNo} would come to {amount}. Please accept or decline.',
  },
  amendment_accepted: {
    subject: 'Order {orderNo}: the change is accepted',
    text: 'The consumer has accepted the change of order {orderNo}, which comes to {amount}.',
  },
  amendment_taken_as_accepted: {
    subject: 'Order {orderNo}: the change counts as accepted',
    text: 'You did not answer in time: the change of order {orderNo} counts as accepted. It comes to {amount}.',
  },
  delivery_address_changed: {
    subject: 'Order {orderNo}: another delivery address',
    text: 'Order {orderNo} now goes to another address. A handover note that was not signed yet is void.',
  },
  payment_requires_action: {
    subject: 'Order {orderNo}: please complete the payment',
    text: 'The payment of order {orderNo} ({amount}) waits for you: open the order to complete it.',
  },
  payment_declined: {
    subject: 'Order {orderNo}: the payment was declined',
    text: 'The payment of order {orderNo} ({amount}) was declined. Please try another way to pay.',
  },
  payment_captured: {
    subject: 'Order {orderNo}: the payment was taken',
    text: '{amount} was taken by the payment provider for order {orderNo}.',
  },
  carriage_offered: {
    subject: 'Order {orderNo} to carry',
    text: 'You are to carry the goods of order {orderNo}: please confirm and collect them in time.',
  },
  carriage_confirmed: {
    subject: 'Order {orderNo}: the carriage is confirmed',
    text: '{courier} has confirmed the carriage of order {orderNo}: please hand over in time.',
  },
  carriage_declined: {
    subject: 'Order {orderNo}: the carriage was declined',
    text: 'A courier has declined the carriage of order {orderNo}: please see the order for the next one.',
  },
  carriage_withdrawn: {
    subject: 'Order {orderNo} is no longer yours to carry',
    text: 'Another courier carries order {orderNo}: please do not collect it.',
  },
  carriage_called_off: {
    subject: 'Order {orderNo}: the carriage is called off',
    text: 'The carriage of order {orderNo} is called off: please do not collect it.',
  },
  courier_missing: {
    subject: 'Order {orderNo} has no courier',
    text: 'No courier carries order {orderNo}: please name another, or wait for the platform.',
  },
  goods_handed_over: {
    subject: 'Order {orderNo} is on its way',
    text: 'The goods of order {orderNo} are with {courier}, waybill {waybillNo}.',
  },
  goods_out_for_delivery: {
    subject: 'Order {orderNo} is out for delivery',
    text: '{courier} is on the way to you with order {orderNo}. Inspect the goods before you sign.',
  },
  goods_called_back: {
    subject: 'Order {orderNo}: the goods are called back',
    text: 'The goods of order {orderNo} are not delivered any more and go back to the seller.',
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
  delivery_late: {
    subject: 'Order {orderNo} is late',
    text: 'Order {orderNo} was due by {dueAt} and is late. {courier} has been told.',
  },
  delivery_taken_as_accepted: {
    subject: 'Order {orderNo} counts as accepted',
    text: 'The delivery note of order {orderNo} was not signed in time; with the proof of receipt it counts: {found}.',
  },
  goods_left_unattended: {
    subject: 'Order {orderNo} waits to be collected',
    text: 'Order {orderNo} is at the place you agreed to: please take it out and inspect it by {dueAt}.',
  },
  goods_delivered: {
    subject: 'Order {orderNo} is delivered',
    text: 'Order {orderNo} was delivered and inspected: {found}.',
  },
  shipment_undeliverable: {
    subject: 'Order {orderNo} goes back',
    text: 'The goods of order {orderNo} could not be delivered and go back to the seller.',
  },
  shipment_lost: {
    subject: 'Order {orderNo}: goods were lost',
    text: 'Goods of order {orderNo} were lost on their way. Unless they are found in time, what you paid for them is given back.',
  },
  goods_lost: {
    subject: 'Order {orderNo}: goods were lost',
    text: 'Goods of order {orderNo} were lost with {courier}, which bears the loss.',
  },
  goods_found: {
    subject: 'Order {orderNo}: the goods were found',
    text: 'Goods of order {orderNo} that counted as lost were found and travel on.',
  },
  goods_sent_back: {
    subject: 'Order {orderNo}: goods come back',
    text: 'Goods of order {orderNo} come back with {courier}: please count them and sign.',
  },
  goods_returned: {
    subject: 'Order {orderNo}: the returned goods have arrived',
    text: 'The seller has received the goods of order {orderNo} that went back.',
  },
  return_taken_as_received: {
    subject: 'Order {orderNo}: the return counts as received',
    text: 'You did not sign in time: the goods of order {orderNo} that came back count as received.',
  },
  replacement_planned: {
    subject: 'Order {orderNo}: goods will be sent again',
    text: '{seller} sends again what was missing or damaged of order {orderNo}.',
  },
  replacement_to_dispatch: {
    subject: 'Order {orderNo}: goods to send again',
    text: 'Please send again what was missing or damaged of order {orderNo}, in time.',
  },
  replacement_handed_over: {
    subject: 'Order {orderNo}: the replacement is on its way',
    text: 'The replacement for order {orderNo} is with {courier}, waybill {waybillNo}.',
  },
  refund_succeeded: {
    subject: 'Order {orderNo}: refund paid',
    text: 'The refund of {amount} for order {orderNo} was paid by the payment provider.',
  },
  refund_overdue: {
    subject: 'Order {orderNo}: a refund was not paid',
    text: 'A refund of order {orderNo} was not paid in time: please look into it at once.',
  },
  compensation_decided: {
    subject: 'Order {orderNo}: the late delivery is compensated',
    text: 'Order {orderNo} is late: you get {amount} for it.',
  },
  compensation_paid: {
    subject: 'Order {orderNo}: the compensation was paid',
    text: '{amount} was paid for the late delivery of order {orderNo}.',
  },
  claim_made: {
    subject: 'Order {orderNo}: an amount to bear',
    text: 'You bear {amount} of order {orderNo}; it is set off when accounts are settled.',
  },
  case_opened: {
    subject: 'Order {orderNo}: we look into it',
    text: 'A case was opened for order {orderNo} ({about}). You will hear what comes of it.',
  },
  case_to_answer: {
    subject: 'Order {orderNo}: a case to answer',
    text: 'A case was opened for order {orderNo} ({about}). Please answer it in time.',
  },
  case_answered: {
    subject: 'Order {orderNo}: the case was answered',
    text: 'The other side has answered the case of order {orderNo} ({about}); the platform decides.',
  },
  case_resolved: {
    subject: 'Order {orderNo}: the case is decided',
    text: 'The case of order {orderNo} ({about}) is decided: please see the order.',
  },
  case_reopened: {
    subject: 'Order {orderNo}: the case is open again',
    text: 'What was to be sent again for order {orderNo} did not come: the case ({about}) is open again.',
  },
  invoice_issued: {
    subject: 'Order {orderNo}: your invoice',
    text: '{seller} has issued an invoice of {amount} for order {orderNo}.',
  },
  invoice_reversed: {
    subject: 'Order {orderNo}: the invoice is taken back',
    text: '{seller} has taken back {amount} of the invoice for order {orderNo}.',
  },
  red_invoice_due: {
    subject: 'Order {orderNo}: a red invoice is due',
    text: 'Order {orderNo} was refunded: please issue a red invoice of {amount}.',
  },
  cash_overdue: {
    subject: 'Order {orderNo}: cash is overdue',
    text: 'The cash of order {orderNo} ({amount}) is overdue: please hand it over at once.',
  },
  deadline_reminded: {
    subject: 'Order {orderNo}: {about} is due soon',
    text: 'Order {orderNo}: {about} is due by {dueAt}.',
  },
  deadline_missed: {
    subject: 'Order {orderNo}: {about} is overdue',
    text: 'Order {orderNo}: {about} was due by {dueAt}. Please act at once.',
  },
  deadline_extended: {
    subject: 'Order {orderNo}: more time for {about}',
    text: 'Order {orderNo}: {about} is now due by {dueAt}.',
  },
};

/** What came of the goods at the door: all of them, or a part. */
export const englishFindings: FindingWords = {
  all: { accepted: 'all accepted', refused: 'all refused', missing: 'all missing' },
  part: { accepted: 'a part accepted', refused: 'a part refused', missing: 'a part missing' },
  and: ', ',
};

/** What cases are about, in words. */
export const englishCases: Record<string, string> = {
  missing_goods: 'missing goods',
  missing_on_return: 'goods missing on their way back',
  damaged_goods: 'damaged goods',
  inspection_refused: 'inspection refused',
  acceptance_undecided: 'acceptance in doubt',
  delivered_without_signature: 'reported delivered without a signature',
  damaged_in_transit: 'damaged on the way',
  not_received: 'said not to have come',
  document_discrepancy: 'a note that does not fit',
  refund_failed: 'refund failed',
  refund_overdue: 'refund overdue',
  remittance_overdue: 'cash not handed over in time',
  courier_unavailable: 'no courier carries the goods',
  red_invoice_due: 'a red invoice is due',
  payment_differs: 'another amount than was asked for',
  authorization_not_renewed: 'the money could not be held anew',
  capture_failed: 'the payment could not be taken',
  void_failed: 'the held amount could not be released',
  constraint_violated: 'the records do not fit',
  hold_stock_failed: 'the goods could not be set aside',
  commit_stock_failed: 'the goods could not be taken out of stock',
  release_stock_failed: 'the goods could not be put back into stock',
  register_carriage_failed: 'the carriage could not be registered',
  cancel_carriage_failed: 'the carriage could not be stopped',
};
