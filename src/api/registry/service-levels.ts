import {
  type DeadlineName,
  deadlineNames,
  type DeadlineRule,
} from '../../domain/policies/deadline-rules.ts';
import type { Policy } from '../../domain/policies/policy.ts';
import { amountText } from '../../domain/money/amount-text.ts';
import {
  chinese,
  durationText,
  english,
  type Words,
} from '../../domain/policies/service-level-words.ts';

/**
 * The policy as anybody may read it (S0 6.6 a, 5.6 a): a sentence for each deadline in Chinese and
 * in English, each with its clause, and the data behind it.
 */
export function serviceLevels(policy: Policy) {
  const said = (words: Words) =>
    deadlineNames.map((name) => sentenceOf(name, policy.deadlines[name], words));
  const promised = (words: Words) => [
    ...words.general({
      noReason: durationText(policy.noReasonReturn, words),
      latestRefund: durationText({ iso: policy.refund.latestAfterRefusal }, words),
      attempts: policy.attempts.maxAttempts,
      finding: policy.refund.afterLoss
        ? durationText({ iso: policy.refund.afterLoss }, words)
        : null,
    }),
    ...(policy.lateDelivery ? [lateText(policy.lateDelivery, words)] : []),
  ];
  return {
    policy: { name: policy.name, version: policy.version, zone: policy.zone },
    prose: { zh: said(chinese), en: said(english) },
    promises: { zh: promised(chinese), en: promised(english) },
    deadlines: deadlineNames.map((name) => ({ name, ...policy.deadlines[name] })),
    attempts: policy.attempts,
    noReasonReturn: policy.noReasonReturn,
    refund: policy.refund,
    lateDelivery: policy.lateDelivery ?? null,
    cashLimit: policy.cashLimit ?? null,
    commission: policy.commission,
    courierFee: policy.courierFee,
  };
}

function lateText(
  { amount, maxMinor, currency }: NonNullable<Policy['lateDelivery']>,
  words: Words,
): string {
  // A policy of before amounts had a currency: that of each order.
  const money = (minor: number) => (currency ? amountText(currency, minor) : String(minor));
  return words.late({
    share: 'basisPointsOfGoods' in amount ? `${amount.basisPointsOfGoods / 100} %` : null,
    perDay: 'minorPerDay' in amount ? money(amount.minorPerDay) : null,
    most: maxMinor === undefined ? null : money(maxMinor),
  });
}

/** Times that are somebody's to use: nobody must do anything in them. */
const options: readonly DeadlineName[] = ['after_sale'];

function sentenceOf(name: DeadlineName, rule: DeadlineRule, words: Words): string {
  return words.sentence({
    party: words.parties[rule.responsible],
    what: words.deadlines[name],
    time: durationText(rule.duration, words),
    byRole: Object.entries(rule.durationByRole ?? {}).map(([role, duration]) => ({
      party: words.parties[role as keyof Words['parties']],
      time: durationText(duration, words),
    })),
    grace: rule.grace ? durationText(rule.grace, words) : null,
    onExpiry: words.onExpiry[rule.onExpiry],
    clause: clauseText(rule.clause),
    isOption: options.includes(name),
  });
}

/** The standard by its public name; empty where it has no such clause. */
function clauseText(clause: string): string {
  return clause === '' ? '' : `GB/T 31524 ${clause.replaceAll('S0 ', '')}`;
}
