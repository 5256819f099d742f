import { DomainError, type RefusalCode } from '../../domain/errors.ts';

/** Constraints that a legitimate race may hit: the loser gets the refusal the rule would give. */
const refusals: Record<string, [RefusalCode, string]> = {
  orders_platform_id_platform_order_no_key: [
    'duplicate_platform_order_no',
    'this platform has an order of that number already',
  ],
  shipments_waybill_no: ['waybill_no_in_use', 'this courier uses that waybill number already'],
  signatures_document_id_role_key: ['already_signed', 'this side has signed already'],
  signatures_two_persons: ['same_person_both_sides', 'one person cannot sign for both sides'],
  invoices_number: ['invoice_number_in_use', 'this seller has an invoice of that number already'],
  documents_one_live: ['wrong_document_status', 'there is such a note already'],
};

/** A guard of PostgreSQL refused what the rules allowed: a bug that a person must look at (D3). */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';
  readonly constraint: string;

  constructor(constraint: string, cause: unknown) {
    super(`constraint ${constraint} was violated`, { cause });
    this.constraint = constraint;
  }
}

/**
 * A value that PostgreSQL cannot hold, or that a rule cannot count with: the same again will fail
 * the same. Whoever brought it in a command is refused; a step of the engine is a bug like above.
 */
export class Unstorable extends ConstraintViolation {}

/** What pure rules throw besides refusals they throw every time (D9). */
export function decided<T>(rules: () => T): T {
  try {
    return rules();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new Unstorable('rule_failed', error);
  }
}

/** The refusal of a command that brought what cannot be kept; its cause is for our log. */
export function unstorableRefusal(cause: Unstorable): DomainError {
  const refusal = new DomainError(
    'malformed_request',
    'a value of the command cannot be stored or counted with',
  );
  refusal.cause = cause;
  return refusal;
}

/** A data exception (SQLSTATE class 22): out of range, a zero byte, half a character. */
export function isDataException(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
}

/** A database error as what it means; anything else is passing trouble and stays what it is. */
export function meaningOf(error: unknown): unknown {
  const { code, constraint_name: constraint } = (error ?? {}) as {
    code?: string;
    constraint_name?: string;
  };
  if (isDataException(error)) return new Unstorable(`data_exception_${code}`, error);
  if (typeof code !== 'string' || !code.startsWith('23')) return error;
  return refusalOf(constraint ?? '') ?? new ConstraintViolation(constraint ?? code, error);
}

/** What a command hears whose write meets this constraint; null where meeting it is a bug. */
export function refusalOf(constraint: string): DomainError | null {
  const refusal = refusals[constraint];
  return refusal ? new DomainError(refusal[0], refusal[1]) : null;
}
