import type {
  PaymentGateway,
  PaymentGatewayMethod,
  PaymentOutcome,
} from '../src/adapters/payment/port.ts';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { asFailures } from './failure.ts';

export interface PaymentCall {
  /** The key the provider sees: the same key is the same movement of money. */
  key: string;
  orderId: string;
  amountMinor: number;
  currency: string;
}

/** Money outside. Each is safe to repeat under its key; an answer that never came is `unknown`. */
export function createPaymentActivities(gateway: PaymentGateway) {
  return asFailures({
    async authorizePayment(
      call: PaymentCall & { method: PaymentGatewayMethod; token: string | null },
    ): Promise<EffectOutcome> {
      const { key, orderId, amountMinor, currency, method, token } = call;
      return outcomeOf(
        await gateway.authorize({ key, orderRef: orderId, amountMinor, currency, method, token }),
      );
    },

    async capturePayment(
      call: PaymentCall & { authorizationReference: string },
    ): Promise<EffectOutcome> {
      const { key, orderId, amountMinor, currency, authorizationReference } = call;
      return outcomeOf(
        await gateway.capture({
          key,
          orderRef: orderId,
          authorizationReference,
          amountMinor,
          currency,
        }),
      );
    },

    async voidPayment(call: {
      key: string;
      orderId: string;
      authorizationReference: string;
    }): Promise<EffectOutcome> {
      const { key, orderId, authorizationReference } = call;
      return outcomeOf(await gateway.void({ key, orderRef: orderId, authorizationReference }));
    },

    /** Back the way it came; without a capture (cash) as a transfer to the consumer. */
    async refundPayment(
      call: PaymentCall & { captureReference: string | null; payeeId: string },
    ): Promise<EffectOutcome> {
      const { key, orderId, amountMinor, currency, captureReference, payeeId } = call;
      const common = { key, orderRef: orderId, amountMinor, currency };
      return outcomeOf(
        captureReference === null
          ? await gateway.transfer({ ...common, payeeId })
          : await gateway.refund({ ...common, captureReference }),
      );
    },

    /** What became of a call whose answer was lost (S0 8.2 d). */
    async queryPayment(call: { key: string }): Promise<EffectOutcome> {
      return outcomeOf(await gateway.query(call));
    },
  });
}

function outcomeOf(outcome: PaymentOutcome): EffectOutcome {
  switch (outcome.status) {
    case 'succeeded':
      return {
        status: 'succeeded',
        reference: outcome.providerReference,
        amountMinor: outcome.amountMinor,
        ...(outcome.validForSeconds ? { validForSeconds: outcome.validForSeconds } : {}),
        ...(outcome.releasedMinor === undefined ? {} : { releasedMinor: outcome.releasedMinor }),
      };
    case 'declined':
      return { status: 'declined', reference: outcome.providerReference, failure: outcome.failure };
    case 'requires_action':
      return {
        status: 'requires_action',
        reference: outcome.providerReference,
        nextAction: outcome.nextAction,
      };
    case 'unknown':
      return { status: 'unknown', failure: outcome.failure };
    case 'pending':
    case 'not_found':
      return { status: outcome.status };
  }
}
