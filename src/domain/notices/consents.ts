import type { NotificationPurpose } from './notices.ts';

/**
 * Whether a consumer may be told something for a purpose: its latest word counts. Who has said
 * nothing has not opted out, which is what the standard takes as the default (S0 9.2.3).
 */
export function isGranted(
  said: readonly { purpose: NotificationPurpose; granted: boolean }[],
  purpose: NotificationPurpose,
): boolean {
  return said.find((one) => one.purpose === purpose)?.granted ?? true;
}
