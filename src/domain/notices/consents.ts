import type { NoticePurpose, NotificationPurpose } from './notice-events.ts';

/**
 * Whether a consumer may be told something for a purpose: its latest word counts. Who has said
 * nothing has not opted out, which is what the standard takes as the default
 * (S0 9.2.3). What the contract itself needs is told in any case.
 */
export function isGranted(
  said: readonly { purpose: NotificationPurpose; granted: boolean }[],
  purpose: NoticePurpose,
): boolean {
  if (purpose === 'contract') return true;
  return said.find((one) => one.purpose === purpose)?.granted ?? true;
}
