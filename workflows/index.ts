/** Every process of Luyue. */
export { fulfilOrder } from './fulfil-order.ts';
export { issueRefund } from './issue-refund.ts';
export { reviewParties } from './review-parties.ts';
