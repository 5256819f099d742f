import type { DevFile } from '../runtime/dev-file.ts';
import type { DocumentView } from '../../src/domain/views/document-view.ts';
import {
  appoint,
  confirm,
  inspect,
  issueHandoverNote,
  issueReturnNote,
  pay,
  readNow,
  readShipment,
  type Refusals,
  shipmentIn,
  sign,
  signByKey,
  type Stage,
  toNextDeadline,
  track,
} from './acts.ts';
import type { Narrator } from './narrator.ts';

/** The stories that the demo can tell. */
export const stories = ['happy', 'refusal', 'expiry', 'decline'] as const;
export type Story = (typeof stories)[number];

export interface Telling {
  stage: Stage;
  narrator: Narrator;
  consumerSigner: DevFile['signers']['consumer'];
}

type Tale = {
  /** How the order is paid; a wallet takes the money at once, a card at the handover. */
  payment: { timing: string; method: string; token: string };
  live: (telling: Telling) => Promise<void>;
};

const byCard = (token: string) => ({ timing: 'after_confirmation', method: 'card', token });

/** Each order is lived to its end. */
export const tales: Record<Story, Tale> = {
  happy: {
    payment: byCard('tok_ok'),
    live: async (telling) => {
      await confirmed(telling);
      await handedOver(telling);
      await delivered(telling);
      await completed(telling);
    },
  },
  refusal: {
    payment: byCard('tok_ok'),
    live: async (telling) => {
      await confirmed(telling);
      await handedOver(telling);
      await delivered(telling, { 1: 1 });
      await broughtBack(telling);
      await completed(telling);
    },
  },
  expiry: {
    payment: { timing: 'before_confirmation', method: 'wechat_pay', token: 'tok_ok' },
    live: async (telling) => {
      await passTime(telling, 'a working day passes, and the seller has not answered (S0 6.6 c)');
      const what = 'half a working day of grace passes too: the consumer gets the money back';
      await passTime(telling, what);
    },
  },
  decline: {
    payment: byCard('tok_declined'),
    live: async (telling) => {
      await confirmed(telling);
      const { stage, narrator } = telling;
      const { attemptsLeft } = narrator.order().payment;
      await narrator.tell({
        who: 'consumer',
        what: `pays again with another card (${attemptsLeft} tries are left)`,
        does: () => pay(stage, { method: 'card', token: 'tok_ok' }),
      });
      await handedOver(telling);
      await delivered(telling);
      await completed(telling);
    },
  },
};

const weightG = 900;

async function confirmed({ stage, narrator }: Telling): Promise<void> {
  const does = () => confirm(stage);
  await narrator.tell({ who: 'seller', what: 'confirms the order (S0 6.6 c)', does });
}

async function handedOver(telling: Telling): Promise<void> {
  const { stage, narrator } = telling;
  const shipmentId = shipmentIn(narrator.order(), 'outbound');
  const note = await narrator.tell({
    who: 'seller',
    what: 'packs and issues the handover note (S0 6.7.2)',
    does: () => issueHandoverNote(stage, { shipmentId, weightG }),
    told: stateOf,
  });
  await signed(telling, ['seller', 'courier'], note);
}

async function delivered(telling: Telling, refusals: Refusals = {}): Promise<void> {
  const { stage, narrator } = telling;
  const shipmentId = shipmentIn(narrator.order(), 'outbound');
  const nowMs = await readNow(stage);
  const at = new Date(nowMs).toISOString();
  await narrator.tell({
    who: 'courier',
    what: 'is out for delivery',
    does: () => track(stage, { shipmentId, code: 'out_for_delivery', at }),
  });
  await narrator.tell({
    who: 'courier',
    what: 'agrees time and place with the consumer (S0 7.7.2 a)',
    does: () => appoint(stage, { shipmentId, nowMs, place: '示范路 1 号' }),
  });
  const note = await narrator.tell({
    who: 'courier',
    what: `opens the parcel with the consumer: ${findings(refusals)} (S0 7.7.2)`,
    does: async () => inspect(stage, await readShipment(stage, shipmentId), refusals),
    told: stateOf,
  });
  await signed(telling, ['courier', 'consumer'], note);
}

function findings(refusals: Refusals): string {
  const refused = Object.values(refusals).reduce((sum, quantity) => sum + quantity, 0);
  return refused === 0 ? 'all is well' : `${refused} is damaged and refused`;
}

async function broughtBack(telling: Telling): Promise<void> {
  const { stage, narrator } = telling;
  const shipmentId = shipmentIn(narrator.order(), 'return');
  const note = await narrator.tell({
    who: 'courier',
    what: 'brings the refused goods back and issues the return note (S0 7.7.3 a)',
    does: async () => issueReturnNote(stage, await readShipment(stage, shipmentId), weightG),
    told: stateOf,
  });
  await signed(telling, ['courier', 'seller'], note);
}

async function signed(
  { stage, narrator, consumerSigner }: Telling,
  sides: ('seller' | 'courier' | 'consumer')[],
  document: DocumentView,
): Promise<void> {
  for (const role of sides) {
    await narrator.tell({
      who: role,
      what: `signs it by its key, over ${document.digest.slice(0, 15)}…`,
      does: () =>
        role === 'consumer'
          ? signByKey(stage.cast.consumer, consumerSigner, { role, document })
          : sign(stage, role, document),
      told: stateOf,
    });
  }
}

function stateOf({ kind, number, status }: DocumentView): string {
  return `${kind} ${number} ${status}`;
}

async function completed(telling: Telling): Promise<void> {
  while (telling.narrator.order().status === 'delivered') {
    await passTime(telling, 'the time to return what was accepted passes (S0 6.8)');
  }
}

async function passTime({ stage, narrator }: Telling, what: string): Promise<void> {
  await narrator.tell({ who: 'time', what, does: () => toNextDeadline(stage) });
}
