import type {
  DeadlineDuration,
  DeadlineName,
  ExpiryAction,
  Responsible,
} from './deadline-rules.ts';

/** The published deadlines in words (S0 6.6 a, 5.6 a), in both languages. */
export interface Words {
  deadlines: Record<DeadlineName, string>;
  parties: Record<Responsible, string>;
  onExpiry: Record<ExpiryAction, string>;
  units: Record<'workingDay' | 'workingHour' | 'wholeDay' | IsoUnit, string>;
  counted: (amount: number, unit: string) => string;
  sentence: (said: {
    party: string;
    what: string;
    time: string;
    /** Roles that have a time of their own. */
    byRole: { party: string; time: string }[];
    grace: string | null;
    onExpiry: string;
    clause: string;
    /** A time that somebody may use, and need not. */
    isOption: boolean;
  }) => string;
  /** What a policy promises besides its deadlines. */
  general: (said: {
    noReason: string;
    latestRefund: string;
    attempts: number;
    /** How long the courier may still find what it has lost; null where it may not. */
    finding: string | null;
  }) => string[];
  /** What a late delivery brings the consumer (S0 7.5.1 c). */
  late: (said: { share: string | null; perDay: string | null; most: string | null }) => string;
}

type IsoUnit = 'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds';

/** A duration as people say it, in the words of a language. */
export function durationText(duration: DeadlineDuration, { units, counted }: Words): string {
  if ('working' in duration) {
    const unit = duration.working === 'days' ? units.workingDay : units.workingHour;
    return counted(duration.amount, unit);
  }
  if ('wholeDays' in duration) return counted(duration.wholeDays, units.wholeDay);
  const form =
    /^P(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/;
  const groups = form.exec(duration.iso)?.groups ?? {};
  return (Object.entries(groups) as [IsoUnit, string | undefined][])
    .flatMap(([unit, amount]) =>
      amount === undefined ? [] : [counted(Number(amount), units[unit])],
    )
    .join(' ');
}

export const english: Words = {
  deadlines: {
    consumer_confirmation: 'confirming the offer',
    seller_confirmation: 'confirming the order',
    amendment: 'deciding on what the seller can deliver',
    payment: 'paying the order',
    courier_confirmation: 'confirming the carriage',
    dispatch: 'handing the goods over to the courier',
    delivery: 'delivering the goods',
    appointment: 'agreeing on the delivery after the goods have arrived',
    collection: 'taking out goods that were left at an agreed place',
    acceptance: 'signing for what was delivered',
    return_to_seller: 'bringing goods back to the seller',
    presumed_lost: 'finding goods that are overdue',
    return_receipt: 'signing for goods that came back',
    discrepancy_answer: 'answering what was found missing or damaged',
    case_decision: 'deciding a case once its respondent has answered or kept silent',
    after_sale: 'returning what was accepted',
    return_approval: 'deciding on a return',
    return_pickup: 'picking up a return',
    return_dispatch: 'sending a return',
    return_check: 'checking a return',
    refund: 'paying a refund',
    complaint_answer: 'answering a complaint',
    complaint_resolution: 'resolving a complaint',
    duty_performance: 'doing what a ruling says',
    cod_remittance: 'handing over the cash collected on delivery',
    re_review: 'reviewing a party anew',
  },
  parties: {
    consumer: 'The consumer',
    seller: 'The seller',
    courier: 'The courier',
    payment_provider: 'The payment provider',
    platform: 'The platform',
    respondent: 'The respondent',
    liable_party: 'The liable party',
  },
  onExpiry: {
    cancel: 'the order is cancelled and what was paid is given back',
    accept: 'it counts as accepted',
    escalate: 'the platform steps in',
    escalate_then_cancel:
      'the platform steps in; when the grace has passed too, it is cancelled and what was paid is given back',
    next_courier_or_case: 'the next courier is asked, or support decides',
    open_case: 'support decides',
    escalate_and_compensate: 'the platform steps in and compensates the consumer',
    count_failed_attempt: 'it counts as a failed attempt',
    accept_with_proof_or_case: 'with proof of receipt it counts as accepted, else support decides',
    mark_lost: 'the goods count as lost and are refunded',
    receive: 'the goods count as received',
    settle: 'the order is completed and settled',
    approve: 'it counts as approved',
    close: 'the return is closed',
    pass: 'the goods count as checked',
    escalate_and_open_case: 'the platform steps in and support decides',
    platform_rules: 'the platform rules',
    advance_compensation: 'the platform pays first and recovers it',
    escalate_then_claim: 'the platform steps in and claims the money',
    suspend: 'the party is suspended',
  },
  units: {
    workingDay: 'working day',
    workingHour: 'working hour',
    wholeDay: 'whole day',
    years: 'year',
    months: 'month',
    weeks: 'week',
    days: 'day',
    hours: 'hour',
    minutes: 'minute',
    seconds: 'second',
  },
  counted: (amount, unit) =>
    amount === 0.5 ? `half a ${unit}` : `${amount} ${unit}${amount === 1 ? '' : 's'}`,
  sentence: ({ party, what, time, byRole, grace, onExpiry, clause, isOption }) =>
    `${party} ${isOption ? 'may take' : 'has'} ${time} for ${what}` +
    byRole.map((own) => ` (${own.party.replace('The', 'the')}: ${own.time})`).join('') +
    `${grace ? `, and ${grace} of grace` : ''}; ` +
    `after that ${onExpiry}${clause && ` (${clause})`}.`,
  general: ({ noReason, latestRefund, attempts, finding }) => [
    `Within ${noReason} of acceptance goods may be returned without a reason, unless the law excludes them.`,
    `For goods refused at the door the refund is paid within ${latestRefund} at the latest, whether the goods are back or not.`,
    `After ${attempts} failed delivery attempts the goods go back to the seller and the consumer is refunded.`,
    finding === null
      ? 'Goods that the courier reports as lost are refunded at once.'
      : `Goods that the courier reports as lost and does not find within ${finding} are refunded then.`,
  ],
  late: ({ share, perDay, most }) =>
    `For a delivery after its deadline the courier pays the consumer ` +
    (share === null ? `${perDay} for every day that was begun` : `${share} of the goods’ price`) +
    `${most === null ? '' : `, ${most} at most`}.`,
};

/** Digits stand apart from characters. */
const spaced = (time: string) => (/^\d/.test(time) ? ` ${time}` : time);

export const chinese: Words = {
  deadlines: {
    consumer_confirmation: '确认要约',
    seller_confirmation: '确认订单',
    amendment: '答复销售商变更后的要约',
    payment: '支付订单',
    courier_confirmation: '确认承运',
    dispatch: '将商品交接给配送服务商',
    delivery: '将商品送达消费者',
    appointment: '与消费者约定已到站商品的配送时间和地点',
    collection: '取走存放在约定地点的商品',
    acceptance: '签收商品',
    return_to_seller: '将商品返还销售商',
    presumed_lost: '查明逾期未达商品的下落',
    return_receipt: '签收返还的商品',
    discrepancy_answer: '答复商品缺少或损坏的情况',
    case_decision: '责任方答复或逾期未答复后，平台对争议事项作出处理决定',
    after_sale: '对已签收的商品提出退换货',
    return_approval: '审核退换货申请',
    return_pickup: '上门取回退换货商品',
    return_dispatch: '寄出退换货商品',
    return_check: '查验退换货商品',
    refund: '完成退款',
    complaint_answer: '答复投诉',
    complaint_resolution: '处理完毕投诉',
    duty_performance: '履行裁定的义务',
    cod_remittance: '交回代收货款',
    re_review: '复核平台用户的资质',
  },
  parties: {
    consumer: '消费者',
    seller: '销售商',
    courier: '配送服务商',
    payment_provider: '支付服务商',
    platform: '平台',
    respondent: '被投诉方',
    liable_party: '责任方',
  },
  onExpiry: {
    cancel: '取消订单，已付款项全部退还',
    accept: '视为接受',
    escalate: '由平台介入处理',
    escalate_then_cancel: '由平台介入处理，宽限期满仍未完成的，取消订单并退还已付款项',
    next_courier_or_case: '改由其他配送服务商承运，或由平台客服处理',
    open_case: '由平台客服处理',
    escalate_and_compensate: '由平台介入处理，并对消费者予以赔付',
    count_failed_attempt: '计为一次配送失败',
    accept_with_proof_or_case: '有签收凭证的视为已签收，否则由平台客服处理',
    mark_lost: '视为丢失，并向消费者退款',
    receive: '视为已收到',
    settle: '订单完成，货款结算',
    approve: '视为同意',
    close: '关闭退换货申请',
    pass: '视为查验合格',
    escalate_and_open_case: '由平台介入，并由平台客服处理',
    platform_rules: '由平台裁定',
    advance_compensation: '由平台先行赔付，再向责任方索赔',
    escalate_then_claim: '由平台介入处理，并追索款项',
    suspend: '暂停该用户接受新订单',
  },
  units: {
    workingDay: '个工作日',
    workingHour: '个工作小时',
    wholeDay: '个自然日',
    years: '年',
    months: '个月',
    weeks: '周',
    days: '天',
    hours: '小时',
    minutes: '分钟',
    seconds: '秒',
  },
  counted: (amount, unit) =>
    amount === 0.5 && unit.startsWith('个') ? `半${unit}` : `${amount} ${unit}`,
  sentence: ({ party, what, time, byRole, grace, onExpiry, clause, isOption }) =>
    `${party}${isOption ? '可' : '应'}在${spaced(time)}内${what}` +
    byRole.map((own) => `（${own.party}为${spaced(own.time)}）`).join('') +
    `${grace ? `，可宽限${spaced(grace)}` : ''}；${isOption ? '期满' : '逾期未完成的，'}${onExpiry}` +
    `${clause && `（${clause.replaceAll(', ', '、')}）`}。`,
  general: ({ noReason, latestRefund, attempts, finding }) => [
    `除依法不适用的商品外，消费者签收后 ${noReason}内可以无理由退货。`,
    `消费者拒收商品的，无论商品是否已返还，最迟在 ${latestRefund}内退款。`,
    `配送最多尝试 ${attempts} 次，仍未成功的，将商品返还销售商并向消费者退款。`,
    finding === null
      ? '配送服务商报告商品丢失的，立即退款。'
      : `配送服务商报告商品丢失，在${spaced(finding)}内未能找到的，届时退款。`,
  ],
  late: ({ share, perDay, most }) =>
    `逾期送达的，由配送服务商向消费者赔付` +
    (share === null ? ` ${perDay}（每逾期一天，不足一天按一天计）` : `商品价款的 ${share}`) +
    `${most === null ? '' : `，最高 ${most}`}。`,
};
