import { englishCases } from '../notices/notice-texts-en.ts';
import { english } from '../policies/service-level-words.ts';

export type Data = Readonly<Record<string, unknown>>;
type Sentence = string | ((data: Data) => string);

/**
 * What each type of journal entry means to the order's parties. Only coded values and numbers of
 * an entry are told: texts may hold what is personal.
 */
export const sentences: Readonly<Record<string, Sentence>> = {
  order_placed: 'The order was placed.',
  offer_accepted: 'The consumer accepted the offer.',
  offer_declined: (data) => `The consumer declined the offer${because(data.reason)}.`,
  order_confirmed: 'The seller confirmed the order.',
  amendment_proposed: (data) =>
    data.proposedBy === 'stock'
      ? 'There is less in stock than was ordered; the consumer decides.'
      : 'The seller can deliver less than was ordered; the consumer decides.',
  amendment_accepted: 'The consumer agreed to get less; the price fell.',
  amendment_taken_as_accepted:
    'The consumer kept silent, which the policy takes for consent to get less; the price fell.',
  amendment_declined: 'The consumer did not agree to get less.',
  delivery_address_changed: (data) => `The delivery address was changed${byRole(data.by)}.`,
  order_declined: (data) => `The seller declined the order${because(data.reason)}.`,
  order_cancelled: (data) => `The order was cancelled${because(data.reason)}.`,
  order_frozen: 'The order was frozen until support has looked into it.',
  order_returned: (data) => `The order ended with nothing kept${because(data.reason)}.`,
  order_completed: 'The order was completed.',
  order_settled: 'The money of the order was shared between seller, courier and platform.',

  party_suspended: (data) => `The ${party(data)} was suspended; this order goes on.`,
  party_reinstated: (data) => `The ${party(data)} takes new orders again.`,
  party_qualification_revoked: (data) =>
    `A qualification of the ${party(data)} was revoked${because(data.kind)}; this order goes on.`,

  deadline_missed: (data) =>
    `A deadline was missed${byRole(data.responsibleRole)}${deadline(data)}.`,
  deadline_reminded: (data) =>
    `A deadline comes near${forRole(data.responsibleRole)}${deadline(data)}.`,
  deadline_escalated: (data) => `A missed deadline was escalated${to(data.to)}${deadline(data)}.`,
  deadline_extended: (data) =>
    `A deadline was extended${byRole(data.by)}${deadline(data)}` +
    `${data.isPaused ? '; an open case holds it up, and that time is added' : ''}.`,
  deadlines_recomputed: 'A calendar was published anew: due times were counted again.',
  grace_ended: (data) => `The grace after a missed deadline ended${deadline(data)}.`,
  after_sale_ended: 'The time to return what was accepted has ended.',

  stock_held: 'The goods were set aside for the order.',
  stock_held_in_part: 'A part of the goods was set aside for the order; the rest is not in stock.',
  stock_hold_asked_anew: 'The goods are to be set aside for longer.',
  stock_hold_renewed: 'The goods stay set aside for longer.',
  stock_hold_lost: 'The goods were set aside for too short a time and must be set aside anew.',
  stock_refused: 'The goods are not in stock.',
  neighbour_silent: 'An answer from outside is still missing; it is asked for again.',
  stock_committed: 'The goods were taken out of stock.',
  stock_released: 'The goods went back into stock.',
  commit_stock_failed: 'The goods could not be taken out of stock.',
  release_stock_failed: 'The goods could not be put back into stock.',
  carriage_registered: 'The carriage was registered with the carrier.',
  register_carriage_failed: 'The carrier refused the carriage.',

  payment_tried: (data) => `A payment${by(data.method)} was tried.`,
  payment_requires_action: 'The payment waits for the consumer to complete it at the provider.',
  payment_authorized: 'The payment was authorized.',
  authorization_renewed: 'The money was held anew before the old authorization ran out.',
  late_authorization: 'A payment came through too late and is released again.',
  payment_declined: 'The payment was declined.',
  payment_outcome_unknown: 'The payment provider has not said yet what became of the payment.',
  payment_queried: 'The payment provider was asked again what became of the payment.',
  payment_captured: 'The payment was taken.',
  rest_released: 'What was held beyond the price was released to the consumer.',
  capture_outcome_unknown: 'The payment provider has not said yet whether it took the money.',
  capture_differs: 'The payment provider says that it took another amount than it was asked for.',
  capture_failed: 'The payment could not be taken.',
  payment_voided: 'The authorized amount was released to the consumer.',
  void_outcome_unknown: 'The payment provider has not said yet whether it released the amount.',
  void_differs: 'The payment provider says that it released another amount than was held.',
  void_failed: 'The authorized amount could not be released.',

  shipment_planned: 'A shipment was planned.',
  shipment_split: 'Part of the goods travels on a shipment of its own.',
  shipment_cancelled: (data) => `A shipment was called off${because(data.reason)}.`,
  shipment_reassigned: 'Another courier was asked to carry a shipment.',
  shipment_intercepted: (data) => `A shipment was called back${because(data.reason)}.`,
  courier_changed: 'Another courier will carry the goods.',
  carriage_asked_again: 'The courier was asked again whether it carries the goods.',
  carriage_not_needed:
    'The money for the goods has gone back: no courier is asked to carry them any more.',
  carriage_confirmed: 'The courier confirmed the carriage.',
  carriage_declined: (data) => `The courier declined the carriage${because(data.reason)}.`,
  carriage_stopped: 'The carrier stopped the carriage.',
  cancel_carriage_failed: 'The carrier could not stop the carriage.',
  document_issued: (data) => `${document(data)} was issued${version(data.version)}.`,
  document_signed: (data) => `${document(data)} was signed${byRole(data.role)}.`,
  document_completed: (data) =>
    `${document(data)} was signed${byRole(data.role)} and now bears both signatures.`,
  document_disputed: (data) => `A note was disputed${because(data.kind)} and is void.`,
  document_voided: (data) => `${document(data)} is void${because(data.reason)}.`,
  goods_handed_over: 'The goods were handed over to the courier.',
  shipment_tracked: (data) => `The carriage moved on${because(data.code)}.`,
  delivery_appointed: 'Time and place of the delivery were agreed.',
  delivery_rescheduled: (data) => `Another time of delivery was agreed${byRole(data.by)}.`,
  delivery_attempt_failed: (data) => `A delivery attempt failed${because(data.outcome)}.`,
  shipment_undeliverable: 'The goods could not be delivered.',
  goods_left_unattended: (data) => `The goods were left at an agreed place${because(data.place)}.`,
  acceptance_declared: 'The consumer told what it has found.',
  receipt_cases_superseded:
    'The courier itself says that it still has the goods: whether they were received is asked no more.',
  receipt_denied: 'The consumer says that the goods never came.',
  counted_within_tolerance: tolerated,
  goods_delivered: delivered,
  delivery_note_unsigned: 'The goods were at the door in time, but the courier has not signed yet.',
  goods_sent_back: (data) => `Goods started back to the seller${because(data.reason)}.`,
  goods_returned: (data) =>
    data.receipt === 'auto'
      ? 'The goods count as back with the seller, who did not sign in time.'
      : 'The goods are back with the seller.',
  goods_found: 'Goods that counted as lost were found.',
  shipment_lost: 'The goods of a shipment count as lost.',

  collection_changed: 'Another amount than before is to be paid at a door.',
  cash_remitted: 'The courier handed over the cash that it had collected.',
  replacement_planned: 'What was missing or damaged will be sent again.',
  replacement_claimed: (data) => `The goods sent again are to be paid for${byRole(data.bearer)}.`,
  case_reopened: (data) =>
    `A case is open again, since its replacement did not come${because(data.reason)}.`,
  return_loss_claimed: (data) =>
    `Goods missing on their way back are to be paid for${byRole(data.bearer)}.`,
  damage_claimed: (data) => `Damaged goods are to be paid for${byRole(data.bearer)}.`,
  cash_claimed: 'The cash that the courier has kept is now its debt.',
  refund_fell_due: 'The time set for the refund has come: what is owed is paid back now.',
  refund_decided: 'A refund was decided.',
  compensation_decided: 'The late delivery is compensated.',
  refund_started: 'The refund was asked of the payment provider.',
  refund_succeeded: 'The refund was paid.',
  refund_refused: 'The payment provider refused the refund.',
  refund_not_carried_out: 'The refund had not been carried out and is asked for again.',
  refund_outcome_unknown: 'The payment provider has not said yet whether the refund was paid.',

  refund_differs: 'The payment provider says that it gave back another amount than was asked for.',
  refund_given_in_part: 'A part of the refund was paid; the rest is asked for.',

  payment_fact_differs: () => 'The payment provider told of another amount than was asked for.',
  case_opened: (data) => `A case was opened for support${aboutCase(data)}.`,
  invoice_recorded: (data) =>
    data.kind === 'red'
      ? 'The seller took an invoice back, in whole or in part.'
      : 'The seller issued an invoice.',
  red_invoice_complete: 'What was refunded is no longer invoiced.',
  case_answered: (data) =>
    `The ${words(data.role) || 'respondent'} ${data.position === 'accept' ? 'accepted' : 'contested'} a case${aboutCase(data)}.`,
  case_resolved: (data) => `Support resolved a case${because(data.outcome)}.`,
};

function delivered(data: Data): string {
  const accepted = count(data.accepted);
  const parts = [`${accepted} accepted`, `${count(data.refused)} refused`];
  if (count(data.missing) > 0) parts.push(`${count(data.missing)} missing`);
  const end = data.acceptance === 'auto' ? ', decided by the deadline for signing' : '';
  return `The delivery ended: ${parts.join(', ')}${end}.`;
}

/** What was measured short, or over, and counts as declared all the same. */
function tolerated({ lines }: Data): string {
  const told = (Array.isArray(lines) ? (lines as Data[]) : []).map(
    ({ lineNo, counted, least, most }) =>
      `line ${count(lineNo)} was counted ${count(counted)}, and ${count(least)} to ${count(most)} ` +
      'are within its tolerance',
  );
  return `The goods came as declared: ${told.join('; ')}.`;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** The words of a coded value; empty for anything else, a text above all. */
function words(value: unknown): string {
  const isCode = typeof value === 'string' && /^[a-z][a-z0-9_]{0,60}$/.test(value);
  return isCode ? value.replaceAll('_', ' ') : '';
}

function because(code: unknown): string {
  const reason = words(code);
  return reason && `: ${reason}`;
}

/** Deadlines and cases go by their names in words, as they are published and notified. */
function deadline({ name }: Data): string {
  const known: Readonly<Record<string, string>> = english.deadlines;
  return named(known, name);
}

function aboutCase({ kind }: Data): string {
  return named(englishCases, kind);
}

function named(known: Readonly<Record<string, string>>, code: unknown): string {
  const isKnown = typeof code === 'string' && Object.hasOwn(known, code);
  return isKnown ? `: ${known[code]}` : because(code);
}

function by(method: unknown): string {
  const name = words(method);
  return name && ` by ${name}`;
}

function byRole(role: unknown): string {
  const name = words(role);
  return name && ` by the ${name}`;
}

function forRole(role: unknown): string {
  const name = words(role);
  return name && ` for the ${name}`;
}

function to(role: unknown): string {
  const name = words(role);
  return name && ` to ${name}`;
}

function party(data: Data): string {
  return words(data.role) || 'party';
}

function document(data: Data): string {
  return `The ${words(data.kind) || 'document'}`;
}

function version(value: unknown): string {
  return typeof value === 'number' && value > 1 ? `, version ${value}` : '';
}
