import { type HistoryCost, sum } from './history-cost.ts';
import type { LifeCost } from './measure.ts';

/** One thing that issue 3 wants ("What it costs"), and what was found. */
export interface Wish {
  wanted: string;
  found: string;
  isMet: boolean;
}

const happyRatioMax = 1.15;
const otherRatioMax = 1.25;
const happyEventsMax = 150;
const roundTripsMax = 3;
const statementsMax = 12;

/** All wishes, held against one run. */
export function wishes(costs: LifeCost[]): Wish[] {
  const happy = costs.filter(({ life }) => life === 'happy').flatMap(({ workflows }) => workflows);
  const most = (title: string, max: number, count: (cost: HistoryCost) => number): Wish => {
    const found = sum(happy.map(count));
    return { wanted: `happy: ${title} ≤ ${max}`, found: String(found), isMet: found <= max };
  };
  const updates = sum(happy.map((cost) => cost.updates));
  return [
    ...costs.map(ratioWish),
    most('events', happyEventsMax, (cost) => cost.events),
    most('activities', 5, (cost) => cost.activities),
    { wanted: 'happy: updates = 12', found: String(updates), isMet: updates === 12 },
    most('local activities', 20, (cost) => cost.localActivities),
    most('timers', 7, (cost) => cost.timersFired + cost.timersCancelled),
    most('search-attribute upserts', 5, (cost) => cost.upserts),
    ...sqlWishes(costs),
  ];
}

function ratioWish({ life, workflows }: LifeCost): Wish {
  const max = life === 'happy' ? happyRatioMax : otherRatioMax;
  const ratio = ratioOf(workflows);
  return {
    wanted: `${life}: events ≤ ${max} × E_min`,
    found: ratio.toFixed(2),
    isMet: ratio <= max,
  };
}

/** Events for each event of the floor. */
export function ratioOf(workflows: Pick<HistoryCost, 'events' | 'eventsMin'>[]): number {
  return (
    sum(workflows.map(({ events }) => events)) / sum(workflows.map(({ eventsMin }) => eventsMin))
  );
}

function sqlWishes(costs: LifeCost[]): Wish[] {
  const all = costs.flatMap(({ sql }) => sql);
  const transitions = all.filter(({ kind }) => kind === 'transition' || kind === 'placing');
  const placings = all.filter(({ kind }) => kind === 'placing');
  const worst = (title: string, max: number, field: 'statements' | 'roundTrips'): Wish => {
    const dearest = transitions.toSorted((one, other) => other[field] - one[field])[0];
    const found = dearest?.[field] ?? Number.NaN;
    return {
      wanted: `each transition: ${title} ≤ ${max}`,
      found: `at most ${found} (${dearest?.name})`,
      isMet: found <= max,
    };
  };
  const commits = (found: typeof all, wanted: string): Wish => {
    const other = found.find((taken) => taken.commits !== 1);
    return {
      wanted,
      found: other ? `${other.commits} (${other.name})` : `1 in all ${found.length}`,
      isMet: found.length > 0 && !other,
    };
  };
  return [
    commits(transitions, 'each transition: commits = 1'),
    worst('round trips besides the commit', roundTripsMax, 'roundTrips'),
    worst('statements', statementsMax, 'statements'),
    commits(placings, 'placing: commits = 1, and the start'),
  ];
}
