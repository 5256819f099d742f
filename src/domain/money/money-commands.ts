export interface RecordRemittance {
  name: 'recordRemittance';
  /** Whose cash it is: several couriers may have collected for one order. */
  courierId: string;
  reference: string;
  amountMinor: number;
}

export interface RequestRefund {
  name: 'requestRefund';
  refundId: string;
  lines: { lineNo: number; quantity: number }[] | null;
  amountMinor: number | null;
  deliveryFeeMinor: number | null;
  reason: string;
  bearer: 'seller' | 'courier' | 'platform' | 'consumer';
  channel: 'original' | 'payout' | null;
}

/** What the seller has invoiced; `redOf` is the number of the blue one that a red takes back. */
export interface RecordInvoice {
  name: 'recordInvoice';
  invoiceId: string;
  number: string;
  kind: 'blue' | 'red';
  amountMinor: number;
  currency: string | null;
  digest: string;
  issuedAt: string | null;
  redOf: string | null;
}
