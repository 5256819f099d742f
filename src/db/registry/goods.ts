import { must } from '../../domain/errors.ts';
import type { Connection } from '../queries.ts';
import { asJson } from '../values.ts';

/** A goods record; `content` is what the seller told, without ids and version. */
export interface GoodsRecord {
  sellerId: string;
  sku: string;
  version: number;
  supplierId: string | null;
  content: Record<string, unknown>;
  storedAt: string;
}

const columns = `seller_id as "sellerId", sku, version, supplier_id as "supplierId", content,
  stored_at as "storedAt"`;

/** The next version of a record; the same content again is the version that it was. */
export async function storeGoods(
  tx: Connection,
  told: Omit<GoodsRecord, 'version'>,
): Promise<GoodsRecord> {
  const { sellerId, sku, supplierId, content, storedAt } = told;
  // Two who store the same record at the same time take their versions one after the other.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`goods:${sellerId}:${sku}`}, 0))`;
  const current = await readGoods(tx, { sellerId, sku });
  const [same] = await tx<{ same: boolean }[]>`
    select ${asJson(tx, current?.content ?? null)}::jsonb = ${asJson(tx, content)}::jsonb as same`;
  if (current && same?.same === true && current.supplierId === supplierId) return current;
  const [stored] = await tx<GoodsRecord[]>`
    insert into goods (seller_id, sku, version, supplier_id, content, stored_at)
    values (${sellerId}, ${sku}, ${(current?.version ?? 0) + 1}, ${supplierId},
      ${asJson(tx, content)}, ${storedAt})
    returning ${tx.unsafe(columns)}`;
  return must(stored, 'stored goods');
}

/** The record as it is now; null if the seller has not registered the SKU. */
export async function readGoods(
  sql: Connection,
  { sellerId, sku }: { sellerId: string; sku: string },
): Promise<GoodsRecord | null> {
  const [found] = await sql<GoodsRecord[]>`
    select ${sql.unsafe(columns)} from goods where seller_id = ${sellerId} and sku = ${sku}
    order by version desc limit 1`;
  return found ?? null;
}
