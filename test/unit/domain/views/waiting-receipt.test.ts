import { describe, expect, test } from 'vitest';
import { dueView } from '../../../../src/domain/deadlines/due-view.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import {
  actors,
  appointed,
  atDoor,
  did,
  expired,
  handedOver,
  inspected,
  type Life,
  shipmentOf,
  signed,
  tracked,
} from '../order-life.ts';
import { resolve } from '../order-moves.ts';

const waits = ({ state }: Life) => waitingFor(state).waitingFor;
const nextDue = ({ state }: Life) => dueView(state.deadlines)[0];
const reported = (timing: 'after_confirmation' | 'on_delivery' = 'after_confirmation') =>
  tracked(appointed(handedOver(timing)), 'delivered');

function denied(life: Life): Life {
  return did(life, actors.consumer, {
    name: 'denyReceipt',
    shipmentId: shipmentOf(life).id,
    caseId: 'cas_denied',
    note: null,
  });
}

function answered(life: Life): Life {
  return did(life, actors.courier, {
    name: 'answerCase',
    caseId: 'cas_denied',
    position: 'contest',
    proposal: 'reject',
    text: null,
    evidence: [],
  });
}

describe('what waits for a word about the receipt', () => {
  test('S0 7.7.2 d: reported without a signature, the consumer has its time, and support as long', () => {
    const dueAt = nextDue(reported())?.dueAt;

    expect(nextDue(reported())?.name).toBe('acceptance');
    expect(waits(reported())).toMatchObject([
      { what: 'acceptance', responsible: { role: 'consumer' }, dueAt },
      { what: 'case_resolution', responsible: { role: 'support' }, dueAt },
    ]);
  });

  test('S0 7.7.2, 5.6 c: nobody says more: support decides in its time', () => {
    const silent = expired(expired(reported(), 'acceptance'), 'delivery');

    expect(silent.state.cases).toMatchObject([
      { kind: 'delivered_without_signature', resolution: { outcome: 'superseded' } },
      { kind: 'acceptance_undecided', status: 'open' },
    ]);
    const decision = nextDue(silent);
    expect(decision).toMatchObject({
      name: 'case_decision',
      state: 'running',
      responsible: { role: 'platform' },
    });
    const path = `/v1/cases/${silent.state.cases[1]?.id}/resolution`;
    const awaited = {
      what: 'case_resolution',
      responsible: { role: 'support' },
      dueAt: decision?.dueAt,
      clause: 'S0 5.6 c',
      action: { method: 'POST', path, role: 'support' },
    };
    expect(waits(silent)).toMatchObject([awaited]);
    const late = expired(silent, 'case_decision');
    expect(late.state.order.escalated).toBe(true);
    expect(waits(late)).toMatchObject([awaited]);
  });

  test('S0 7.7.2, 7.5.1 d: denied, the courier is asked, then support; the consumer for nothing more', () => {
    const asked = denied(reported());

    expect(waits(asked)).toMatchObject([
      { what: 'case_answer', responsible: { role: 'courier' }, dueAt: nextDue(asked)?.dueAt },
    ]);
    for (const life of [expired(asked, 'discrepancy_answer'), answered(asked)]) {
      expect(nextDue(life)).toMatchObject({ name: 'case_decision', state: 'running' });
      expect(waits(life)).toMatchObject([
        { what: 'case_resolution', responsible: { role: 'support' }, dueAt: nextDue(life)?.dueAt },
      ]);
    }
  });

  test('S0 7.7.2 d: the consumer never signs: it still may until support has decided', () => {
    const courierOnly = signed(inspected(atDoor(), 1), 'doc_delivery', 'courier');
    const silent = expired(courierOnly, 'acceptance');
    const due = silent.state.deadlines.find(({ name }) => name === 'case_decision')?.dueAt;

    expect(due).toBeDefined();
    expect(waits(silent)).toMatchObject([
      { what: 'delivery_note_signature', responsible: { role: 'consumer' }, dueAt: due },
      { what: 'case_resolution', responsible: { role: 'support' }, dueAt: due },
    ]);
    const signedLate = signed(silent, 'doc_delivery', 'consumer');
    expect(signedLate.state.deadlines.find(({ name }) => name === 'case_decision')).toMatchObject({
      state: 'stopped',
    });
  });

  test('S0 7.7.2: undecided, the goods are waited for until they are presumed lost', () => {
    const cash = denied(reported('on_delivery'));

    const sought = did(cash, actors.support, resolve(cash.state, 'cas_denied', 'noted'));

    const lost = sought.state.deadlines.findLast(({ name }) => name === 'presumed_lost');
    expect(waits(sought)).toMatchObject([
      { what: 'inspection', responsible: { role: 'courier' }, dueAt: lost?.dueAt },
    ]);
  });
});
