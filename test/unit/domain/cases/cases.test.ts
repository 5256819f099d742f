import { describe, expect, test } from 'vitest';
import {
  actors,
  atDoor,
  delivered,
  did,
  expired,
  inspected,
  type Life,
  refusalOf,
  signed,
  tracked,
  handedOver,
} from '../order-life.ts';

type Outcome = 'refund' | 'rejected' | 'noted';

const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

function resolve(
  life: Life,
  outcome: Outcome,
  caseId = life.state.cases.at(-1)?.id ?? '',
  evidence: typeof photo = [],
): Life {
  return did(life, actors.support, {
    name: 'resolveCase',
    caseId,
    refundId: 'rfd_case',
    outcome,
    note: null,
    evidence,
  });
}

const given = ({ state }: Life) => state.refunds.map(({ amountMinor }) => amountMinor);

describe('an acceptance that nobody proved', () => {
  const undecided = () =>
    expired(signed(inspected(atDoor(), 1), 'doc_delivery', 'courier'), 'acceptance');

  test('S0 7.7.2: on evidence, and on nothing less, the goods count as inspected', () => {
    const { lines, order } = resolve(undecided(), 'rejected', undefined, photo).state;

    expect(order.status).toBe('delivered');
    expect(lines).toMatchObject([{ accepted: 1, refused: 1 }]);
    expect(refusalOf(() => resolve(undecided(), 'rejected'))).toBe('evidence_missing');
    expect(refusalOf(() => resolve(undecided(), 'noted'))).toBe('outcome_not_allowed');
  });

  test('S0 7.7.2: refunded, they are lost by the courier', () => {
    const life = resolve(undecided(), 'refund');

    expect(life.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(given(life)).toEqual([26_980]);
  });

  test('S0 7.7.2: never inspected, they must still be delivered or are presumed lost', () => {
    const told = expired(tracked(handedOver(), 'delivered'), 'acceptance');
    const decided = resolve(told, 'noted');

    expect(decided.state.deadlines.at(-1)).toMatchObject({
      name: 'presumed_lost',
      state: 'running',
    });
  });
});

describe('a broken constraint', () => {
  test('S0 10.4.4: freezes the order until support has looked', () => {
    const frozen = did(atDoor(), actors.engine, {
      name: 'freezeOrder',
      caseId: 'cas_frozen',
      constraint: 'postings_balanced',
      step: 'signDocument',
    });

    expect(frozen.state.order).toMatchObject({ frozen: true, escalated: true });
    expect(refusalOf(() => inspected(frozen, 2))).toBe('order_frozen');
    expect(inspected(resolve(frozen, 'noted'), 2).state.order.frozen).toBe(false);
  });
});

describe('the remittance', () => {
  const remit = (life: Life, amountMinor: number) =>
    did(life, actors.courier, {
      name: 'recordRemittance',
      courierId: 'pty_courier',
      reference: 'R-1',
      amountMinor,
    });

  test('S0 6.7.1 f, 7.5.3 g: is all that was collected, once', () => {
    const life = delivered(2, 'refused', 'on_delivery');

    expect(refusalOf(() => remit(life, 26_979))).toBe('remittance_amount_mismatch');
    expect(refusalOf(() => remit(delivered(), 0))).toBe('wrong_order_status');
    const paid = remit(life, 26_980);
    expect(paid.state.order.remittance).toBe('remitted');
    expect(refusalOf(() => remit(paid, 26_980))).toBe('wrong_order_status');
  });

  test('S0 6.7.1 f: late, it closes the case that its delay had opened', () => {
    const overdue = expired(delivered(2, 'refused', 'on_delivery'), 'cod_remittance');

    expect(remit(overdue, 26_980).state.cases).toMatchObject([{ status: 'resolved' }]);
  });
});
