import type { Lived } from './real-life.ts';
import { type RealOrder, type Remark, remarkTexts } from './source.ts';
import { type Cell, tableOf } from './table.ts';
import {
  type Compared,
  disagreementsOf,
  endedByPolicy,
  expectedState,
  type Money,
  moneyFaults,
  moneyOf,
  stateOf,
} from './verdict.ts';

/** The end of a drive in words. Pure: lines in, lines out. */

/** An order whose life broke off in the driver. */
export interface Broken {
  real: RealOrder;
  reason: string;
}

export interface Driven {
  lived: Lived[];
  broken: Broken[];
  policy: string;
  seconds: number;
}

/** Whether everything came out as the source has it, or as the policy explains. */
export function isAllRight(driven: Driven): boolean {
  return unexplained(driven).length === 0;
}

/** The policy that ends nothing: under it every order must come out as in the source. */
const faithfulPolicy = 'drive';

function unexplained({ lived, broken, policy }: Driven): string[] {
  const found = lived.flatMap((life) => {
    const isExplained = policy !== faithfulPolicy && endedByPolicy(life) !== null;
    const faults = [...(isExplained ? [] : disagreementsOf(life)), ...moneyFaults(life)];
    return faults.map((fault) => `${life.real.id} (${life.order.id}): ${fault}`);
  });
  return [...found, ...broken.map(({ real, reason }) => `${real.id}: broke off: ${reason}`)];
}

export function reportOf(driven: Driven): string[] {
  return [
    ...statusLines(driven),
    '',
    ...deadlineLines(driven),
    '',
    ...moneyLines(driven),
    '',
    ...remarkLines(driven),
    '',
    ...disagreementLines(driven),
    '',
    ...timeLines(driven),
  ];
}

function statusLines({ lived, policy }: Driven): string[] {
  const groups = Map.groupBy(lived, ({ real, order }) => {
    const reason = endedByPolicy({ order }) === null ? '' : `, ${order.statusReason}`;
    const mark = order.escalated && order.status !== 'completed' ? ', escalated' : '';
    return [real.sourceStatus, real.ending, `${order.status}${reason}${mark}`].join('|');
  });
  const counted = [...groups].toSorted(([, one], [, other]) => other.length - one.length);
  return [
    `Orders by final status, under the policy “${policy}”:`,
    ...tableOf([
      ['in the source', 'lived as', 'here', 'orders'],
      ...counted.map(([key, those]) => [...key.split('|'), those.length]),
      ['all', '', '', lived.length],
    ]),
  ];
}

/** Deadlines by the engine, beside what the source's own dates say. */
function deadlineLines({ lived }: Driven): string[] {
  const cells = (name: Compared) => {
    const states = lived.map(({ order }) => stateOf(order, name));
    const count = (state: string) => states.filter((found) => found === state).length;
    const overdue = lived.filter(({ real }) => expectedState(real, name) === 'missed');
    const late = overdue.filter(({ real }) => hasHappened(real, name));
    const never = overdue.length - late.length;
    return [name, count('met'), count('missed'), count('stopped'), late.length, never];
  };
  return [
    'Deadlines in the engine, and what the source’s own dates say:',
    ...tableOf([
      ['deadline', 'met', 'missed', 'stopped', 'late in the source', 'never in the source'],
      cells('dispatch'),
      cells('delivery'),
    ]),
    ...rowLines(lived.map(({ real }) => real)),
  ];
}

function hasHappened({ ending }: RealOrder, name: Compared): boolean {
  return ending === 'delivered' || (name === 'dispatch' && ending === 'never_delivered');
}

/** The same counted as the source counts: by its rows, and by dates whatever the status says. */
function rowLines(orders: readonly RealOrder[]): string[] {
  const rowsOf = (some: readonly RealOrder[]) => new Set(some.map(({ sourceId }) => sourceId)).size;
  const handedOver = orders.filter(
    (real) => (real.handedOverAfterMs ?? 0) > real.dispatchDueAfterMs,
  );
  const delivered = orders.filter((real) => (real.deliveredAfterMs ?? 0) > real.deliveryDueAfterMs);
  const counts = (late: readonly RealOrder[]) => `${rowsOf(late)} rows (${late.length} orders)`;
  return [
    `  By dates alone, of ${rowsOf(orders)} rows that are ${orders.length} orders by seller: ` +
      `handed over late ${counts(handedOver)}, delivered late ${counts(delivered)}.`,
  ];
}

const noMoney: Money = {
  capturedMinor: 0,
  claimedMinor: 0,
  refundedMinor: 0,
  settledMinor: 0,
  heldMinor: 0,
  ledgerSumMinor: 0,
};

function moneyLines({ lived }: Driven): string[] {
  const byCurrency = Map.groupBy(lived, ({ order }) => order.totals.currency);
  return [
    'Money: taken + claimed = given back + settled + held, and all ledgers sum to zero:',
    ...tableOf(
      [
        ['currency', 'taken', 'claimed', 'given back', 'settled', 'held', 'sum of the ledgers'],
        ...[...byCurrency].map(([currency, lives]) => {
          const total = lives.map(moneyOf).reduce(add, noMoney);
          const { capturedMinor, claimedMinor, refundedMinor } = total;
          const { settledMinor, heldMinor, ledgerSumMinor } = total;
          const inMinor = [capturedMinor, claimedMinor];
          return [currency, ...inMinor, refundedMinor, settledMinor, heldMinor, ledgerSumMinor];
        }),
      ].map(inUnits),
    ),
  ];
}

/** Minor units as amounts. */
function inUnits(cells: readonly Cell[]): Cell[] {
  return cells.map((cell) => (typeof cell === 'number' ? (cell / 100).toFixed(2) : cell));
}

function add(one: Money, other: Money): Money {
  return {
    capturedMinor: one.capturedMinor + other.capturedMinor,
    claimedMinor: one.claimedMinor + other.claimedMinor,
    refundedMinor: one.refundedMinor + other.refundedMinor,
    settledMinor: one.settledMinor + other.settledMinor,
    heldMinor: one.heldMinor + other.heldMinor,
    ledgerSumMinor: one.ledgerSumMinor + other.ledgerSumMinor,
  };
}

/** More than so many orders are counted, not listed. */
const listedMax = 12;

function remarkLines({ lived }: Driven): string[] {
  const remarks = Object.keys(remarkTexts) as Remark[];
  return [
    'What of the source could not be taken as it stands:',
    ...remarks.flatMap((remark) => {
      const those = lived.filter(({ real }) => real.remarks.includes(remark));
      const rows = [...new Set(those.map(({ real }) => real.sourceId))];
      if (rows.length === 0) return [];
      const listed = rows.length > listedMax ? [] : rows.map((id) => `    ${id}`);
      return [`  ${rows.length} ${remarkTexts[remark]}`, ...listed];
    }),
  ];
}

function disagreementLines(driven: Driven): string[] {
  const found = unexplained(driven);
  if (found.length === 0) return ['No disagreement is unexplained.'];
  return [`${found.length} disagreements are unexplained:`, ...found.map((line) => `  ${line}`)];
}

function timeLines({ lived, broken, seconds }: Driven): string[] {
  const each = lived.map((life) => life.seconds).toSorted((one, other) => one - other);
  const at = (share: number) => (each[Math.floor((each.length - 1) * share)] ?? 0).toFixed(1);
  const count = lived.length + broken.length;
  return [
    `${count} orders in ${seconds.toFixed(0)} s: ${(seconds / count).toFixed(2)} s an order; ` +
      `one order's life took ${at(0)} to ${at(1)} s, half of them at most ${at(0.5)} s.`,
  ];
}
