import { describe, expect, test } from 'vitest';
import type { AcceptGoods, LeaveUnattended } from '../../../../src/domain/commands.ts';
import { movesShipment } from '../../../../src/domain/shipments/carriage.ts';
import type { InspectedLine } from '../../../../src/domain/order.ts';
import { defaultPolicy } from '../../../../src/domain/policies/policy-default.ts';
import {
  actors,
  appointed,
  did,
  expired,
  handedOver,
  type Life,
  placed,
  placedAs,
  refusalOf,
  returnedToSeller,
  shipmentOf,
  signed,
  tracked,
} from '../order-life.ts';

const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

/** On its way to a consumer who has agreed to a locker. */
function underWay(unattended = 'locker'): Life {
  const consentAt = '2026-03-02T01:59:00.000Z';
  return handedOver(placedAs({ deliveryPreference: { unattended, consentAt, channel: 'app' } }));
}

const soon = (life: Life, ms = 2 * 86_400_000) =>
  new Date(Date.parse(life.state.order.lastAt) + ms).toISOString();

function left(life: Life, changes: Partial<LeaveUnattended> = {}): Life {
  return did(life, actors.courier, {
    name: 'leaveUnattended',
    shipmentId: shipmentOf(life).id,
    place: { kind: 'locker', operator: 'sealed:v1:locker' },
    evidence: photo,
    storedUntil: soon(life),
    ...changes,
  });
}

const all = { accepted: 2, refused: 0, missing: 0, reason: null };

function accepted(
  life: Life,
  found: Pick<InspectedLine, 'accepted' | 'refused' | 'missing' | 'reason'> = all,
  changes: Partial<AcceptGoods> = {},
): Life {
  return did(life, actors.consumer, {
    name: 'acceptGoods',
    shipmentId: shipmentOf(life).id,
    documentId: 'doc_accepted',
    signatureId: 'sig_accepted',
    packaging: 'intact',
    lines: [{ lineNo: 1, evidence: [], ...found }],
    isSigned: false,
    signer: { personId: null, name: null, personDigest: null, relation: null, consent: null },
    ...changes,
  });
}

function denied(life: Life): Life {
  return did(life, actors.consumer, {
    name: 'denyReceipt',
    shipmentId: shipmentOf(life).id,
    caseId: 'cas_denied',
    note: 'sealed:v1:note',
  });
}

function resolved(life: Life, outcome: 'refund' | 'rejected' | 'noted'): Life {
  const open = life.state.cases.findLast(({ status }) => status === 'open');
  const caseId = open?.id ?? '';
  return did(life, actors.support, {
    name: 'resolveCase',
    caseId,
    refundId: 'rfd_case',
    outcome,
    note: null,
    evidence: outcome === 'rejected' ? photo : [],
  });
}

const running = ({ state }: Life) =>
  state.deadlines.filter((deadline) => deadline.state === 'running').map(({ name }) => name);
const newest = ({ state }: Life, name: string) =>
  state.deadlines.findLast((found) => found.name === name);

describe('goods are left unattended', () => {
  test('S0 7.7.2: only where the consumer has agreed to before', () => {
    expect(refusalOf(() => left(handedOver()))).toBe('unattended_not_agreed');
    expect(refusalOf(() => left(underWay('never')))).toBe('unattended_not_agreed');
    expect(refusalOf(() => left(underWay('doorstep')))).toBe('unattended_not_agreed');
    const later = { unattended: 'locker', consentAt: '2026-04-01T00:00:00.000Z', channel: 'app' };
    expect(refusalOf(() => left(handedOver(placedAs({ deliveryPreference: later }))))).toBe(
      'unattended_not_agreed',
    );
  });

  test('S0 6.7.1 f: goods to be paid at the door are not', () => {
    expect(refusalOf(() => left(handedOver(placed({ timing: 'on_delivery' }))))).toBe(
      'cod_needs_recipient',
    );
  });

  test('S0 7.7.2: for some days, and what lies on a doorstep is shown', () => {
    const life = underWay();
    const until = (ms: number) => refusalOf(() => left(life, { storedUntil: soon(life, ms) }));

    expect(until(0)).toBe('stored_until_out_of_range');
    expect(until(31 * 86_400_000)).toBe('stored_until_out_of_range');
    const doorstep = { kind: 'doorstep' as const, operator: null };
    const unseen = { place: doorstep, evidence: [] };
    expect(refusalOf(() => left(underWay('doorstep'), unseen))).toBe('evidence_missing');
  });

  test('S0 7.5.1 c: that keeps the promise, and nothing is accepted by it', () => {
    const life = left(appointed(underWay()));

    expect(shipmentOf(life)).toMatchObject({
      status: 'awaiting_collection',
      appointment: null,
      earlierAppointments: [{ endedBy: 'left_unattended' }],
      unattended: { place: { kind: 'locker' }, collectedAt: null },
    });
    expect(newest(life, 'delivery')?.state).toBe('met');
    expect(running(life)).toEqual(['collection']);
    expect(newest(life, 'collection')?.dueAt).toBe(shipmentOf(life).unattended?.storedUntil);
    expect(life.state.lines).toMatchObject([{ accepted: 0 }]);
  });

  test('S0 7.7.2: not taken out in time it is a failed attempt, the last of them sends it back', () => {
    const once = expired(left(underWay()), 'collection');

    expect(shipmentOf(once)).toMatchObject({
      status: 'awaiting_delivery',
      unattended: null,
      attempts: [{ outcome: 'not_collected', evidence: photo }],
    });
    expect(running(once)).toEqual(['appointment']);
    const { state } = expired(left(expired(left(once), 'collection')), 'collection');
    expect(state.shipments).toMatchObject([
      { direction: 'outbound', status: 'undeliverable' },
      { direction: 'return', status: 'in_transit' },
    ]);
    expect(state.lines).toMatchObject([{ accepted: 0 }]);
  });

  test('S0 7.7.2: taken out, the consumer has its time to look; silent, it has accepted', () => {
    const life = tracked(left(underWay()), 'collected');

    expect(running(life)).toEqual(['acceptance']);
    expect(newest(life, 'collection')?.state).toBe('met');
    expect(movesShipment(shipmentOf(life), 'collected')).toBe(false);
    const { state, journal } = expired(life, 'acceptance');
    expect(state.order.status).toBe('delivered');
    expect(state.lines).toMatchObject([{ accepted: 2 }]);
    expect(JSON.stringify(journal.at(-1))).toContain('"acceptance":"auto"');
  });
});

describe('the consumer tells what it has found', () => {
  test('S0 7.7.2 d: that makes the note, and its word alone ends the delivery', () => {
    const life = accepted(tracked(left(underWay()), 'collected'));

    expect(life.state.order.status).toBe('delivered');
    expect(life.state.documents.at(-1)).toMatchObject({
      kind: 'delivery_note',
      status: 'partly_signed',
      content: {
        inspectedBy: 'consumer',
        identityDocumentKind: null,
        unattended: { place: 'locker' },
        personal: { recipient: true, operator: 'sealed:v1:locker' },
      },
    });
    expect(life.state.signatures.at(-1)).toMatchObject({ role: 'consumer', method: 'attested' });
    expect(newest(life, 'acceptance')?.state).toBe('met');
    // The courier keeps its copy with both signatures; nothing is counted twice.
    const countersigned = signed(life, 'doc_accepted', 'courier');
    expect(countersigned.state.documents.at(-1)?.status).toBe('signed');
    expect(countersigned.state.lines).toMatchObject([{ accepted: 2 }]);
  });

  test('S0 7.7.2: to take out and to tell is one', () => {
    const life = accepted(left(underWay()));

    expect(life.state.order.status).toBe('delivered');
    expect(newest(life, 'collection')?.state).toBe('met');
  });

  test('S0 7.7.3 a, b: what is refused goes back, what is missing is a case, like at the door', () => {
    const refused = accepted(left(underWay()), {
      accepted: 1,
      refused: 1,
      missing: 0,
      reason: 'damaged',
    });
    const missing = accepted(left(underWay()), {
      accepted: 1,
      refused: 0,
      missing: 1,
      reason: 'missing',
    });

    expect(shipmentOf(refused).status).toBe('partly_accepted');
    const { refunds } = returnedToSeller(refused).state;
    expect(refunds).toMatchObject([{ amountMinor: 12_990 }]);
    expect(missing.state.cases).toMatchObject([
      { kind: 'missing_goods', respondentRole: 'seller' },
    ]);
  });

  test('S0 7.7.2 d: every unit is told of, once; at the door the courier’s note decides', () => {
    const life = left(underWay());

    expect(refusalOf(() => accepted(life, { ...all, accepted: 1 }))).toBe(
      'quantities_do_not_add_up',
    );
    expect(refusalOf(() => accepted(accepted(life)))).toBe('wrong_shipment_status');
    expect(refusalOf(() => accepted(underWay()))).toBe('wrong_shipment_status');
  });

  test('S0 10.4: where the policy wants a key, the consumer’s signature of the note ends it', () => {
    const life = left(underWay());
    const attestation = { allowed: false, roles: [] };
    life.state.policy = { ...defaultPolicy, attestation };
    expect(refusalOf(() => accepted(life, all, { isSigned: true }))).toBe(
      'attestation_not_allowed',
    );

    const noted = accepted(life);

    expect(noted.state.order.status).toBe('in_delivery');
    expect(noted.state.documents.at(-1)?.status).toBe('issued');
    expect(signed(noted, 'doc_accepted', 'consumer').state.order.status).toBe('delivered');
  });

  test('S0 7.7.2 d: a courier that disputes the note leaves the consumer its time', () => {
    const life = left(underWay());
    life.state.policy = { ...defaultPolicy, attestation: { allowed: false, roles: [] } };

    const disputed = did(accepted(life), actors.courier, {
      name: 'disputeDocument',
      documentId: 'doc_accepted',
      caseId: 'cas_disputed',
      kind: 'quantities_disputed',
      lines: [],
      note: null,
      evidence: [],
    });

    expect(running(disputed)).toContain('acceptance');
    expect(shipmentOf(disputed).inspection).toBeNull();
  });
});

describe('delivered by the carrier’s word alone', () => {
  const reported = () => tracked(handedOver(), 'delivered');

  test('S0 7.7.2: the consumer confirms it: the courier’s promise was kept when it said so', () => {
    const told = reported();
    const life = accepted(told);

    expect(life.state.order.status).toBe('delivered');
    expect(life.state.cases).toMatchObject([
      { kind: 'delivered_without_signature', resolution: { outcome: 'delivered' } },
    ]);
    expect(newest(life, 'delivery')).toMatchObject({
      state: 'met',
      endedAt: shipmentOf(told).reportedDeliveredAt,
    });
  });

  test('S0 7.7.2, 7.5.1 d: the consumer says it never came: the courier is asked, once', () => {
    const life = denied(reported());

    expect(life.state.cases).toMatchObject([
      { kind: 'delivered_without_signature', status: 'resolved' },
      { kind: 'not_received', status: 'open', respondentPartyId: 'pty_courier' },
    ]);
    expect(running(life)).not.toContain('acceptance');
    expect(running(life)).toContain('discrepancy_answer');
    expect(refusalOf(() => denied(life))).toBe('wrong_case_status');
    // It turns up at a neighbour's after all.
    expect(accepted(life).state.order.status).toBe('delivered');
  });

  test('S0 7.7.2: whatever support decides, the shipment ends', () => {
    const lost = resolved(denied(reported()), 'refund');
    expect(lost.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });

    const proved = resolved(denied(reported()), 'rejected');
    expect(proved.state.order.status).toBe('delivered');

    expect(refusalOf(() => resolved(denied(reported()), 'noted'))).toBe('outcome_not_allowed');

    const believed = resolved(reported(), 'refund');
    expect(believed.state.order).toMatchObject({ status: 'returned', statusReason: 'lost' });
    expect(running(resolved(reported(), 'rejected'))).toContain('acceptance');
  });

  test('S0 6.7.1 f: nobody has paid for goods that are paid at the door', () => {
    const cash = tracked(handedOver('on_delivery'), 'delivered');

    expect(refusalOf(() => accepted(cash))).toBe('cod_needs_recipient');
    const sought = resolved(denied(cash), 'noted');
    expect(running(sought)).toContain('presumed_lost');
    expect(running(resolved(denied(cash), 'rejected'))).toContain('presumed_lost');
    expect(expired(sought, 'presumed_lost').state.order.status).toBe('returned');
  });

  test('S0 7.7.2: taken out of a place that nobody told of is delivered by the carrier’s word', () => {
    expect(tracked(handedOver(), 'collected').state.cases).toMatchObject([
      { kind: 'delivered_without_signature' },
    ]);
  });
});
