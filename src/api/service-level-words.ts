import type {
  DeadlineDuration,
  DeadlineName,
  ExpiryAction,
  Responsible,
} from '../domain/policy.ts';

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
    grace: string | null;
    onExpiry: string;
    clause: string;
  }) => string;
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
    respondent: 'Whom the case is about',
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
  counted: (amount, unit) => `${amount} ${unit}${amount === 1 ? '' : 's'}`,
  sentence: ({ party, what, time, grace, onExpiry, clause }) =>
    `${party} has ${time} for ${what}${grace ? `, and ${grace} of grace` : ''}; ` +
    `after that ${onExpiry}${clause && ` (${clause})`}.`,
};

export const chinese: Words = {
  deadlines: {
    consumer_confirmation: '确认订购要约',
    seller_confirmation: '确认订单',
    amendment: '答复卖家变更后的订单',
    payment: '支付订单',
    courier_confirmation: '确认承运',
    dispatch: '将商品交付快递企业',
    delivery: '送达商品',
    appointment: '到件后与消费者约定投递',
    collection: '取出放置于约定地点的商品',
    acceptance: '签收商品',
    return_to_seller: '将商品退回卖家',
    presumed_lost: '查找逾期未达的商品',
    return_receipt: '签收退回的商品',
    discrepancy_answer: '答复短少或损坏情况',
    after_sale: '退换已签收的商品',
    return_approval: '审核退换货申请',
    return_pickup: '上门取回退货',
    return_dispatch: '寄出退货',
    return_check: '查验退货',
    refund: '办理退款',
    complaint_answer: '答复投诉',
    complaint_resolution: '处理投诉',
    duty_performance: '履行裁定的责任',
    cod_remittance: '交付代收货款',
    re_review: '复核参与方资质',
  },
  parties: {
    consumer: '消费者',
    seller: '卖家',
    courier: '快递企业',
    payment_provider: '支付服务提供方',
    platform: '平台',
    respondent: '被投诉方',
    liable_party: '责任方',
  },
  onExpiry: {
    cancel: '取消订单并退还已付款项',
    accept: '视为接受',
    escalate: '由平台介入',
    escalate_then_cancel: '由平台介入, 宽限期满仍未完成的, 予以取消并退还已付款项',
    next_courier_or_case: '另询其他快递企业, 或由客服处理',
    open_case: '由客服处理',
    escalate_and_compensate: '由平台介入并赔付消费者',
    count_failed_attempt: '计为一次投递失败',
    accept_with_proof_or_case: '有签收凭证的视为接受, 否则由客服处理',
    mark_lost: '视为丢失并退款',
    receive: '视为已收到',
    settle: '订单完成并结算',
    approve: '视为同意',
    close: '关闭退换货申请',
    pass: '视为查验合格',
    escalate_and_open_case: '由平台介入并由客服处理',
    platform_rules: '由平台裁定',
    advance_compensation: '由平台先行赔付并追偿',
    escalate_then_claim: '由平台介入并追索款项',
    suspend: '暂停该参与方',
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
  counted: (amount, unit) => `${amount === 0.5 && unit.startsWith('个') ? '半' : amount}${unit}`,
  sentence: ({ party, what, time, grace, onExpiry, clause }) =>
    `${party}应在${time}内${what}${grace ? `, 宽限${grace}` : ''}; ` +
    `逾期${onExpiry}${clause && `（${clause}）`}。`,
};
