const address = {
  country: 'CN',
  region: '上海市',
  city: '上海市',
  district: '浦东新区',
  line1: '示范路 1 号',
  postalCode: '200120',
};

const party = {
  kind: 'organisation',
  address,
  capabilities: [],
  regions: ['CN'],
  returnTo: null,
};

/** The parties of a development instance, as `POST /v1/parties` takes them. */
export const demoParties = {
  seller: {
    ...party,
    role: 'seller',
    name: '示范商店有限公司',
    registrationNumber: '91310000102030403T',
    calendar: 'cn-5x8',
    contacts: [{ name: '李销', email: 'service@seller.example', duty: '客服' }],
    returnTo: address,
  },
  courier: {
    ...party,
    role: 'courier',
    name: '示范快递有限公司',
    capabilities: ['fragile', 'keep_dry'],
    registrationNumber: '91310000203040504W',
    calendar: 'always',
    contacts: [{ name: '王递', email: 'dispatch@courier.example', duty: '调度' }],
  },
  paymentProvider: {
    ...party,
    role: 'payment_provider',
    name: '示范支付有限公司',
    registrationNumber: '91310000304050605Y',
    calendar: 'always',
    contacts: [],
  },
} as const;

type Parties = {
  sellerId: string;
  courierId: string;
  paymentProviderId: string;
  consumerRef: string;
  /** When the consumer confirmed. */
  confirmedAt: string;
};

/** An order that its consumer has confirmed: its seller is the next to act. */
export function demoOrder({ consumerRef, confirmedAt, ...parties }: Parties) {
  return {
    platformOrderNo: 'DEMO-1',
    ...parties,
    courierService: 'manual',
    consumer: { ref: consumerRef },
    recipient: { name: '张三', phone: '13800138000', address },
    consumerConfirmation: { at: confirmedAt, channel: 'app', offerDigest: null },
    lines: [
      {
        lineNo: 1,
        sku: 'demo-kettle',
        name: '电热水壶',
        quantity: 2,
        unit: 'piece',
        unitPriceMinor: 12_990,
        pricePer: 1,
        discountMinor: 0,
        handling: [],
        noReasonReturn: { eligible: true, exclusion: null },
      },
    ],
    deliveryFeeMinor: 1_000,
    taxMinor: 0,
    totalMinor: 26_980,
    currency: 'CNY',
    payment: { timing: 'after_confirmation', method: 'card', token: 'tok_ok' },
    promised: { dispatchBy: null, deliverBy: null },
  };
}
