import { historyCost, type HistoryCost } from './history-cost.ts';
import { lifeNames, type LifeName, liveAs } from './lives.ts';
import type { SqlTaken } from './sql-meter.ts';
import type { Stage } from './stage.ts';

/** What one life has cost. Everything is exact but the bytes. */
export interface LifeCost {
  life: LifeName;
  /** The order's workflow first, then its refunds'. */
  workflows: HistoryCost[];
  /** In the order in which it was asked of PostgreSQL. */
  sql: SqlTaken[];
  walBytes: number;
}

/** Lives one life on the stage and tells its cost. */
export async function measureLife(stage: Stage, life: LifeName): Promise<LifeCost> {
  stage.takeSql();
  const walBefore = await stage.walPosition();
  const orderId = await liveAs(stage, life);
  const walBytes = (await stage.walPosition()) - walBefore;
  const workflowIds = await stage.workflowIds(orderId);
  const workflows = await Promise.all(workflowIds.map((id) => historyCost(stage.client, id)));
  return { life, workflows, sql: stage.takeSql(), walBytes };
}

/** Lives all of them, one after the other, and says which is on. */
export async function measureAll(
  stage: Stage,
  tell: (life: LifeName) => void = () => undefined,
): Promise<LifeCost[]> {
  const costs: LifeCost[] = [];
  for (const life of lifeNames) {
    tell(life);
    costs.push(await measureLife(stage, life));
  }
  return costs;
}

/** What must be equal on every run. */
export function exactPart(costs: LifeCost[]): unknown {
  return costs.map(({ life, workflows, sql }) => ({
    life,
    sql,
    workflows: workflows.map(({ bytes: _bytes, ...counts }) => counts),
  }));
}
