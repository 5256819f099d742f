import { z } from 'zod';
import { channel, instant, reference } from './values.ts';

const text = z.string();
const at = z.iso.datetime();

/** S0 9.2.3: the consumer wants what is personal about it erased. */
export const erasureBody = z
  .strictObject({ channel })
  .meta({ id: 'Erasure.Request', examples: [{ channel: 'app' }] });

/** As of which instant; now where nothing is said. */
export const erasuresBody = z
  .strictObject({ asOf: instant.nullable().default(null) })
  .meta({ id: 'Erasures.Request', examples: [{ asOf: null }] });

export const erasuresAnswer = z.looseObject({ asOf: at, erased: z.int() }).meta({ id: 'Erasures' });

const orderKept = {
  orderId: text,
  platformOrderNo: text,
  status: text,
  placedAt: at,
  erasedAt: at.nullable(),
  erasableFrom: at.nullable().meta({
    description: 'From when on the law lets it be erased; null while the order is not over.',
  }),
};

export const erasureAnswer = z
  .looseObject({ requestedAt: at, orders: z.array(z.looseObject(orderKept)) })
  .meta({ id: 'Erasure' });

export const consumerDataAnswer = z
  .looseObject({
    consumerRef: text,
    erasureRequestedAt: at.nullable(),
    orders: z.array(
      z.looseObject({
        ...orderKept,
        recipient: z.unknown().meta({ description: '`[erased]` once its key was destroyed.' }),
        invoice: z.unknown(),
      }),
    ),
    consents: z.array(z.unknown()),
    signingKeys: z.array(z.unknown()),
  })
  .meta({ id: 'ConsumerData' });

export const consumerParams = z.strictObject({ ref: reference });
