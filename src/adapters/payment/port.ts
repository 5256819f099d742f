/** How a consumer pays through the provider; cash on delivery never reaches it. */
export type PaymentGatewayMethod = 'card' | 'wechat_pay' | 'alipay' | 'bank_transfer';

/** What the consumer must open to go on with a payment; `expiresAt` is an ISO-8601 UTC instant. */
export type PaymentNextAction = {
  type: 'qr' | 'redirect' | 'app';
  value: string;
  expiresAt: string;
};

/** What became of a movement of money. Amounts are integer minor units. */
export type PaymentOutcome =
  | {
      status: 'succeeded';
      providerReference: string;
      amountMinor: number;
      /** Authorizations only: how long it can be captured, counted from the success. */
      validForSeconds?: number;
      /** Captures of less than was authorized only: how much of the rest is held no longer. */
      releasedMinor?: number;
    }
  /** A definite no: nothing was moved and nothing will be under this key. */
  | { status: 'declined'; providerReference: string | null; failure: string }
  | { status: 'requires_action'; providerReference: string; nextAction: PaymentNextAction }
  /** Only from `query`. */
  | { status: 'pending' }
  /** Only from `query`: the provider knows of no call under this key. */
  | { status: 'not_found' }
  /** The call may or may not have taken effect; only `query` can tell (S0 8.2 d). */
  | { status: 'unknown'; failure: string };

/** Holds an amount; `token` stands for what the consumer gave to the provider. */
export type AuthorizeRequest = {
  key: string;
  orderRef: string;
  amountMinor: number;
  currency: string;
  method: PaymentGatewayMethod;
  token: string | null;
};

/** Takes an authorized amount, once, at most what was authorized. */
export type CaptureRequest = {
  key: string;
  orderRef: string;
  authorizationReference: string;
  amountMinor: number;
  currency: string;
};

/** Gives an authorization up. */
export type VoidRequest = { key: string; orderRef: string; authorizationReference: string };

/** Gives back captured money; all refunds together at most what was captured. */
export type RefundRequest = {
  key: string;
  orderRef: string;
  captureReference: string;
  amountMinor: number;
  currency: string;
};

/** Pays a party what it is owed of an order. */
export type TransferRequest = {
  key: string;
  orderRef: string;
  payeeId: string;
  amountMinor: number;
  currency: string;
};

/**
 * The payment provider (S0 8.2 c). Every call is idempotent by its `key`. A command never throws
 * for a doubtful end (that is `unknown`); it throws `NeighbourUnavailable` when it was certainly
 * not executed and `NeighbourRefused` when it finally never will be. `query` may always be
 * repeated.
 */
export interface PaymentGateway {
  authorize(request: AuthorizeRequest): Promise<PaymentOutcome>;
  capture(request: CaptureRequest): Promise<PaymentOutcome>;
  /** Gives up an uncaptured authorization, or one that still waits for the consumer's action. */
  void(request: VoidRequest): Promise<PaymentOutcome>;
  refund(request: RefundRequest): Promise<PaymentOutcome>;
  /** Pays a seller's settled share. */
  transfer(request: TransferRequest): Promise<PaymentOutcome>;
  query(request: { key: string }): Promise<PaymentOutcome>;
}
