import type { DomainError } from '../domain/errors.ts';
import { type RefusalCode } from '../domain/errors.ts';

/** Where the meaning of a code is: one status and one title for each (design §5). */
export const problemsByCode: Record<RefusalCode, { status: number; title: string }> = {
  malformed_request: { status: 400, title: 'The request is not of the documented form' },
  idempotency_key_missing: { status: 400, title: 'Every POST needs an Idempotency-Key' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed' },
  role_not_allowed: { status: 403, title: 'This role may not do this' },
  not_the_signing_role: { status: 403, title: 'Another role signs here' },
  not_sandbox: { status: 403, title: 'Only the sandbox has a clock to move' },
  not_found: { status: 404, title: 'Not found' },
  wrong_order_status: { status: 409, title: 'Not at this moment of the order' },
  wrong_shipment_status: { status: 409, title: 'Not at this moment of the shipment' },
  wrong_document_status: { status: 409, title: 'Not at this moment of the document' },
  wrong_refund_status: { status: 409, title: 'Not at this moment of the refund' },
  wrong_case_status: { status: 409, title: 'Not at this moment of the case' },
  already_answered: { status: 409, title: 'The case was answered already' },
  outcome_not_allowed: { status: 422, title: 'A case of this kind does not end this way' },
  within_tolerance: { status: 422, title: 'The count is as declared, within the tolerance' },
  currency_mismatch: { status: 422, title: 'The order is in another currency' },
  invoice_number_in_use: { status: 409, title: 'The seller has an invoice of this number' },
  invoice_not_found: { status: 422, title: 'The order has no such blue invoice' },
  invoice_exceeds_paid: { status: 422, title: 'More than was paid and kept' },
  red_invoice_exceeds_blue: { status: 422, title: 'More than the blue invoice has left' },
  duplicate_platform_order_no: { status: 409, title: 'The platform has placed this order before' },
  duplicate_registration_number: { status: 409, title: 'This party is registered already' },
  duplicate_qualification: { status: 409, title: 'This qualification is filed already' },
  order_busy: { status: 409, title: 'A call to a neighbour is under way' },
  order_frozen: { status: 409, title: 'The order is frozen until support has looked at it' },
  payment_unresolved: { status: 409, title: 'An earlier payment has no known outcome yet' },
  not_paid_for: { status: 409, title: 'The money for these goods has gone back' },
  authorization_expired: { status: 409, title: 'The authorization of the payment has expired' },
  stock_not_held: { status: 409, title: 'The stock keeper does not hold the goods' },
  already_signed: { status: 409, title: 'This role has signed already' },
  appointment_missing: { status: 409, title: 'Time and place must be agreed first' },
  appointment_not_begun: { status: 409, title: 'The agreed time has not begun' },
  put_off_too_often: { status: 409, title: 'The consumer has had it put off too often' },
  appointment_out_of_range: { status: 422, title: 'Nobody can agree on such a time' },
  cancel_after_handover: { status: 409, title: 'The goods are on their way' },
  address_after_handover: { status: 409, title: 'The goods go where their notes say' },
  deadline_passed: { status: 409, title: 'The deadline of this step has passed' },
  deadline_not_running: { status: 409, title: 'This deadline does not run' },
  deadline_ambiguous: { status: 422, title: 'Several deadlines of this name run' },
  extension_not_later: { status: 422, title: 'An extension is later than the due time' },
  calendar_not_found: { status: 422, title: 'There is no such calendar' },
  agreement_overlaps: { status: 409, title: 'Another agreement is about the same' },
  policy_overlaps: { status: 409, title: 'Another policy is bound to the same orders' },
  version_mismatch: { status: 412, title: 'The order has changed since it was read' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  rate_limited: { status: 429, title: 'Too many requests' },
  engine_unavailable: { status: 503, title: 'The engine cannot take this now' },
  totals_do_not_add_up: { status: 422, title: 'The amounts do not add up' },
  idempotency_key_reused: { status: 422, title: 'The key was used with another body' },
  party_not_found: { status: 422, title: 'A party is not registered' },
  party_not_approved: { status: 422, title: 'A party is not approved' },
  party_wrong_role: { status: 422, title: 'A party has another role' },
  registration_not_confirmed: { status: 422, title: 'The registry does not confirm this number' },
  qualification_missing: { status: 422, title: 'A party has not filed a needed qualification' },
  qualification_expired: {
    status: 422,
    title: 'A needed qualification of a party is not in force',
  },
  qualification_revoked: { status: 422, title: 'A needed qualification of a party was revoked' },
  promise_in_the_past: { status: 422, title: 'What is promised cannot be kept any more' },
  confirmation_in_the_future: { status: 422, title: 'The confirmation lies in the future' },
  person_unknown: { status: 422, title: 'Nobody of this side is known by that id' },
  policy_not_found: { status: 422, title: 'There is no such policy' },
  offer_mismatch: { status: 422, title: 'The consumer has confirmed another offer' },
  goods_not_registered: { status: 422, title: 'The seller has not registered these goods' },
  unit_mismatch: { status: 422, title: 'These goods are sold in another unit' },
  quantity_exceeded: { status: 422, title: 'More than there is' },
  quantities_do_not_add_up: { status: 422, title: 'The quantities do not add up' },
  line_not_found: { status: 422, title: 'The order has no such line' },
  duplicate_line_no: { status: 422, title: 'Two lines have one number' },
  reason_not_allowed: { status: 422, title: 'This reason is not one of the actor’s' },
  reason_missing: { status: 422, title: 'A reason is needed' },
  timing_not_allowed: { status: 422, title: 'The policy does not allow this time of payment' },
  method_not_allowed: { status: 422, title: 'This way of paying is not allowed here' },
  payment_attempts_exhausted: { status: 422, title: 'No payment attempts are left' },
  payment_not_due: { status: 422, title: 'This order is not paid this way' },
  cod_amount_mismatch: { status: 422, title: 'Another amount is to be collected' },
  collection_missing: { status: 422, title: 'The collected amount is needed' },
  collection_undecided: { status: 409, title: 'Another door decides what is due here' },
  collection_not_due: { status: 422, title: 'Nothing is to be collected' },
  collection_reference_missing: { status: 422, title: 'What is not cash has a reference' },
  cash_limit_exceeded: { status: 422, title: 'The courier keeps too much cash' },
  cod_needs_recipient: { status: 422, title: 'What is paid at the door is handed to somebody' },
  unattended_not_agreed: { status: 422, title: 'The consumer has not agreed to such a place' },
  stored_until_out_of_range: { status: 422, title: 'Goods are not kept until then' },
  remittance_amount_mismatch: { status: 422, title: 'Another amount is to be remitted' },
  remittance_reference_used: { status: 409, title: 'The reference is that of other orders' },
  digest_mismatch: { status: 422, title: 'The signature covers another document or version' },
  signature_invalid: { status: 422, title: 'The signature does not hold' },
  key_unknown: { status: 422, title: 'No such key of this party' },
  key_revoked: { status: 422, title: 'The key was revoked' },
  key_in_use: { status: 409, title: 'The key is registered for somebody else' },
  same_person_both_sides: { status: 422, title: 'Two sides are two persons' },
  attestation_not_allowed: { status: 422, title: 'The policy wants a signature here' },
  method_not_allowed_for_role: { status: 422, title: 'This role does not sign this way' },
  evidence_missing: { status: 422, title: 'Evidence is needed' },
  waybill_no_in_use: { status: 422, title: 'Another shipment has this waybill number' },
  service_duplicate: { status: 422, title: 'Two services have one code' },
  service_unknown: { status: 422, title: 'The courier offers no such service' },
  tariff_never_valid: { status: 422, title: 'The tariff would never be valid' },
  courier_unavailable: { status: 422, title: 'No courier may and can carry these goods' },
  courier_unchanged: { status: 422, title: 'This courier carries it already' },
  courier_not_capable: { status: 422, title: 'The courier cannot handle these goods' },
  courier_region_not_served: { status: 422, title: 'The courier does not go there' },
  goods_prohibited: { status: 422, title: 'These goods are forbidden in ordinary carriage' },
  replacement_under_way: { status: 409, title: 'The goods are being sent again' },
  case_undecided: { status: 409, title: 'An open case decides about these goods' },
  refund_exceeds_refundable: { status: 422, title: 'More than can be refunded' },
  channel_not_allowed: { status: 422, title: 'The money cannot go back this way' },
  bearer_not_allowed: { status: 422, title: 'This side cannot bear it' },
  amount_not_positive: { status: 422, title: 'An amount must be more than nothing' },
};

/** An answer of type `application/problem+json` (RFC 9457). It never holds personal data. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { pointer: string; code: string; message: string }[];
  [member: string]: unknown;
}

export const problemMediaType = 'application/problem+json';
export const engineRetrySeconds = 2;

/** The problem that a refusal is shown as. */
export function problemOf(refusal: DomainError): Problem {
  const { pointer, title, ...details } = refusal.details;
  const { code, message } = refusal;
  const head = headOf(code);
  const detail = sentenceOf(message);
  const problem: Problem = { ...details, ...head, title: title ?? head.title, detail };
  if (pointer !== undefined) problem.errors ??= [{ pointer, code, message: detail }];
  return problem;
}

/** Rules say half a sentence, some of them with a name in front, which stays as it is. */
function sentenceOf(message: string): string {
  const begun = /^[a-z]+[ ,]/.test(message)
    ? `${message.charAt(0).toUpperCase()}${message.slice(1)}`
    : message;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** What our own bug looks like from outside: it says nothing. */
export const internalProblem: Problem = {
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  detail: 'Something went wrong on our side. The same request may be repeated.',
  code: 'internal_error',
};

function headOf(code: RefusalCode) {
  const { status, title } = problemsByCode[code];
  return { type: `urn:luyue:problem:${code}`, title, status, code };
}
