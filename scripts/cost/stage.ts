import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Sql } from 'postgres';
import { createEngine } from '../../src/api/temporal.ts';
import { storeQualifications } from '../runtime/store-qualifications.ts';
import { storeBuiltIn } from '../../src/db/registry/built-in.ts';
import { connectDatabase } from '../../src/db/connect.ts';
import { createTransitions, type Transitions } from '../../src/db/orders/transitions.ts';
import type { Command, CommandName } from '../../src/domain/commands.ts';
import type { Actor, OrderState } from '../../src/domain/order.ts';
import { createAttestor } from '../../src/evidence/attestation.ts';
import { createProof } from '../../src/evidence/proof.ts';
import { fastForward } from '../../src/temporal/fast-forward.ts';
import { createDataConverter } from '../../src/vault/data-converter.ts';
import { seal } from '../../src/vault/seal.ts';
import { createVault, type Vault } from '../../src/vault/vault.ts';
import { orderWorkflowId } from '../../workflows/contract.ts';
import { actorOf, anOrder, newId, parties } from './commands.ts';
import { runMeteredWorker, type StagePlaces } from './metered-worker.ts';
import { startCostNeighbours } from './neighbours.ts';
import { orderState, settled, type Ways, workflowIdsOf } from './rest.ts';
import { meterSql, type SqlTaken } from './sql-meter.ts';

/** The engine with a meter on its database, and all that a measured life is lived with. */
export interface Stage {
  client: Client;
  /** Accepts an order as the door does, has it started, and waits until it has come to rest. */
  place: (token: string | null) => Promise<string>;
  /** Sends a command as the door does, and waits until all it set off has come to rest. */
  send: (orderId: string, command: Command, by: Actor['role']) => Promise<OrderState>;
  /** Moves the order's clock past all that is still to come, and waits for the order's end. */
  liveOn: (orderId: string, byMs: number) => Promise<void>;
  state: (orderId: string) => Promise<OrderState>;
  /** The workflows that an order has had. */
  workflowIds: (orderId: string) => Promise<string[]>;
  takeSql: () => SqlTaken[];
  /** PostgreSQL's place in its log, in bytes. */
  walPosition: () => Promise<number>;
  stop: () => Promise<void>;
}

interface Tools extends Ways {
  transitions: Transitions;
  vault: Vault;
}

/** Brings the measured engine up; `stop` ends all of it but the servers. */
export async function openStage(places: StagePlaces): Promise<Stage> {
  const pool = (poolMax: number, applicationName: string) =>
    connectDatabase({ url: places.databaseUrl, poolMax, applicationName });
  const [sql, observer] = [pool(1, 'cost'), pool(2, 'cost-observer')];
  const meter = meterSql(sql, observer);
  await storeBuiltIn(observer);
  await registerParties(observer);
  const masterKey = randomBytes(32);
  const vault = createVault({ masterKey });
  const transitions = createTransitions({
    sql,
    proof: createProof({ vault, attestor: createAttestor({ masterKey }) }),
  });
  const dataConverter = createDataConverter({ codecKey: randomBytes(32) });
  const connection = await Connection.connect({ address: places.temporalAddress });
  const client = new Client({ connection, namespace: places.namespace, dataConverter });
  const neighbours = await startCostNeighbours();
  const tools: Tools = { sql, observer, meter, transitions, vault, client };
  const stopWorker = await runMeteredWorker(tools, {
    places,
    transitions,
    dataConverter,
    gateways: neighbours.gateways,
  });
  return {
    client,
    place: (token) => place(tools, token),
    send: (orderId, command, by) => send(tools, { orderId, command, by }),
    liveOn: async (orderId, byMs) => {
      const workflowId = orderWorkflowId(orderId);
      await fastForward(client, { workflowId, byMs });
      await client.workflow.getHandle(workflowId).result();
    },
    state: (orderId) => orderState(tools, orderId),
    workflowIds: async (orderId) => workflowIdsOf(await orderState(tools, orderId)),
    takeSql: meter.take,
    walPosition: async () => {
      const [row] = await observer<{ position: string }[]>`
        select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as position`;
      return Number(row?.position);
    },
    stop: async () => {
      await stopWorker();
      await Promise.all([connection.close(), neighbours.stop(), sql.end(), observer.end()]);
    },
  };
}

/** All count their days alike, so that no holiday near the day of measuring adds a timer. */
async function registerParties(sql: Sql): Promise<void> {
  for (const [role, id] of Object.entries(parties)) {
    await sql`insert into parties (id, role, kind, name, registration_number, address, calendar_id,
        status, created_at, updated_at)
      values (${id}, ${role}, 'organisation', ${id}, ${id}, '{}', 'always', 'approved', now(), now())`;
    await storeQualifications(sql, { id, role });
  }
}

function commandKey(): { id: string; bodyHash: string } {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
  return { id: hash(randomUUID()), bodyHash: hash(randomUUID()) };
}

async function place(tools: Tools, token: string | null): Promise<string> {
  const orderId = newId('ord');
  const { wrapped } = tools.vault.newDataKey();
  const dataKey = tools.vault.openDataKey(wrapped);
  await tools.meter.during({ kind: 'placing', name: 'order placed' }, () =>
    tools.transitions.place({
      orderId,
      input: anOrder(token),
      policyName: null,
      personal: {
        wrappedKey: wrapped,
        recipient: { name: seal(dataKey, { kind: 'name', value: '张三' }, orderId) },
      },
      actor: actorOf('platform'),
      at: new Date().toISOString(),
      key: commandKey(),
    }),
  );
  await settled(tools, orderId);
  return orderId;
}

async function send(
  tools: Tools,
  sent: { orderId: string; command: Command; by: Actor['role'] },
): Promise<OrderState> {
  const { orderId, command, by } = sent;
  const key = commandKey();
  await createEngine(tools.client).send({
    orderId,
    name: command.name as CommandName,
    updateId: key.id,
    envelope: { action: command, actor: actorOf(by), key },
  });
  return settled(tools, orderId);
}
