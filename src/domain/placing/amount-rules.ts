import { demand } from '../errors.ts';
import { amountText } from '../money/amount-text.ts';
import { lineGross, orderTotals } from '../money/money.ts';
import type { Rule } from './placing-rules.ts';
import type { PlaceOrderInput } from './placing.ts';

/** Goods, discount, delivery fee and tax are apart, and their sum holds (S0 6.4.5). */
export function amountRules(input: PlaceOrderInput): Rule[] {
  const numbers = new Set(input.lines.map((line) => line.lineNo));
  return [
    () =>
      demand(
        numbers.size === input.lines.length,
        'duplicate_line_no',
        'every line has a number of its own',
        { pointer: '/lines' },
      ),
    ...input.lines.map((line, index) => () => {
      demand(
        lineGross(line) >= line.discountMinor,
        'totals_do_not_add_up',
        'a discount is more than its line is worth: it may be as much at most',
        { pointer: `/lines/${index}/discountMinor` },
      );
    }),
    () => demandTotals(input),
  ];
}

function demandTotals(input: PlaceOrderInput): void {
  const { totalMinor } = orderTotals(input.lines, input.deliveryFeeMinor, input.taxMinor);
  const amount = (minor: number): string => amountText(input.currency, minor);
  demand(
    totalMinor === input.totalMinor,
    'totals_do_not_add_up',
    `the lines, the delivery fee and the tax add up to ${amount(totalMinor)}, not ${amount(input.totalMinor)}`,
    { pointer: '/totalMinor', expectedMinor: totalMinor },
  );
  demand(totalMinor > 0, 'totals_do_not_add_up', 'an order must be worth more than nothing', {
    pointer: '/totalMinor',
  });
}
