import { type GoodsRecord, readGoods, storeGoods } from '../../db/registry/goods.ts';
import { readParty } from '../../db/registry/parties.ts';
import { demand } from '../../domain/errors.ts';
import { callerOf, notFound } from '../access/access.ts';
import type { Caller } from '../access/authenticate.ts';
import { documented } from '../openapi/documentation.ts';
import type { Door } from '../door.ts';
import type { Parts } from '../parts.ts';
import { goodsAnswer, goodsBody, goodsParams } from '../schemas/registry/goods.ts';

const tag = 'goods';
const url = '/v1/goods/:sellerId/:sku';

/** What sellers tell of their goods before the trade (S0 6.4.2–6.4.6, 7.4.1). */
export function addGoodsRoutes(app: Door, parts: Parts): void {
  app.put(
    url,
    {
      config: { right: 'manageGoods' },
      schema: documented(
        {
          tag,
          summary: 'Store the next version of a goods record; the same content is no new version',
          description: 'An order line keeps the version that it was placed with.',
          answers: { 200: goodsAnswer },
          refusals: [
            'not_found',
            'party_not_found',
            'party_wrong_role',
            'party_not_approved',
            'too_large',
            'unsupported_media_type',
          ],
        },
        { params: goodsParams, body: goodsBody },
      ),
    },
    async (request) => {
      const { sellerId, sku } = request.params;
      await demandSeller(parts, callerOf(request), sellerId);
      const { supplierId, ...content } = request.body;
      if (supplierId !== null) await demandSupplier(parts, { supplierId, sellerId });
      const storedAt = new Date().toISOString();
      const stored = await parts.sql.begin((tx) =>
        storeGoods(tx, { sellerId, sku, supplierId, content, storedAt }),
      );
      return goodsView(stored);
    },
  );
  app.get(
    url,
    {
      schema: documented(
        {
          tag,
          summary: 'A goods record, for anyone (S0 6.4.5)',
          answers: { 200: goodsAnswer },
          refusals: ['not_found'],
          isPublic: true,
        },
        { params: goodsParams },
      ),
    },
    async (request) => {
      const found = await readGoods(parts.sql, request.params);
      if (!found) throw notFound();
      return goodsView(found);
    },
  );
}

function goodsView({ sellerId, sku, version, supplierId, content, storedAt }: GoodsRecord) {
  return { sellerId, sku, version, ...content, supplierId, storedAt };
}

/** A seller registers its own goods; for ops the seller must exist. */
async function demandSeller(parts: Parts, caller: Caller, sellerId: string): Promise<void> {
  if (caller.partyId !== null && caller.partyId !== sellerId) throw notFound();
  const party = await readParty(parts.sql, sellerId);
  if (party?.role !== 'seller') throw notFound();
}

/** Goods suppliers are filed and reviewed like any party (S0 6.4.1). */
async function demandSupplier(
  parts: Parts,
  { supplierId, sellerId }: { supplierId: string; sellerId: string },
): Promise<void> {
  const pointer = '/supplierId';
  const found = await readParty(parts.sql, supplierId);
  const isOthers = found !== null && found.sellerId !== null && found.sellerId !== sellerId;
  const party = isOthers ? null : found;
  demand(party !== null, 'party_not_found', `there is no party ${supplierId}`, { pointer });
  demand(
    party.role === 'supplier',
    'party_wrong_role',
    `${supplierId} is a ${party.role} and supplies no goods`,
    {
      pointer,
    },
  );
  demand(
    party.status === 'approved',
    'party_not_approved',
    `${supplierId} is ${party.status}; only an approved supplier supplies goods`,
    {
      pointer,
      currentStatus: party.status,
    },
  );
}
