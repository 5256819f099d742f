/**
 * The closed set of refusals. Every code is public and stable (design §5); adding one breaks the
 * build in `src/api/problems.ts`, which maps it to an HTTP status.
 */
export const refusalCodes = [
  'malformed_request',
  'idempotency_key_missing',
  'unauthenticated',
  'role_not_allowed',
  'not_the_signing_role',
  'not_found',
  'wrong_order_status',
  'wrong_shipment_status',
  'wrong_document_status',
  'wrong_refund_status',
  'wrong_case_status',
  'already_answered',
  'outcome_not_allowed',
  'within_tolerance',
  'currency_mismatch',
  'invoice_number_in_use',
  'invoice_not_found',
  'invoice_exceeds_paid',
  'red_invoice_exceeds_blue',
  'duplicate_platform_order_no',
  'duplicate_registration_number',
  'duplicate_qualification',
  'order_busy',
  'order_frozen',
  'payment_unresolved',
  'not_paid_for',
  'authorization_expired',
  'already_signed',
  'appointment_missing',
  'appointment_not_begun',
  'appointment_out_of_range',
  'put_off_too_often',
  'cancel_after_handover',
  'address_after_handover',
  'deadline_passed',
  'deadline_not_running',
  'deadline_ambiguous',
  'extension_not_later',
  'calendar_not_found',
  'policy_overlaps',
  'agreement_overlaps',
  'version_mismatch',
  'too_large',
  'unsupported_media_type',
  'rate_limited',
  'engine_unavailable',
  'not_sandbox',
  'totals_do_not_add_up',
  'idempotency_key_reused',
  'party_not_found',
  'party_not_approved',
  'party_wrong_role',
  'registration_not_confirmed',
  'qualification_missing',
  'qualification_expired',
  'qualification_revoked',
  'policy_not_found',
  'offer_mismatch',
  'promise_in_the_past',
  'confirmation_in_the_future',
  'person_unknown',
  'goods_not_registered',
  'unit_mismatch',
  'quantity_exceeded',
  'quantities_do_not_add_up',
  'line_not_found',
  'duplicate_line_no',
  'reason_not_allowed',
  'reason_missing',
  'timing_not_allowed',
  'method_not_allowed',
  'payment_attempts_exhausted',
  'payment_not_due',
  'stock_not_held',
  'cod_amount_mismatch',
  'collection_missing',
  'collection_not_due',
  'collection_reference_missing',
  'collection_undecided',
  'cash_limit_exceeded',
  'cod_needs_recipient',
  'unattended_not_agreed',
  'stored_until_out_of_range',
  'remittance_amount_mismatch',
  'remittance_reference_used',
  'digest_mismatch',
  'signature_invalid',
  'key_unknown',
  'key_revoked',
  'key_in_use',
  'same_person_both_sides',
  'attestation_not_allowed',
  'method_not_allowed_for_role',
  'evidence_missing',
  'waybill_no_in_use',
  'service_duplicate',
  'service_unknown',
  'tariff_never_valid',
  'courier_unavailable',
  'courier_unchanged',
  'courier_not_capable',
  'courier_region_not_served',
  'goods_prohibited',
  'refund_exceeds_refundable',
  'replacement_under_way',
  'case_undecided',
  'amount_not_positive',
  'channel_not_allowed',
  'bearer_not_allowed',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** What a refusal may say besides its code; nothing personal. */
export interface RefusalDetails {
  currentStatus?: string;
  allowedActions?: string[];
  existingId?: string;
  pointer?: string;
  /** Instead of the code's own title, where the same code has another occasion. */
  title?: string;
  [key: string]: unknown;
}

/** A request that breaks a rule. It changes nothing and is safe to show to its caller. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Throws the refusal unless the rule holds. */
export function demand(
  holds: boolean,
  code: RefusalCode,
  message: string,
  details: RefusalDetails = {},
): asserts holds {
  if (!holds) throw new DomainError(code, message, details);
}

/** A value that the program itself guarantees; its absence is a bug, never a refusal. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`impossible: no ${what}`);
  return value;
}

/** Marks a branch that the types rule out. */
export function unreachable(value: never): never {
  throw new Error(`impossible: ${JSON.stringify(value)}`);
}
