import type { FastifyRequest } from 'fastify';
import { demand } from '../domain/errors.ts';
import { callerOf, demandVisibleOrder, notFound } from './access.ts';
import { carryOut } from './carry-out.ts';
import type { CommandKey } from './command-key.ts';
import { actorOf, findAnswer } from './commands.ts';
import type { Parts } from './parts.ts';
import { carryOutSeveral, type PartResult } from './several.ts';

interface Remittance {
  courierId: string;
  reference: string;
  items: { orderId: string; amountMinor: number }[];
}

/** Records, order by order, that the courier has handed over the cash it collected. */
export async function remit(
  parts: Parts,
  request: FastifyRequest,
  { courierId, reference, items }: Remittance,
): Promise<{ results: PartResult[] }> {
  const caller = callerOf(request);
  demand(caller.partyId === null || caller.partyId === courierId, 'not_found', notFound().message);
  const actor = actorOf(caller, 'recordRemittance');
  const carryOutItem = async (item: Remittance['items'][number], key: CommandKey) => {
    if (await findAnswer(parts, key)) return;
    const order = await demandVisibleOrder(parts, caller, item.orderId);
    // Ops remits for the courier of the path; another courier's cash is not its to hand over.
    demand(order.courierIds.includes(courierId), 'not_found', notFound().message);
    const action = { name: 'recordRemittance', reference, amountMinor: item.amountMinor } as const;
    await carryOut(parts, { order, action, actor, key });
  };
  return carryOutSeveral(parts, {
    request,
    parts: items,
    idOf: ({ orderId }) => orderId,
    carryOut: carryOutItem,
    subject: { type: 'order', id: items[0]?.orderId ?? '' },
  });
}
