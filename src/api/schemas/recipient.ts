import { z } from 'zod';
import { noticeLanguages } from '../../domain/notices/notice-texts.ts';
import { address, line } from './values.ts';

export const recipient = z.strictObject({
  name: line(100),
  phone: z
    .string()
    .regex(
      /^[+0-9][0-9 ()/.-]{3,29}$/,
      'must be a telephone number: 4 to 30 digits, blanks or any of ( ) / . -, with + in front at most',
    ),
  address,
  email: z.email().max(200).nullable().optional(),
  language: z.enum(noticeLanguages).nullable().optional().meta({
    description: 'Of what the recipient is told; by default Chinese within China, else English.',
  }),
});

/** Before the goods are handed over; what is not given stays as it was (S0 7.7.2 a). */
export const deliveryAddressBody = z
  .strictObject({
    recipient: recipient.partial({ name: true, phone: true }).meta({
      description:
        'The whole address, as when the order is placed, with its limits. `name`, `phone`, `email` ' +
        'and `language` only where they change; null takes `email` or `language` away.',
    }),
  })
  .meta({
    id: 'DeliveryAddress',
    examples: [
      {
        recipient: {
          phone: '13900005678',
          address: {
            country: 'CN',
            region: '浙江省',
            city: '杭州市',
            district: '滨江区',
            line1: '江南大道 88 号',
            postalCode: '310052',
          },
        },
      },
    ],
  });
