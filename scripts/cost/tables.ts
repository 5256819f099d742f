import { type HistoryCost, sum } from './history-cost.ts';
import { type LifeName, lifeNames } from './lives.ts';
import type { LifeCost } from './measure.ts';
import type { SqlTaken } from './sql-meter.ts';
import { ratioOf } from './wanted.ts';

type Cell = string | number;

/** Lines of a table: the first column to the left, all others to the right. */
function table(head: string[], rows: Cell[][]): string[] {
  const lines = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2),
      )
      .join('')
      .trimEnd(),
  );
}

/** Smallest and greatest of some values, as one where they are alike. */
function spread(values: number[], show: (value: number) => string = String): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => show(value));
  return least === most ? String(least) : `${least}–${most}`;
}

const inKb = (bytes: number): string => (bytes / 1000).toFixed(1);

/** Temporal: every workflow of every life, against the floor. */
export function temporalTable(runs: LifeCost[][]): string[] {
  const head =
    'Temporal|events|E_min|ratio|tasks|activities|local|updates|signals|timers fired|cancelled|upserts|sandbox|history kB';
  const rows = (runs[0] ?? []).flatMap(({ life, workflows }, index) => {
    const eachRun = runs.map((run) => run[index]?.workflows ?? []);
    const own = workflows.map((cost, at) =>
      workflowRow(
        workflows.length > 1 ? `${life}: ${cost.workflowType}` : life,
        [cost],
        eachRun.map((run) => run[at]?.bytes ?? 0),
      ),
    );
    if (workflows.length === 1) return own;
    const bytes = eachRun.map((run) => sum(run.map((cost) => cost.bytes)));
    return [...own, workflowRow(`${life}: together`, workflows, bytes)];
  });
  return table(head.split('|'), rows);
}

function workflowRow(title: string, costs: HistoryCost[], bytes: number[]): Cell[] {
  const total = (count: (cost: HistoryCost) => number): number => sum(costs.map(count));
  return [
    title,
    total((cost) => cost.events),
    total((cost) => cost.eventsMin),
    ratioOf(costs).toFixed(2),
    total((cost) => cost.workflowTasks),
    total((cost) => cost.activities),
    total((cost) => cost.localActivities),
    total((cost) => cost.updates),
    total((cost) => cost.signals),
    total((cost) => cost.timersFired),
    total((cost) => cost.timersCancelled),
    total((cost) => cost.upserts),
    total((cost) => cost.sandboxEvents),
    spread(bytes, inKb),
  ];
}

const short: Record<LifeName, string> = {
  happy: 'happy',
  'refused in part': 'part',
  'refused whole': 'whole',
  'confirmation expired': 'expired',
  'declined then paid': 'declined',
  'cancelled after payment': 'cancelled',
};

/** How often each type of event stands in the histories of each life, the sandbox's left out. */
export function eventTable(costs: LifeCost[]): string[] {
  const countOf = ({ workflows }: LifeCost, type: string): number =>
    sum(workflows.map(({ eventsByType }) => eventsByType[type] ?? 0));
  const types = new Set(
    costs.flatMap(({ workflows }) => workflows.flatMap((cost) => Object.keys(cost.eventsByType))),
  );
  return table(
    ['events by type', ...lifeNames.map((life) => short[life])],
    [...types].map((type) => [
      type.toLowerCase().replaceAll('_', ' '),
      ...costs.map((cost) => countOf(cost, type)),
    ]),
  );
}

/** PostgreSQL: what each life asked of it. */
export function sqlTable(runs: LifeCost[][]): string[] {
  const head = 'PostgreSQL|transitions|starts|reads|commits|statements|round trips|rows|WAL kB';
  const rows = (runs[0] ?? []).map(({ life, sql }, index) => {
    const times = (...kinds: SqlTaken['kind'][]): number =>
      sql.filter(({ kind }) => kinds.includes(kind)).length;
    return [
      life,
      times('placing', 'transition'),
      times('start'),
      times('load'),
      sum(sql.map(({ commits }) => commits)),
      sum(sql.map(({ statements }) => statements)),
      sum(sql.map(({ roundTrips }) => roundTrips)),
      sum(sql.map(({ rows: written }) => written)),
      spread(
        runs.map((run) => run[index]?.walBytes ?? 0),
        inKb,
      ),
    ];
  });
  return table(head.split('|'), rows);
}

/** Each kind of work at PostgreSQL, the dearest first. */
export function workTable(costs: LifeCost[]): string[] {
  const byName = Map.groupBy(
    costs.flatMap(({ sql }) => sql),
    ({ name }) => name,
  );
  const rows = [...byName].map(([name, taken]) => ({
    cells: [
      name,
      taken.length,
      spread(taken.map(({ commits }) => commits)),
      spread(taken.map(({ statements }) => statements)),
      spread(taken.map(({ roundTrips }) => roundTrips)),
      spread(taken.map(({ rows }) => rows)),
    ],
    weight: Math.max(...taken.map(({ statements, rows }) => statements * 1000 + rows)),
  }));
  return table(
    ['each time', 'times', 'commits', 'statements', 'round trips', 'rows'],
    rows.toSorted((one, other) => other.weight - one.weight).map(({ cells }) => cells),
  );
}
