import { pino } from 'pino';
import { expect, test } from 'vitest';
import { carryOut } from '../../src/api/commands/carry-out.ts';
import { findAnswer } from '../../src/api/commands/commands.ts';
import { bodyHashOf, commandKey } from '../../src/api/commands/command-key.ts';
import { createEngine } from '../../src/api/temporal.ts';
import { accessOfOrder } from '../../src/db/reading/order-access.ts';
import type { Command, DecideAsSeller } from '../../src/domain/commands.ts';
import { must } from '../../src/domain/errors.ts';
import { orderState } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import {
  bringTo,
  isQuiet,
  placeOrder,
  refusalOf,
  send,
  untilOrder,
} from '../support/order-life.ts';
import {
  accepting,
  actorOf,
  anOrder,
  appointing,
  cancelling,
  parties,
  paying,
  signature,
} from '../support/orders.ts';
import { continuedAsNew, runOf, settledHistoryLength, terminated } from './runs.ts';

const engine = engineOfFile();

type Asking = { by: 'seller' | 'courier' | 'consumer' | 'support'; idempotencyKey: string };

function keyFor(orderId: string, command: Command, { by, idempotencyKey }: Asking) {
  return commandKey({
    caller: {
      role: by,
      id: actorOf(by).id,
      platformId: parties.platform,
      partyId: null,
      consumerRef: null,
      personId: null,
    },
    method: 'POST',
    path: `/v1/orders/${orderId}/${command.name}`,
    idempotencyKey,
    bodyHash: bodyHashOf(command),
  });
}

/** As the door does it: the answer under the key, else the command, and then its answer. */
async function ask(orderId: string, command: Command, asking: Asking) {
  const key = keyFor(orderId, command, asking);
  if (!(await findAnswer(engine, key)))
    await send(engine, orderId, command, { by: asking.by, key });
  return must(await findAnswer(engine, key), 'answer');
}

/** As the door sends a command, once: what gets no answer is not repeated. */
async function throughTheDoor(
  orderId: string,
  action: Command,
  { by, key }: { by: Asking['by']; key: ReturnType<typeof commandKey> },
): Promise<void> {
  const { sql, transitions } = engine;
  const door = { sql, transitions, engine: createEngine(engine.client()) };
  const order = must(await accessOfOrder(sql, orderId), 'order');
  const logger = pino({ level: 'silent' });
  await carryOut({ ...door, logger }, { order, action, actor: actorOf(by), key });
}

test('D3: what only a copy that is behind would refuse is taken once it has caught up', async () => {
  const orderId = await placeOrder(engine, { token: null });
  const command = paying('tok_ok');
  await untilOrder(engine, orderId, isQuiet);
  await settledHistoryLength(engine, orderId);
  // Committed, and its workflow does not know of it yet.
  await engine.transitions.run({
    orderId,
    action: accepting,
    actor: actorOf('seller'),
    at: new Date().toISOString(),
    expectedVersion: null,
    key: keyFor(orderId, accepting, { by: 'seller', idempotencyKey: 'seller-1' }),
  });
  const key = keyFor(orderId, command, { by: 'consumer', idempotencyKey: 'consumer-1' });

  await throughTheDoor(orderId, command, { by: 'consumer', key });

  expect(await findAnswer(engine, key)).toMatchObject({ subject: { type: 'payment' } });
});

test('D2: a refusal that the workflow gave after it had taken the update is not remembered', async () => {
  await engine.stopWorker();
  const orderId = await placeOrder(engine);
  const key = keyFor(orderId, amending, { by: 'seller', idempotencyKey: 'seller-1' });
  // Nobody has looked at it when it comes: the copy is empty, and the stock is not held yet.
  const early = refusalOf(throughTheDoor(orderId, amending, { by: 'seller', key }));
  await engine.startWorker();
  expect(await early).toBe('order_busy');
  await untilOrder(engine, orderId, isQuiet);

  await throughTheDoor(orderId, amending, { by: 'seller', key });

  expect(await findAnswer(engine, key)).toMatchObject({ subject: { id: orderId } });
});

test('D2: a refusal of the moment is not heard again under its key once another one stands', async () => {
  await engine.stopWorker();
  const [tea] = anOrder().lines;
  const lines = [0, 1].map((unitPriceMinor, index) => ({
    ...must(tea, 'line'),
    lineNo: index + 1,
    quantity: 1,
    unitPriceMinor,
  }));
  const orderId = await placeOrder(engine, { lines, deliveryFeeMinor: 0, totalMinor: 1 });
  const key = keyFor(orderId, worthless, { by: 'seller', idempotencyKey: 'seller-1' });
  const early = refusalOf(throughTheDoor(orderId, worthless, { by: 'seller', key }));
  await engine.startWorker();
  expect(await early).toBe('order_busy');
  await untilOrder(engine, orderId, isQuiet);

  const again = throughTheDoor(orderId, worthless, { by: 'seller', key });

  expect(await refusalOf(again)).toBe('totals_do_not_add_up');
});

test('D2: a repeat that the rule would refuse, on its way while the first was committed, is answered', async () => {
  const orderId = await placeOrder(engine);
  const key = keyFor(orderId, accepting, { by: 'seller', idempotencyKey: 'seller-1' });
  await send(engine, orderId, accepting, { by: 'seller', key });
  const { order } = await bringTo(engine, orderId, 'awaiting_handover');
  await continuedAsNew(runOf(engine, orderId));

  // The door has looked the key up before it was there, so it sends the command.
  await throughTheDoor(orderId, accepting, { by: 'seller', key });

  expect((await orderState(engine, orderId)).order.version).toBe(order.version);
});

const amending: DecideAsSeller = {
  name: 'decideAsSeller',
  decision: 'accept',
  reason: null,
  note: null,
  lines: [{ lineNo: 1, quantity: 1 }],
};

/** What would be left has no price. */
const worthless: DecideAsSeller = { ...amending, lines: [{ lineNo: 2, quantity: 0 }] };

const declining: DecideAsSeller = {
  name: 'decideAsSeller',
  decision: 'decline',
  reason: 'seller_out_of_stock',
  note: null,
  lines: null,
};

async function journalTypes(orderId: string): Promise<string[]> {
  const rows = await engine.sql<{ type: string }[]>`
    select type from journal where order_id = ${orderId} order by sequence`;
  return rows.map(({ type }) => type);
}

const newRuns = {
  'continued as new': (orderId: string) => continuedAsNew(runOf(engine, orderId)),
  'terminated and started again': (orderId: string) => terminated(engine, runOf(engine, orderId)),
};

test.each(Object.entries(newRuns))(
  'D2: a key is answered again by the run that follows one that was %s',
  async (_how, intoNext) => {
    const orderId = await placeOrder(engine);
    const asking = { by: 'seller', idempotencyKey: 'seller-1' } as const;
    const first = await ask(orderId, accepting, asking);
    const { order } = await bringTo(engine, orderId, 'awaiting_handover');

    await intoNext(orderId);

    expect(await ask(orderId, accepting, asking)).toEqual(first);
    expect((await orderState(engine, orderId)).order.version).toBe(order.version);
  },
);

test.each(Object.entries(newRuns))(
  'D2, D3: an update that comes again to a run that was %s changes nothing',
  async (_how, intoNext) => {
    const orderId = await placeOrder(engine);
    const state = await bringTo(engine, orderId, 'arrived');
    const command = appointing(state);
    const key = keyFor(orderId, command, { by: 'courier', idempotencyKey: 'courier-1' });
    await send(engine, orderId, command, { by: 'courier', key });
    const { order } = await orderState(engine, orderId);

    await intoNext(orderId);
    await send(engine, orderId, command, { by: 'courier', key });

    expect((await orderState(engine, orderId)).order.version).toBe(order.version);
    const again = await engine.transitions.run({
      orderId,
      action: command,
      actor: actorOf('courier'),
      at: new Date().toISOString(),
      expectedVersion: null,
      key,
    });
    expect(again).toMatchObject({ kind: 'repeated', subject: { type: 'shipment' } });
  },
);

test('D2: two equal requests under one key at once are one, and answered alike, then and later', async () => {
  const orderId = await placeOrder(engine);
  const asking = { by: 'seller', idempotencyKey: 'one-key' } as const;

  const answers = await Promise.all([
    ask(orderId, accepting, asking),
    ask(orderId, accepting, asking),
  ]);
  await bringTo(engine, orderId, 'awaiting_handover');

  expect(answers[1]).toEqual(answers[0]);
  expect(await ask(orderId, accepting, asking)).toEqual(answers[0]);
  const types = await journalTypes(orderId);
  expect(types.filter((type) => type === 'order_confirmed')).toHaveLength(1);
});

test('D2: of two different requests under one key at once one is taken, the other is refused', async () => {
  const orderId = await placeOrder(engine);
  const asking = { by: 'seller', idempotencyKey: 'one-key' } as const;

  const results = await Promise.allSettled([
    ask(orderId, accepting, asking),
    ask(orderId, declining, asking),
  ]);

  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toMatchObject([{ reason: { code: 'idempotency_key_reused' } }]);
  const isAccepted = results[0].status === 'fulfilled';
  const types = await journalTypes(orderId);
  expect(types.includes('order_confirmed')).toBe(isAccepted);
  expect(types.includes('order_declined')).toBe(!isAccepted);
  const loser = isAccepted ? declining : accepting;
  expect(await refusalOf(ask(orderId, loser, asking))).toBe('idempotency_key_reused');
});

test('D2: a refusal is not stored: the same key is free for the request put right', async () => {
  const orderId = await placeOrder(engine);
  const asking = { by: 'seller', idempotencyKey: 'one-key' } as const;

  const refused = ask(orderId, { ...declining, reason: null }, asking);

  expect(await refusalOf(refused)).toBe('reason_missing');
  expect(await ask(orderId, declining, asking)).toMatchObject({ subject: { id: orderId } });
});

test('D2: two actors with the same Idempotency-Key on the same path do not disturb each other', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'handover_noted');
  const idempotencyKey = 'everybody-uses-this';
  const sign = (by: 'seller' | 'courier') =>
    ask(orderId, signature(state, 'handover_note', by), { by, idempotencyKey });

  await Promise.all([sign('seller'), sign('courier')]);

  const { signatures, order } = await orderState(engine, orderId);
  expect(signatures.map(({ role }) => role).toSorted()).toEqual(['courier', 'seller']);
  expect(order.status).toBe('in_delivery');
});

test('D2: a refused update leaves the history as long as it was', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'in_delivery');
  const historyLength = await settledHistoryLength(engine, orderId);

  const refused = send(engine, orderId, cancelling('wrong_details'), { by: 'consumer' });

  expect(await refusalOf(refused)).toBe('cancel_after_handover');
  expect(await settledHistoryLength(engine, orderId)).toBe(historyLength);
});
