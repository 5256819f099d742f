import type { FastifyRequest } from 'fastify';
import { readParty } from '../db/registry/parties.ts';
import { noteRefusal, type RemittanceItem, tellRemittance } from '../db/orders/remittances.ts';
import { demand, DomainError } from '../domain/errors.ts';
import { callerOf, demandVisibleOrder, notFound } from './access/access.ts';
import type { Caller } from './access/authenticate.ts';
import { carryOut } from './commands/carry-out.ts';
import type { CommandKey } from './commands/command-key.ts';
import { actorOf, findAnswer } from './commands/commands.ts';
import { newId } from './ids.ts';
import { tellingOpenActions } from './commands/open-actions.ts';
import type { Parts } from './parts.ts';
import { carryOutSeveral, type PartResult } from './commands/several.ts';

interface ToldRemittance {
  courierId: string;
  reference: string;
  items: RemittanceItem[];
}

/**
 * Records, order by order, that the courier has handed over the cash it collected. The reference
 * stands for its orders under whatever Idempotency-Key, and each of them is remitted once.
 */
export async function remit(
  parts: Parts,
  request: FastifyRequest,
  told: ToldRemittance,
): Promise<{ results: PartResult[] }> {
  const caller = callerOf(request);
  const { courierId, reference, items } = told;
  await demandCourier(parts, caller, courierId);
  const actor = actorOf(caller, 'recordRemittance');
  const carryOutItem = async (item: RemittanceItem, key: CommandKey) => {
    if (await findAnswer(parts, key)) return;
    const order = await demandVisibleOrder(parts, caller, item.orderId);
    // Ops remits for the courier of the path; another courier's cash is not its to hand over.
    demand(order.courierIds.includes(courierId), 'not_found', notFound().message);
    const { amountMinor } = item;
    const action = { name: 'recordRemittance', courierId, reference, amountMinor } as const;
    await tellingOpenActions(parts, { caller, order }, () =>
      carryOut(parts, { order, action, actor, key }),
    );
  };
  return carryOutSeveral(parts, {
    request,
    parts: items,
    idOf: ({ orderId }) => orderId,
    storeWith: async (tx) => {
      const recordedAt = new Date().toISOString();
      const remittance = { ...told, id: newId('rmt'), recordedAt, recordedBy: actor };
      await tellRemittance(tx, remittance);
    },
    carryOut: (item, key) =>
      keepingRefusal(parts, { courierId, reference, orderId: item.orderId }, () =>
        carryOutItem(item, key),
      ),
    subject: { type: 'order', id: items[0]?.orderId ?? '' },
  });
}

/** What was refused is read with its reason later on. */
async function keepingRefusal(
  { sql }: Pick<Parts, 'sql'>,
  item: { courierId: string; reference: string; orderId: string },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError) await noteRefusal(sql, { ...item, code: error.code });
    throw error;
  }
}

/** A courier hands over its own cash only, and ops that of a courier there is. */
export async function demandCourier(
  parts: Pick<Parts, 'sql'>,
  caller: Caller,
  courierId: string,
): Promise<void> {
  const isOthers = caller.partyId !== null && caller.partyId !== courierId;
  const party = isOthers ? null : await readParty(parts.sql, courierId);
  demand(party?.role === 'courier', 'not_found', notFound().message);
}
