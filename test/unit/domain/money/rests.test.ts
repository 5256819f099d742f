import { describe, expect, test } from 'vitest';
import type { EffectOutcome } from '../../../../src/domain/commands.ts';
import {
  actors,
  answered,
  did,
  type Life,
  placedAs,
  signed,
  withHandoverNote,
} from '../order-life.ts';

/** Held whole, then amended to one unit of two, and handed over. */
function amended(): Life {
  const asked = placedAs({
    payment: { timing: 'before_confirmation', method: 'card', token: 'tok_ok' },
  });
  const held = answered(answered(asked, 'hold_stock'), 'authorize_payment');
  const less = did(held, actors.seller, {
    name: 'decideAsSeller',
    decision: 'accept',
    reason: null,
    note: null,
    lines: [{ lineNo: 1, quantity: 1 }],
  });
  const agreed = did(less, actors.consumer, { name: 'decideOnAmendment', decision: 'accept' });
  const noted = withHandoverNote(answered(agreed, 'release_stock'));
  return signed(signed(noted, 'doc_handover', 'seller'), 'doc_handover', 'courier');
}

function captured(told: Partial<EffectOutcome> = {}): Life {
  const life = amended();
  const capture = life.state.effects.find(({ kind }) => kind === 'capture_payment');
  expect(capture?.request.amountMinor).toBe(13_990);
  return did(life, actors.engine, {
    name: 'recordEffect',
    effectId: capture?.id ?? '',
    outcome: { status: 'succeeded', reference: 'cap-1', amountMinor: 13_990, ...told },
  });
}

const rests = ({ state }: Life) =>
  state.movements
    .filter(({ kind }) => kind === 'void')
    .map(({ status, amountMinor, providerReference }) => [status, amountMinor, providerReference]);

describe('what was held beyond the price that an amendment has left', () => {
  test.each([{}, { releasedMinor: 12_990 }])('§2.1: ends with the capture of less %j', (told) => {
    const life = captured(told);

    expect(life.state.order).toMatchObject({ authorizedMinor: 13_990, capturedMinor: 13_990 });
    expect(rests(life)).toEqual([['succeeded', 12_990, 'cap-1']]);
    expect(life.state.effects.filter(({ kind }) => kind === 'void_payment')).toEqual([]);
  });

  test('§2.1: is let go by a void of its own where the provider keeps it', () => {
    const kept = captured({ releasedMinor: 0 });
    expect(kept.state.order.authorizedMinor).toBe(26_980);

    const life = answered(kept, 'void_payment');

    expect(life.state.order).toMatchObject({
      authorizedMinor: 13_990,
      capturedMinor: 13_990,
      paymentStatus: 'captured',
    });
    expect(rests(life)).toEqual([['succeeded', 12_990, 'ref-void_payment']]);
  });
});
