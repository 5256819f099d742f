import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { Command } from '../../src/domain/commands.ts';
import { orderState, registerParty } from '../support/engine.ts';
import { engineOfFile } from '../support/file-engine.ts';
import { neighbourBooks } from '../support/neighbour-books.ts';
import { bringTo, isQuiet, placeOrder, send, untilOrder } from '../support/order-life.ts';
import { accepting, newId, parties, shipmentOf } from '../support/orders.ts';
import { searchAttributes } from '../../workflows/contract.ts';
import { runOf, terminated } from './runs.ts';

const another = 'pty_another_courier';
const engine = engineOfFile();
beforeAll(async () => {
  await registerParty(engine.sql, { id: another, role: 'courier', calendar: 'always' });
});

/** One of the two units goes on a shipment of its own; answers its id. */
async function split(orderId: string): Promise<string> {
  const newShipmentId = newId('shp');
  const command: Command = {
    name: 'splitShipment',
    newShipmentId,
    courierId: parties.courier,
    courierService: null,
    lines: [{ lineNo: 1, quantity: 1 }],
  };
  await send(engine, orderId, command, { by: 'seller' });
  return newShipmentId;
}

const callOff = (orderId: string, shipmentId: string) =>
  send(
    engine,
    orderId,
    { name: 'cancelShipment', shipmentId, reason: 'seller_out_of_stock', note: null },
    { by: 'seller' },
  );

test('S0 5.3: while the stock keeper is down and the run is lost, a shipment called off still gives back just its goods', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'awaiting_handover');
  const shipmentId = await split(orderId);
  await engine.neighbours.breakDown('stock', 'down');
  await callOff(orderId, shipmentId);
  expect((await orderState(engine, orderId)).effects.at(-1)).toMatchObject({
    kind: 'release_stock',
    status: 'pending',
  });

  await terminated(engine, runOf(engine, orderId));
  await engine.neighbours.breakDown('stock', 'none');

  await untilOrder(engine, orderId, isQuiet);
  expect((await neighbourBooks(engine, orderId)).unitsHeld).toBe(1);
  await bringTo(engine, orderId, 'in_delivery');
  const moving = await untilOrder(engine, orderId, ({ order }) => order.refundedMinor > 0);
  expect(moving.order).toMatchObject({ status: 'in_delivery', refundedMinor: 12_990 });
  expect(await neighbourBooks(engine, orderId)).toMatchObject({
    unitsHeld: 0,
    takenMinor: 13_990,
  });
});

test('S0 5.3: a shipment called off before the stock keeper has answered leaves nothing held for ever', async () => {
  await engine.neighbours.breakDown('stock', 'down');
  const orderId = await placeOrder(engine);
  await send(engine, orderId, accepting, { by: 'seller' });
  await untilOrder(engine, orderId, ({ shipments }) => shipments.length > 0);
  await callOff(orderId, await split(orderId));
  const asked = (await orderState(engine, orderId)).effects;
  expect(asked.filter(({ kind }) => kind === 'release_stock')).toEqual([]);

  await engine.neighbours.breakDown('stock', 'none');

  const quiet = await untilOrder(engine, orderId, isQuiet);
  expect(quiet.cases).toEqual([]);
  expect((await neighbourBooks(engine, orderId)).unitsHeld).toBe(1);
});

test('S0 7.5.1 a: whoever looks for a courier in Temporal finds the orders that it carries now', async () => {
  const orderId = await placeOrder(engine);
  await bringTo(engine, orderId, 'awaiting_handover');
  const shown = async () => {
    const { typedSearchAttributes: found } = await runOf(engine, orderId).describe();
    return [found.get(searchAttributes.CourierId), found.get(searchAttributes.CourierIds)];
  };
  expect(await shown()).toEqual([parties.courier, [parties.courier]]);

  const own = await split(orderId);
  await send(
    engine,
    orderId,
    { name: 'reassignShipment', shipmentId: own, courierId: another, courierService: null },
    { by: 'seller' },
  );
  await eventually(async () =>
    expect(await shown()).toEqual([parties.courier, [parties.courier, another].toSorted()]),
  );
  await callOff(orderId, own);
  await eventually(async () => expect(await shown()).toEqual([parties.courier, [parties.courier]]));
});

test('S0 7.7.3 a: while the carrier is down and the run is lost, goods called back are still stopped, once', async () => {
  const orderId = await placeOrder(engine);
  const state = await bringTo(engine, orderId, 'in_delivery');
  await engine.neighbours.breakDown('carrier', 'down');
  const command: Command = {
    name: 'interceptShipment',
    shipmentId: shipmentOf(state).id,
    returnShipmentId: newId('shp'),
    reason: 'recall',
    note: null,
  };
  await send(engine, orderId, command);

  await terminated(engine, runOf(engine, orderId));
  await engine.neighbours.breakDown('carrier', 'none');

  const stopped = await untilOrder(engine, orderId, isQuiet);
  const stops = stopped.effects.filter(({ kind }) => kind === 'cancel_carriage');
  expect(stops).toMatchObject([{ status: 'done', failure: null }]);
  expect(stopped.cases).toEqual([]);
  expect(shipmentOf(stopped, 'return')).toMatchObject({ status: 'in_transit' });
});
