import type { LogisticsGateway } from '../src/adapters/logistics/port.ts';
import type { EffectOutcome } from '../src/domain/commands.ts';
import { asFailures } from './failure.ts';

/** Tells the carrier of goods that its courier has signed for; its events come back as webhooks. */
export function createCarriageActivities(logistics: LogisticsGateway) {
  return asFailures({
    async registerCarriage(call: {
      key: string;
      shipmentId: string;
      waybillNo: string;
      service: string;
      parcels: number;
      direction: 'outbound' | 'return' | 'replacement';
    }): Promise<EffectOutcome> {
      const { key, shipmentId, waybillNo, service, parcels, direction } = call;
      const answer = await logistics.registerCarriage({
        key,
        shipmentId,
        waybillNo,
        service,
        parcels,
        direction,
      });
      return answer.status === 'registered'
        ? { status: 'succeeded', reference: answer.carrierReference }
        : { status: 'declined', failure: answer.failure };
    },

    /** The goods were called back: the carrier stops them, if it still can. */
    async cancelCarriage(call: { key: string; waybillNo: string }): Promise<EffectOutcome> {
      const { key, waybillNo } = call;
      const answer = await logistics.cancelCarriage({ key, waybillNo });
      return answer.status === 'cancelled'
        ? { status: 'succeeded' }
        : { status: 'declined', failure: answer.failure };
    },
  });
}
