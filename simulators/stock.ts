import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import { addFaultSwitch, faultControls } from './faults.ts';
import { answerOnce, answersSchema, fingerprintOf } from './once.ts';
import {
  createServer,
  describeAtRoot,
  idempotencyKeyOf,
  listenOnLoopback,
  SimulatorRefusal,
} from './server.ts';
import type { Simulator } from './server.ts';
import {
  allHolds,
  findHold,
  holdLines,
  mainWarehouse,
  saveHold,
  saveStockLevel,
  stockLevels,
  stockSchema,
} from './stock-books.ts';
import { commit, expireHolds, hold, release, renew, secondsLeft } from './stock-desk.ts';

/** Where the stock system runs and keeps its books. */
export type StockSimulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The folder of the books, or `inMemory`. */
  home: string;
  /** How slow the fault `slow` is; default 3000. */
  slowMs?: number;
};

type LevelRoute = { Params: { sellerId: string; sku: string } };

const text = z.string().min(1).max(300);
const lines = z
  .array(z.strictObject({ sku: text, quantity: z.int().positive(), warehouse: text.optional() }))
  .min(1)
  .max(1_000);

const holdSchema = z.strictObject({
  sellerId: text,
  lines,
  partial: z.boolean().optional(),
  strategy: z.enum(['fewest_warehouses', 'in_order']).optional(),
});
const renewSchema = z.strictObject({ holdKey: text });
const commitSchema = z.strictObject({ holdKey: text, lines });
const releaseSchema = z.strictObject({ holdKey: text, lines: lines.optional() });
const levelSchema = z.strictObject({
  onHand: z.int().nonnegative(),
  warehouse: text.default(mainWarehouse),
});
const holdsQuery = z.strictObject({ key: text.optional(), orderRef: text.optional() });

const description = {
  simulator: 'stock keeper',
  books: {
    'GET /stock/{sellerId}/{sku}': 'on hand, held and available, in all and in each warehouse',
    'GET /holds?orderRef=|key=': 'what is held for whom, committed and released',
  },
  controls: {
    'PUT /stock/{sellerId}/{sku} {"onHand","warehouse"?}': `sets a level; without a warehouse that of ${mainWarehouse}, a new name adds a warehouse`,
    'POST /holds/{key}/expiry': 'the time of a hold is over now',
    ...faultControls,
  },
  sentinels: {
    'a sku that begins with out-of-stock': 'there is nothing of it, until a level is set',
    'any other sku without a level': `plenty, in ${mainWarehouse}`,
  },
};

/** The sellers' stock: nothing can be held twice, however many ask at once. */
export async function startStockSimulator(options: StockSimulatorOptions): Promise<Simulator> {
  const schema = `${stockSchema};${answersSchema}`;
  const books = openBooks({ home: options.home, name: 'warehouses', schema });
  const server = createServer();
  describeAtRoot(server, description);
  addFaultSwitch(server, options.slowMs)((scope) => addCommands(scope, books));
  addLevels(server, books);
  addExpiry(server, books);
  server.get('/holds', (request) => {
    const query = holdsQuery.parse(request.query);
    return { holds: matchingHolds(books, query) };
  });

  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    async close() {
      await server.close();
      books.close();
    },
  };
}

function addCommands(scope: FastifyInstance, books: Books): void {
  scope.addHook('preHandler', async () => books.transaction(() => expireHolds(books, Date.now())));

  scope.post('/v1/holds', (request) => {
    const key = idempotencyKeyOf(request);
    const body = holdSchema.parse(request.body);
    const fingerprint = fingerprintOf('hold', body);
    const answer = answerOnce(books, { key, fingerprint }, () =>
      hold(books, { key, ...body }, Date.now()),
    );
    // A repeat is told what is left of the time, not all of it again.
    if (answer.status === 'refused') return answer;
    return { ...answer, validForSeconds: secondsLeft(books, key, Date.now()) };
  });

  scope.post('/v1/renewals', (request) => {
    const key = idempotencyKeyOf(request);
    const body = renewSchema.parse(request.body);
    const fingerprint = fingerprintOf('renew', body);
    return answerOnce(books, { key, fingerprint }, () => renew(books, body, Date.now()));
  });

  scope.post('/v1/commits', (request) => {
    const key = idempotencyKeyOf(request);
    const body = commitSchema.parse(request.body);
    const fingerprint = fingerprintOf('commit', body);
    return answerOnce(books, { key, fingerprint }, () => commit(books, body));
  });

  scope.post('/v1/releases', (request) => {
    const key = idempotencyKeyOf(request);
    const body = releaseSchema.parse(request.body);
    const fingerprint = fingerprintOf('release', body);
    return answerOnce(books, { key, fingerprint }, () => release(books, body));
  });
}

function addLevels(server: FastifyInstance, books: Books): void {
  server.get<LevelRoute>('/stock/:sellerId/:sku', ({ params }) =>
    levelOf(books, params.sellerId, params.sku),
  );

  server.put<LevelRoute>('/stock/:sellerId/:sku', ({ params, body }) => {
    const { sellerId, sku } = params;
    const { onHand, warehouse } = levelSchema.parse(body);
    const known = stockLevels(books, sellerId, sku).find((level) => level.warehouse === warehouse);
    const held = known?.held ?? 0;
    if (onHand < held) throw new SimulatorRefusal(422, 'less_than_held');
    saveStockLevel(books, { sellerId, sku, warehouse, onHand, held });
    return levelOf(books, sellerId, sku);
  });
}

/** What a seller has of an article, in all and in each warehouse. */
function levelOf(books: Books, sellerId: string, sku: string) {
  const levels = stockLevels(books, sellerId, sku);
  const onHand = levels.reduce((sum, level) => sum + level.onHand, 0);
  const held = levels.reduce((sum, level) => sum + level.held, 0);
  const warehouses = levels.map((level) => ({
    warehouse: level.warehouse,
    onHand: level.onHand,
    held: level.held,
    available: level.onHand - level.held,
  }));
  return { sellerId, sku, onHand, held, available: onHand - held, warehouses };
}

/** For whoever tests: the time of a hold is over now. */
function addExpiry(server: FastifyInstance, books: Books): void {
  server.post<{ Params: { key: string } }>('/holds/:key/expiry', ({ params }) => {
    const found = findHold(books, params.key);
    if (found?.status !== 'held') throw new SimulatorRefusal(404, 'hold_not_found');
    books.transaction(() => {
      saveHold(books, { ...found, expiresAt: 0 });
      expireHolds(books, Date.now());
    });
    return { status: 'expired' };
  });
}

/** `orderRef` matches holds whose key names that order in one of its parts (`hold:{orderId}`). */
function matchingHolds(books: Books, query: z.infer<typeof holdsQuery>) {
  const { key, orderRef } = query;
  return allHolds(books)
    .filter((entry) => key === undefined || entry.key === key)
    .filter((entry) => orderRef === undefined || entry.key.split(':').includes(orderRef))
    .map((entry) => ({ ...entry, lines: holdLines(books, entry.key) }));
}
