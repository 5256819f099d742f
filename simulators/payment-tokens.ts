import type { OperationKind } from './payment-books.ts';

/** What a call does to the provider's books, and how its caller gets to know. */
export type Behaviour = {
  effect:
    | 'succeeds'
    | 'declines'
    /** Declined the first time for an order, then succeeds. */
    | 'declines_once'
    | 'needs_action'
    /** Nothing is recorded: a query finds no such call. */
    | 'nothing'
    /** Pending for three queries, then succeeds. */
    | 'settles_later';
  answer: 'at_once' | 'slowly' | 'never';
  failure?: string;
  /** So many calls under one key answer 503 and do nothing. */
  unavailableCalls?: number;
  validForSeconds?: number;
  /** So much more, or less, is moved than was asked for; its books say so. */
  offMinor?: number;
  /** A capture of less leaves the rest held until it is voided; else it ends with the capture. */
  keepsRest?: boolean;
};

type TokenBehaviours = Partial<Record<OperationKind | 'any', Partial<Behaviour>>>;

const plain: Behaviour = { effect: 'succeeds', answer: 'at_once' };

/** Sentinel tokens. The token given at the authorization decides on all later calls about it. */
const behaviours: Readonly<Record<string, TokenBehaviours>> = {
  tok_ok: {},
  tok_declined: { authorization: { effect: 'declines', failure: 'declined_by_issuer' } },
  tok_declined_once: { authorization: { effect: 'declines_once', failure: 'insufficient_funds' } },
  tok_requires_action: { authorization: { effect: 'needs_action' } },
  tok_timeout_after_success: { authorization: { answer: 'never' } },
  tok_timeout: { authorization: { effect: 'nothing', answer: 'never' } },
  tok_capture_timeout_after_success: { capture: { answer: 'never' } },
  tok_capture_fails: { capture: { effect: 'declines', failure: 'capture_failed' } },
  tok_void_timeout_after_success: { void: { answer: 'never' } },
  tok_503_twice: { any: { unavailableCalls: 2 } },
  tok_refund_fails: { refund: { effect: 'declines', failure: 'refund_refused' } },
  tok_refund_unknown: { refund: { effect: 'settles_later', answer: 'never' } },
  tok_slow: { any: { answer: 'slowly' } },
  tok_authorization_less: { authorization: { offMinor: -100 } },
  tok_capture_less: { capture: { offMinor: -100 } },
  tok_capture_more: { capture: { offMinor: 100 } },
  tok_capture_less_unknown: { capture: { offMinor: -100, answer: 'never' } },
  tok_capture_keeps_rest: { capture: { keepsRest: true } },
  tok_void_less: { void: { offMinor: -100 } },
  tok_refund_less: { refund: { offMinor: -100 } },
  tok_refund_more: { refund: { offMinor: 100 } },
  tok_expires_soon: { authorization: { validForSeconds: 3_600 } },
};

/** The same for people. */
export const tokensTold: Readonly<Record<string, string>> = {
  tok_ok: 'all goes well',
  tok_declined: 'the authorization is declined',
  tok_declined_once: 'declined the first time for an order, then authorized',
  tok_requires_action: 'the consumer must act first',
  tok_timeout_after_success: 'authorized, and never answered',
  tok_timeout: 'never answered, and nothing is recorded',
  tok_capture_timeout_after_success: 'captured, and never answered',
  tok_capture_fails: 'the capture is declined',
  tok_void_timeout_after_success: 'voided, and never answered',
  tok_503_twice: 'two calls under one key answer 503',
  tok_refund_fails: 'a refund is refused',
  tok_refund_unknown: 'a refund is not answered and settles after three queries',
  tok_slow: 'every call takes some seconds',
  tok_authorization_less: 'authorized for 100 minor units less than asked for',
  tok_capture_less: 'captured 100 less than asked for',
  tok_capture_more: 'captured 100 more',
  tok_capture_less_unknown: 'captured 100 less, and never answered',
  tok_capture_keeps_rest: 'what was authorized and not captured stays held',
  tok_void_less: 'voided 100 less than was held',
  tok_refund_less: 'given back 100 less than asked for',
  tok_refund_more: 'given back 100 more',
  tok_expires_soon: 'the authorization holds for an hour',
  'no token': 'by card declined; by wechat_pay, alipay or bank_transfer the consumer must act',
  'any other token': 'declined: token_unknown',
};

/** The tokens that behave in a way of their own. */
export const sentinelTokens = Object.keys(behaviours);

/** How the provider treats a call whose authorization was made with `token` and `method`. */
export function behaviourOf(
  kind: OperationKind,
  authorization: { token: string | null; method: string } | null,
): Behaviour {
  if (authorization === null) return plain;
  const { token, method } = authorization;
  if (token === null) return withoutToken(kind, method);
  const known = Object.hasOwn(behaviours, token) ? behaviours[token] : undefined;
  if (known === undefined) return { ...plain, effect: 'declines', failure: 'token_unknown' };
  return { ...plain, ...known.any, ...known[kind] };
}

function withoutToken(kind: OperationKind, method: string): Behaviour {
  if (kind !== 'authorization') return plain;
  if (method === 'card') return { ...plain, effect: 'declines', failure: 'token_missing' };
  return { ...plain, effect: 'needs_action' };
}
