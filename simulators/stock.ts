import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import { addFaultSwitch } from './faults.ts';
import { answerOnce, answersSchema, fingerprintOf } from './once.ts';
import { createServer, idempotencyKeyOf, listenOnLoopback, SimulatorRefusal } from './server.ts';
import type { Simulator } from './server.ts';
import { allHolds, holdLines, saveStockLevel, stockLevel, stockSchema } from './stock-books.ts';
import { commit, hold, release } from './stock-desk.ts';

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
  .array(z.strictObject({ sku: text, quantity: z.int().positive() }))
  .min(1)
  .max(1_000);

const holdSchema = z.strictObject({ sellerId: text, lines });
const commitSchema = z.strictObject({ holdKey: text, lines });
const releaseSchema = z.strictObject({ holdKey: text, lines: lines.optional() });
const levelSchema = z.strictObject({ onHand: z.int().nonnegative() });
const holdsQuery = z.strictObject({ key: text.optional(), orderRef: text.optional() });

/** The sellers' stock: nothing can be held twice, however many ask at once. */
export async function startStockSimulator(options: StockSimulatorOptions): Promise<Simulator> {
  const schema = `${stockSchema};${answersSchema}`;
  const books = openBooks({ home: options.home, name: 'stock', schema });
  const server = createServer();
  addFaultSwitch(server, options.slowMs)((scope) => addCommands(scope, books));
  addLevels(server, books);
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
  scope.post('/v1/holds', (request) => {
    const key = idempotencyKeyOf(request);
    const body = holdSchema.parse(request.body);
    const fingerprint = fingerprintOf('hold', body);
    return answerOnce(books, { key, fingerprint }, () => hold(books, { key, ...body }));
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
    stockLevel(books, params.sellerId, params.sku),
  );

  server.put<LevelRoute>('/stock/:sellerId/:sku', ({ params, body }) => {
    const { sellerId, sku } = params;
    const { onHand } = levelSchema.parse(body);
    const { held } = stockLevel(books, sellerId, sku);
    if (onHand < held) throw new SimulatorRefusal(422, 'less_than_held');
    saveStockLevel(books, { sellerId, sku, onHand, held });
    return stockLevel(books, sellerId, sku);
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
