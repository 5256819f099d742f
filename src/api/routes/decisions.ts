import type { Door } from '../door.ts';
import { addCommand } from '../commands/order-command.ts';
import type { Parts } from '../parts.ts';
import { orderAnswer } from '../schemas/answers/order-answer.ts';
import {
  amendmentDecisionBody,
  cancellationBody,
  consumerDecisionBody,
  sellerDecisionBody,
} from '../schemas/decisions.ts';
import { deliveryAddressBody } from '../schemas/recipient.ts';

const tag = 'orders';

/** Who agrees to the order, who has it sent elsewhere, and who calls it off. */
export function addDecisionRoutes(app: Door, parts: Parts): void {
  addConsumerDecisions(app, parts);
  addCommand(app, parts, {
    url: '/v1/orders/:id/seller-decision',
    right: 'decideAsSeller',
    subject: 'order',
    tag,
    summary: 'The seller confirms the order, or less of it, or declines it (S0 6.6 c, 9.4 a)',
    body: sellerDecisionBody,
    answer: orderAnswer,
    refusals: [
      'reason_missing',
      'line_not_found',
      'quantity_exceeded',
      'duplicate_line_no',
      'quantities_do_not_add_up',
      'totals_do_not_add_up',
      'order_busy',
    ],
    make: ({ body: { decision, reason, note, lines }, sealer }) => ({
      name: 'decideAsSeller',
      decision,
      reason,
      note: sealer.textOrNull(note),
      lines,
    }),
  });
  addDeliveryAddressRoute(app, parts);
  addCommand(app, parts, {
    url: '/v1/orders/:id/cancellation',
    right: 'cancelOrder',
    subject: 'order',
    tag,
    summary: 'Cancel the order before its goods are handed over',
    body: cancellationBody,
    answer: orderAnswer,
    refusals: ['cancel_after_handover', 'reason_not_allowed'],
    make: ({ body: { reason, note }, sealer }) => ({
      name: 'cancelOrder',
      reason,
      note: sealer.textOrNull(note),
    }),
  });
}

/** The goods go to another address, as long as all of them are with their seller. */
function addDeliveryAddressRoute(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/orders/:id/delivery-address',
    right: 'changeDeliveryAddress',
    subject: 'order',
    tag,
    summary: 'Send the goods to another address, before they are handed over (S0 7.7.2 a)',
    description:
      'Taken until the first of the goods is handed over. A handover note that is not signed by ' +
      'both sides yet is void with it, whoever has signed; the next version names the new address ' +
      '(S0 6.7.2). A courier that does not go there is replaced by the best that does; where there ' +
      'is none, the address stays (`courier_unavailable`). One that confirms what it carries is ' +
      'asked again where the goods go to another city (S0 7.5.1 a). An offer that is not confirmed ' +
      'yet is made anew where its courier changes. Prices, delivery fee and promised times stay as ' +
      'they were agreed.',
    body: deliveryAddressBody,
    answer: orderAnswer,
    refusals: ['address_after_handover', 'courier_unavailable'],
    make: ({ body: { recipient }, sealer }) => ({
      name: 'changeDeliveryAddress',
      recipient: sealer.recipient(recipient),
    }),
  });
}

/** On the offer, and on what the seller can deliver instead. */
function addConsumerDecisions(app: Door, parts: Parts): void {
  addCommand(app, parts, {
    url: '/v1/orders/:id/consumer-decision',
    right: 'decideAsConsumer',
    subject: 'order',
    tag,
    summary: 'The consumer accepts or declines the offer (S0 9.4 a)',
    body: consumerDecisionBody,
    answer: orderAnswer,
    refusals: ['offer_mismatch'],
    make: ({ body: { decision, reason, note, offerDigest }, sealer }) => ({
      name: 'decideAsConsumer',
      decision,
      offerDigest,
      reason,
      note: sealer.textOrNull(note),
    }),
  });
  addCommand(app, parts, {
    url: '/v1/orders/:id/amendment-decision',
    right: 'decideOnAmendment',
    subject: 'order',
    tag,
    summary: 'The consumer accepts or declines what the seller can deliver (S0 9.4 a)',
    body: amendmentDecisionBody,
    answer: orderAnswer,
    refusals: ['offer_mismatch'],
    make: ({ body: { decision, offerDigest } }) => ({
      name: 'decideOnAmendment',
      decision,
      offerDigest,
    }),
  });
}
