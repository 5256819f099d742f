import type { Policy, PolicyBinding } from './policy.ts';

/** Whose order it is that looks for its policy. */
export interface PolicyWanted {
  platformId: string;
  sellerId: string;
  /** Of the seller; null where it has none. */
  category: string | null;
}

/**
 * The policy of an order that names none: the most specific of those bound to it, else `default`.
 * A seller goes before a category, that before a platform, and more of them before fewer; null
 * where there is not even a default.
 */
export function chosenPolicy(policies: readonly Policy[], wanted: PolicyWanted): Policy | null {
  const bound = policies
    .filter(({ appliesTo }) => appliesTo && isBoundTo(appliesTo, wanted))
    .toSorted((one, other) => specificity(other.appliesTo) - specificity(one.appliesTo));
  return bound[0] ?? policies.find(({ name }) => name === 'default') ?? null;
}

/** Whether an order is one of those that a policy is bound to: by all that the binding names. */
export function isBoundTo(binding: PolicyBinding, wanted: PolicyWanted): boolean {
  const { platformIds, sellerIds, categories } = binding;
  return (
    (platformIds?.includes(wanted.platformId) ?? true) &&
    (sellerIds?.includes(wanted.sellerId) ?? true) &&
    (categories === undefined || (wanted.category !== null && categories.includes(wanted.category)))
  );
}

/** The policy that could claim the same order with the same right; undefined if there is none. */
export function rivalOf(policy: Omit<Policy, 'version'>, others: readonly Policy[]) {
  const { appliesTo } = policy;
  if (!appliesTo) return undefined;
  return others.find(
    (other) =>
      other.name !== policy.name &&
      other.appliesTo &&
      specificity(other.appliesTo) === specificity(appliesTo) &&
      bindingKeys.every((key) => share(appliesTo[key], other.appliesTo?.[key])),
  );
}

const bindingKeys = ['platformIds', 'categories', 'sellerIds'] as const;

/** One bit for each key of the binding, so that equal numbers name the same keys. */
function specificity(binding: PolicyBinding | undefined): number {
  return bindingKeys.reduce((sum, key, bit) => sum + (binding?.[key] ? 2 ** bit : 0), 0);
}

function share(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one === undefined || other === undefined || one.some((id) => other.includes(id));
}
