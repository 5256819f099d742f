import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inMemory } from '../../../simulators/books.ts';
import { startStockSimulator } from '../../../simulators/stock.ts';
import { createHttpInventory } from '../../../src/adapters/inventory/http.ts';
import type { HoldOutcome, InventoryLine } from '../../../src/adapters/inventory/port.ts';
import { closing, deadUrl, send, startBareServer, temporaryHome, unique } from './started.ts';

const sellerId = 'pty_1';

async function startStock() {
  const { url } = closing(await startStockSimulator({ port: 0, home: inMemory, slowMs: 400 }));
  return { url, inventory: createHttpInventory({ url }) };
}

async function stocked(url: string, onHand: number): Promise<string> {
  const sku = unique('sku-');
  await send('PUT', `${url}/stock/${sellerId}/${sku}`, { onHand });
  return sku;
}

async function level(url: string, sku: string) {
  return (await send('GET', `${url}/stock/${sellerId}/${sku}`)).body;
}

/** How long it is still good for differs by when it is asked. */
function withoutTime(outcome: HoldOutcome) {
  const { validForSeconds: _, ...told } = { validForSeconds: null, ...outcome };
  return told;
}

function aHold(...lines: InventoryLine[]) {
  return { key: `hold:${unique('ord_')}`, sellerId, lines };
}

describe('holding', () => {
  test('what is held is no longer available', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);

    const outcome = await inventory.hold(aHold({ sku, quantity: 3 }));

    expect(outcome).toMatchObject({ status: 'held', holdReference: expect.any(String) });
    expect(await level(url, sku)).toMatchObject({ onHand: 5, held: 3, available: 2 });
  });

  test('all lines are held or none', async () => {
    const { url, inventory } = await startStock();
    const plenty = await stocked(url, 5);
    const scarce = await stocked(url, 1);

    const outcome = await inventory.hold(
      aHold({ sku: plenty, quantity: 1 }, { sku: scarce, quantity: 2 }),
    );

    expect(outcome).toEqual({
      status: 'refused',
      shortages: [{ sku: scarce, requested: 2, available: 1 }],
    });
    expect(await level(url, plenty)).toMatchObject({ held: 0 });
  });

  test('two lines of one article are counted together', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    const line = { sku, quantity: 3 };

    expect(await inventory.hold(aHold(line, line))).toEqual({
      status: 'refused',
      shortages: [{ sku, requested: 6, available: 5 }],
    });
  });

  test('an article nobody told of is plenty, or nothing if its name says so', async () => {
    const { url, inventory } = await startStock();

    expect(await level(url, 'unheard-of')).toMatchObject({ available: 1_000_000 });
    expect(await inventory.hold(aHold({ sku: 'out-of-stock-7', quantity: 1 }))).toMatchObject({
      status: 'refused',
      shortages: [{ available: 0 }],
    });
  });

  test('many at once never hold more than there is', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);

    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => inventory.hold(aHold({ sku, quantity: 1 }))),
    );

    expect(outcomes.filter(({ status }) => status === 'held')).toHaveLength(5);
    expect(await level(url, sku)).toMatchObject({ held: 5, available: 0 });
  });
});

describe('idempotency', () => {
  test('two instances with one key at once hold once', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    const hold = aHold({ sku, quantity: 3 });

    const [first, second] = await Promise.all([
      inventory.hold(hold),
      createHttpInventory({ url }).hold(hold),
    ]);

    expect(withoutTime(second)).toEqual(withoutTime(first));
    expect(await level(url, sku)).toMatchObject({ held: 3 });
  });

  test('commit and release under one key happen once', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 10);
    const { key: holdKey, ...hold } = aHold({ sku, quantity: 6 });
    await inventory.hold({ key: holdKey, ...hold });
    const commit = { key: 'commit:1', holdKey, lines: [{ sku, quantity: 2 }] };
    const release = { key: 'release:1', holdKey, lines: [{ sku, quantity: 1 }] };

    await Promise.all([inventory.commit(commit), inventory.commit(commit)]);
    await Promise.all([inventory.release(release), inventory.release(release)]);

    expect(await level(url, sku)).toMatchObject({ onHand: 8, held: 3, available: 5 });
  });

  test('another call under the same key is refused', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    const hold = aHold({ sku, quantity: 1 });
    await inventory.hold(hold);
    const reused = { name: 'NeighbourRefused', failure: 'idempotency_key_reused' };

    const other = { ...hold, lines: [{ sku, quantity: 2 }] };
    await expect(inventory.hold(other)).rejects.toMatchObject(reused);
    const release = { key: hold.key, holdKey: hold.key };
    await expect(inventory.release(release)).rejects.toMatchObject(reused);
  });

  test('a refused hold stays refused under its key', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 0);
    const hold = aHold({ sku, quantity: 1 });
    const refused = await inventory.hold(hold);

    await send('PUT', `${url}/stock/${sellerId}/${sku}`, { onHand: 9 });

    expect(await inventory.hold(hold)).toEqual(refused);
  });
});

describe('committing and releasing', () => {
  test('a release without lines gives back all that is left', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    const hold = aHold({ sku, quantity: 4 });
    await inventory.hold(hold);
    const lines = [{ sku, quantity: 1 }];
    await inventory.commit({ key: 'commit:1', holdKey: hold.key, lines });

    await inventory.release({ key: 'release:1', holdKey: hold.key });

    expect(await level(url, sku)).toMatchObject({ onHand: 4, held: 0, available: 4 });
    const [orderRef] = hold.key.split(':').slice(1);
    const { body } = await send('GET', `${url}/holds?orderRef=${orderRef}`);
    expect(body).toMatchObject({
      holds: [{ key: hold.key, lines: [{ sku, quantity: 4, committed: 1, released: 3 }] }],
    });
  });

  test('a hold that arrives after its release is refused', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    const hold = aHold({ sku, quantity: 1 });

    expect(await inventory.release({ key: 'release:1', holdKey: hold.key })).toEqual({
      status: 'released',
    });

    expect(await inventory.hold(hold)).toEqual({ status: 'refused', shortages: [] });
    expect(await level(url, sku)).toMatchObject({ held: 0 });
  });

  test('releasing a refused hold changes nothing', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 0);
    const hold = aHold({ sku, quantity: 1 });
    await inventory.hold(hold);

    expect(await inventory.release({ key: 'release:1', holdKey: hold.key })).toEqual({
      status: 'released',
    });
    expect(await level(url, sku)).toMatchObject({ held: 0, available: 0 });
  });

  test('more than is held is refused, whole', async () => {
    const { url, inventory } = await startStock();
    const [sku, other] = [await stocked(url, 5), await stocked(url, 5)];
    const hold = aHold({ sku, quantity: 2 }, { sku: other, quantity: 2 });
    const { key: holdKey } = hold;
    await inventory.hold(hold);
    const beyond = { name: 'NeighbourRefused', failure: 'more_than_held' };
    const lines = [
      { sku, quantity: 1 },
      { sku: other, quantity: 3 },
    ];

    await expect(inventory.commit({ key: 'c', holdKey, lines })).rejects.toMatchObject(beyond);
    await expect(inventory.release({ key: 'r', holdKey, lines })).rejects.toMatchObject(beyond);
    expect(await level(url, sku)).toMatchObject({ onHand: 5, held: 2 });
    expect(await level(url, other)).toMatchObject({ onHand: 5, held: 2 });
  });

  test('nothing is committed on the strength of no hold', async () => {
    const { inventory } = await startStock();
    const lines = [{ sku: 'a', quantity: 1 }];
    const none = { name: 'NeighbourRefused', failure: 'hold_not_found' };

    await expect(inventory.commit({ key: 'c', holdKey: 'hold:none', lines })).rejects.toMatchObject(
      none,
    );
    await expect(
      inventory.release({ key: 'r', holdKey: 'hold:none', lines }),
    ).rejects.toMatchObject(none);
  });

  test('stock on hand is never set below what is held', async () => {
    const { url, inventory } = await startStock();
    const sku = await stocked(url, 5);
    await inventory.hold(aHold({ sku, quantity: 3 }));

    expect(await send('PUT', `${url}/stock/${sellerId}/${sku}`, { onHand: 2 })).toMatchObject({
      status: 422,
      body: { code: 'less_than_held' },
    });
  });

  test('whatever is committed and released, nothing is lost and nothing appears', async () => {
    const { url, inventory } = await startStock();
    const step = fc.record({
      verb: fc.constantFrom('commit' as const, 'release' as const),
      quantity: fc.integer({ min: 1, max: 4 }),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const sku = await stocked(url, 20);
        const hold = aHold({ sku, quantity: 8 });
        await inventory.hold(hold);
        const model = { onHand: 20, held: 8 };
        for (const { verb, quantity } of steps) {
          const request = { key: unique(verb), holdKey: hold.key, lines: [{ sku, quantity }] };
          const isAllowed = quantity <= model.held;
          await (isAllowed
            ? inventory[verb](request)
            : expect(inventory[verb](request)).rejects.toMatchObject({ name: 'NeighbourRefused' }));
          if (isAllowed) model.held -= quantity;
          if (isAllowed && verb === 'commit') model.onHand -= quantity;
        }
        expect(await level(url, sku)).toMatchObject({
          ...model,
          available: model.onHand - model.held,
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('trouble with the stock system', () => {
  test('down, slow and not running are unavailable', async () => {
    const { url, inventory } = await startStock();
    const hold = aHold({ sku: 'a', quantity: 1 });
    const unavailable = { name: 'NeighbourUnavailable' };
    const impatient = createHttpInventory({ url, timeoutMs: 100 });
    const gone = createHttpInventory({ url: await deadUrl() });

    await send('PUT', `${url}/faults`, { mode: 'down' });
    await expect(inventory.hold(hold)).rejects.toMatchObject(unavailable);
    await send('PUT', `${url}/faults`, { mode: 'slow' });
    await expect(impatient.hold(hold)).rejects.toMatchObject(unavailable);
    await expect(gone.hold(hold)).rejects.toMatchObject(unavailable);
    await send('PUT', `${url}/faults`, { mode: 'none' });

    expect(await inventory.hold(hold)).toMatchObject({ status: 'held' });
    expect(await level(url, 'a')).toMatchObject({ held: 1 });
  });

  test('an answer of another shape is refused', async () => {
    const url = await startBareServer((_request, response) => void response.end('{"status":"x"}'));
    const hold = aHold({ sku: 'a', quantity: 1 });

    await expect(createHttpInventory({ url }).hold(hold)).rejects.toMatchObject({
      name: 'NeighbourRefused',
      failure: 'unreadable_answer',
    });
  });
});

test('holds and levels survive a restart', async () => {
  const home = temporaryHome();
  const before = await startStockSimulator({ port: 0, home });
  const hold = aHold({ sku: 'a', quantity: 1 });
  const outcome = await createHttpInventory({ url: before.url }).hold(hold);
  await before.close();

  const { url } = closing(await startStockSimulator({ port: 0, home }));

  const again = await createHttpInventory({ url }).hold(hold);
  expect(withoutTime(again)).toEqual(withoutTime(outcome));
  expect(await level(url, 'a')).toMatchObject({ onHand: 1_000_000, held: 1 });
});
