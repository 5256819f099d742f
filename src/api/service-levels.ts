import {
  type DeadlineDuration,
  deadlineNames,
  type DeadlineName,
  type DeadlineRule,
  type Policy,
} from '../domain/policy.ts';

/** The policy as anybody may read it: a sentence for each deadline, and the data behind it. */
export function serviceLevels(policy: Policy) {
  return {
    policy: { name: policy.name, version: policy.version, zone: policy.zone },
    prose: deadlineNames.map((name) => sentenceOf(name, policy.deadlines[name])),
    deadlines: deadlineNames.map((name) => ({ name, ...policy.deadlines[name] })),
    attempts: policy.attempts,
    noReasonReturn: policy.noReasonReturn,
    refund: policy.refund,
    commission: policy.commission,
    courierFee: policy.courierFee,
  };
}

function sentenceOf(name: DeadlineName, rule: DeadlineRule): string {
  const who = capitalized(wordsOf(rule.responsible));
  const grace = rule.grace ? `, and ${durationText(rule.grace)} of grace` : '';
  const clause = rule.clause === '' ? '' : ` (S0 ${rule.clause.replace(/^S0 /, '')})`;
  const what = wordsOf(name);
  const time = durationText(rule.duration);
  return `${who}: ${time} for ${what}${grace}; then: ${wordsOf(rule.onExpiry)}${clause}.`;
}

function durationText(duration: DeadlineDuration): string {
  if ('working' in duration) {
    const unit = duration.working === 'days' ? 'working day' : 'working hour';
    return counted(duration.amount, unit);
  }
  if ('wholeDays' in duration) return counted(duration.wholeDays, 'whole day');
  return isoText(duration.iso);
}

const isoUnits = {
  years: 'year',
  months: 'month',
  weeks: 'week',
  days: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
} as const;

function isoText(iso: string): string {
  const form =
    /^P(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+)S)?)?$/;
  const groups = form.exec(iso)?.groups ?? {};
  const given = Object.entries(isoUnits).filter(([name]) => groups[name] !== undefined);
  return given.map(([name, unit]) => counted(Number(groups[name]), unit)).join(' ');
}

function counted(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

function wordsOf(code: string): string {
  return code.replaceAll('_', ' ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
