/** Every process of Luyue. */
export { eraseConsumers } from './erase-consumers.ts';
export { fulfilOrder } from './fulfil-order.ts';
export { issueRefund } from './issue-refund.ts';
export { recomputeDueTimes } from './recompute-due-times.ts';
export { reviewParties } from './review-parties.ts';
