/** CNY 269.80, in as many places as the currency has: how sentences tell an amount. */
export function amountText(currency: string, amountMinor: number): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${currency} ${(amountMinor / 10 ** digits).toFixed(digits)}`;
}
