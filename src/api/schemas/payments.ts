import { z } from 'zod';
import { reference } from './values.ts';

export const paymentBody = z
  .strictObject({
    method: z.enum(['card', 'wechat_pay', 'alipay', 'bank_transfer']),
    token: reference.nullable().default(null),
  })
  .meta({ id: 'Payment.Request', examples: [{ method: 'card', token: 'tok_ok' }] });
