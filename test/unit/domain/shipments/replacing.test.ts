import { describe, expect, test } from 'vitest';
import type { InspectedLine, SigningRole } from '../../../../src/domain/order.ts';
import { waitingFor } from '../../../../src/domain/views/waiting.ts';
import type { ResolveCase } from '../../../../src/domain/commands.ts';
import { codDue } from '../../../../src/domain/money/cod-due.ts';
import { refundable } from '../../../../src/domain/money/refundable.ts';
import {
  actors,
  answered,
  atDoor,
  bothSigned,
  delivered,
  detailsOf,
  did,
  expired,
  inspected,
  inspectedAs,
  type Life,
  placedAs,
  placedLine,
  refunded,
  refusalOf,
  returnedToSeller,
  shipmentOf,
} from '../order-life.ts';

const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

function resolve(life: Life, changes: Partial<ResolveCase> = {}): Life {
  return did(life, actors.support, {
    name: 'resolveCase',
    caseId: life.state.cases.at(-1)?.id ?? '',
    refundId: 'rfd_case',
    outcome: 'reship',
    note: null,
    ...changes,
  });
}

const refundOf = (life: Life, quantity: number | null, amountMinor: number | null = null): Life =>
  did(life, actors.support, {
    name: 'requestRefund',
    refundId: 'rfd_support',
    lines: quantity === null ? null : [{ lineNo: 1, quantity }],
    amountMinor,
    deliveryFeeMinor: null,
    reason: 'quality',
    bearer: 'seller',
    channel: null,
  });

const amounts = ({ state }: Life) => state.refunds.map(({ amountMinor }) => amountMinor);
const again = (life: Life) => shipmentOf(life, 'replacement');
const linesOf = (life: Life) => life.state.lines[0];

function sign(life: Life, documentId: string, roles: SigningRole[]): Life {
  return roles.reduce((signing, role) => {
    const document = signing.state.documents.find(({ id }) => id === documentId);
    return did(signing, actors[role], {
      name: 'signDocument',
      documentId,
      signatureId: `sig_${documentId}_${role}`,
      role,
      method: 'jws',
      signer: {
        personId: `per_${role}`,
        name: null,
        personDigest: null,
        relation: null,
        consent: null,
      },
      keyId: null,
      digest: document?.digest ?? '',
      version: document?.version ?? 0,
      jws: 'a.b.c',
      evidenceDigest: null,
      signedAt: signing.state.order.lastAt,
    });
  }, life);
}

/** The replacement's stock is held, and seller and courier have signed its note. */
function sent(life: Life): Life {
  const noted = did(answered(life, 'hold_stock'), actors.seller, {
    name: 'issueHandoverNote',
    shipmentId: again(life).id,
    documentId: 'doc_again',
    waybillNo: 'SF-2',
    parcels: [{ parcelNo: 1, weightG: 500, packaging: 'intact' }],
    counted: null,
    custodians: { seller: null, courier: null },
    agentName: null,
  });
  const signed = sign(noted, 'doc_again', ['seller', 'courier']);
  return answered(answered(signed, 'commit_stock'), 'register_carriage');
}

/** At the door as told, and signed by both. */
function brought(life: Life, found: Partial<InspectedLine>): Life {
  const shipment = again(life);
  const appointed = did(life, actors.courier, {
    name: 'appointDelivery',
    shipmentId: shipment.id,
    from: '2026-04-06T02:00:00.000Z',
    to: '2026-04-06T04:00:00.000Z',
    place: 'sealed:v1:place',
    contact: { channel: 'phone', at: life.state.order.lastAt },
  });
  const due = codDue(appointed.state, shipment, [{ lineNo: 1, accepted: found.accepted ?? 0 }]);
  const noted = did(appointed, actors.courier, {
    name: 'inspectDelivery',
    shipmentId: shipment.id,
    documentId: 'doc_brought',
    agent: { name: 'sealed', identityDocument: { kind: 'work_badge', last4: 'sealed' } },
    packaging: 'intact',
    opening: 'opened',
    lines: [
      {
        lineNo: 1,
        accepted: 0,
        refused: 0,
        missing: 0,
        reason: found.accepted ? null : 'damaged',
        evidence: [],
        ...found,
      },
    ],
    collection: due > 0 ? { amountMinor: due, method: 'cash', reference: null } : null,
  });
  return sign(noted, 'doc_brought', ['courier', 'consumer']);
}

const missingOne = (start: Parameters<typeof delivered>[2] = 'after_confirmation') =>
  delivered(1, 'missing', start);

/** One of two kept although it is damaged, in packaging as told. */
const damagedOne = (packaging = 'intact') =>
  bothSigned(
    inspectedAs(
      atDoor(),
      [{ accepted: 2, refused: 0, missing: 0, reason: 'damaged', damaged: 1 }],
      { packaging },
    ),
  );

describe('goods that are sent again', () => {
  test('S0 7.7.3 b: travel by the same handover, with stock of their own and no second payment', () => {
    const life = resolve(missingOne());

    expect(again(life)).toMatchObject({
      status: 'awaiting_handover',
      courierId: 'pty_courier',
      caseId: life.state.cases[0]?.id,
      codDueMinor: null,
    });
    expect(life.state.cases).toMatchObject([
      { status: 'resolved', resolution: { outcome: 'reship', shipmentId: again(life).id } },
    ]);
    expect(waitingFor(life.state).waitingFor.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['handover_note', 'stock_hold']),
    );

    const done = brought(sent(life), { accepted: 1 });

    expect(again(done)).toMatchObject({ status: 'accepted' });
    expect(linesOf(done)).toMatchObject({ handedOver: 2, accepted: 2, refused: 0, missing: 0 });
    const mine = done.state.effects.filter(({ id }) => id.includes(again(life).id));
    expect(mine.map(({ id, status }) => [id.split(':')[0], status])).toEqual([
      ['hold', 'done'],
      ['commit', 'done'],
      ['register', 'done'],
    ]);
    expect(mine[1]?.request).toMatchObject({ holdKey: `hold:${again(life).id}` });
    expect(done.state.movements.filter(({ kind }) => kind === 'capture')).toHaveLength(1);
    expect(done.state.refunds).toEqual([]);
  });

  test('S0 7.7.3 b: keep the order from completing, and have a window of their own', () => {
    const passed = expired(sent(resolve(missingOne())), 'after_sale');
    expect(passed.state.order.status).toBe('delivered');

    const done = brought(passed, { accepted: 1 });

    expect(done.state.order.status).toBe('delivered');
    expect(expired(done, 'after_sale').state.order.status).toBe('completed');
  });

  test('S0 7.7.3 b: where nothing came first, they make the order delivered', () => {
    const done = brought(sent(resolve(delivered(0, 'missing'))), { accepted: 2 });

    expect(done.state.order.status).toBe('delivered');
    expect(linesOf(done)).toMatchObject({ accepted: 2, missing: 0 });
  });

  test('S0 7.7.3 b: replace what was kept damaged, which stays accepted', () => {
    const done = brought(sent(resolve(damagedOne())), { accepted: 1 });

    expect(linesOf(done)).toMatchObject({ accepted: 2, missing: 0, refused: 0 });
  });

  test('S0 7.7.3 b: in part, the rest stays open as a case of its own', () => {
    const life = resolve(delivered(0, 'missing'), { lines: [{ lineNo: 1, quantity: 1 }] });

    expect(life.state.cases.map(({ status, details }) => [status, details.lines])).toEqual([
      ['resolved', [{ lineNo: 1, quantity: 1 }]],
      ['open', [{ lineNo: 1, quantity: 1 }]],
    ]);
    expect(resolve(life, { outcome: 'refund' }).state.refunds).toMatchObject([
      { amountMinor: 12_990 },
    ]);
  });

  test('S0 7.7.3 b: are not given back as well: first their case decides, then they travel', () => {
    const open = missingOne();
    const caseId = open.state.cases[0]?.id;
    expect(refusalOf(() => refundOf(open, 2))).toBe('case_undecided');
    expect(detailsOf(() => refundOf(open, 2))).toMatchObject({ caseId });
    // The other unit is sold goods, which support may refund.
    expect(refundOf(open, 1).state.refunds).toMatchObject([{ amountMinor: 12_990 }]);

    const travelling = resolve(open);

    expect(refusalOf(() => refundOf(travelling, 2))).toBe('replacement_under_way');
    expect(detailsOf(() => refundOf(travelling, 2))).toMatchObject({
      caseId,
      shipmentId: again(travelling).id,
    });
    expect(refusalOf(() => refundOf(travelling, null, 13_991))).toBe('replacement_under_way');
    expect(refundOf(travelling, null, 13_990).state.refunds).toHaveLength(1);
    expect(refundable(travelling.state)).toMatchObject({
      amountMinor: 13_990,
      lines: [{ quantity: 1, amountMinor: 12_990 }],
    });
  });

  test('S0 7.7.3 b: and two decisions about one paid unit are not both carried out', () => {
    const twice = bothSigned(
      inspectedAs(atDoor(), [
        { accepted: 1, refused: 0, missing: 1, reason: 'damaged', damaged: 1 },
      ]),
    );
    const [missing, damaged] = twice.state.cases.map(({ id }) => id);
    const refundedFirst = did(twice, actors.support, {
      name: 'resolveCase',
      caseId: missing ?? '',
      refundId: 'rfd_missing',
      outcome: 'refund',
      note: null,
    });
    const travelling = resolve(refundedFirst, { caseId: damaged ?? '' });

    expect(refusalOf(() => refundOf(travelling, 1))).toBe('replacement_under_way');
    expect(refundable(travelling.state).lines[0]?.quantity).toBe(0);
  });

  test('S0 7.7.3 b: once they have come, or will not, they are refunded like any', () => {
    const kept = brought(sent(resolve(missingOne())), { accepted: 1 });
    expect(refundOf(kept, 2).state.refunds).toMatchObject([{ amountMinor: 25_980 }]);

    const off = did(resolve(missingOne()), actors.seller, {
      name: 'cancelShipment',
      shipmentId: again(resolve(missingOne())).id,
      reason: 'seller_out_of_stock',
      note: null,
    });
    const settled = resolve(off, { caseId: off.state.cases[0]?.id ?? '', outcome: 'refund' });
    expect(settled.state.refunds).toMatchObject([{ amountMinor: 12_990 }]);
  });

  test('S0 6.7.2 b: keep their money, whatever else comes home meanwhile', () => {
    const door = atDoor(placedAs({ lines: [placedLine({ quantity: 3 })], totalMinor: 39_970 }));
    const open = bothSigned(
      inspectedAs(door, [{ accepted: 0, refused: 1, missing: 2, reason: 'damaged' }]),
    );
    const travelling = resolve(refundOf(open, null, 13_990));
    // All that is left of the payment is for the two that are sent again.
    const home = returnedToSeller(travelling);
    expect(amounts(home)).toEqual([13_990]);
    expect(refundable(home.state).amountMinor).toBe(0);

    const kept = brought(sent(home), { accepted: 2 });
    expect(amounts(kept)).toEqual([13_990]);
    expect(linesOf(kept)).toMatchObject({ accepted: 2, refusedBack: 1 });
  });

  test('S0 6.7.2 b: give their money back by their case when they do not come', () => {
    const open = bothSigned(
      inspectedAs(atDoor(), [{ accepted: 0, refused: 1, missing: 1, reason: 'damaged' }]),
    );
    const home = returnedToSeller(resolve(refundOf(open, null, 10_000)));
    expect(amounts(home)).toEqual([10_000, 3_990]);

    const off = did(home, actors.seller, {
      name: 'cancelShipment',
      shipmentId: again(home).id,
      reason: 'seller_out_of_stock',
      note: null,
    });
    const caseId = off.state.cases.find(({ status }) => status === 'open')?.id ?? '';

    expect(amounts(resolve(off, { caseId, outcome: 'refund' }))).toEqual([10_000, 3_990, 12_990]);
  });

  test('S0 7.7.3 b: are not sent when all was given back before', () => {
    const given = refundOf(atDoor(), null, 26_980);
    const delivered = bothSigned(
      inspectedAs(given, [{ accepted: 1, refused: 0, missing: 1, reason: 'damaged' }]),
    );

    expect(refusalOf(() => resolve(delivered))).toBe('outcome_not_allowed');
  });

  test('S0 7.7.3 b: are not sent when what is left of the payment does not cover them', () => {
    const short = (amountMinor: number) =>
      bothSigned(inspected(refundOf(atDoor(), null, amountMinor), 0, 'missing'));

    expect(refusalOf(() => resolve(short(13_991)))).toBe('outcome_not_allowed');
    expect(again(resolve(short(13_990))).status).toBe('awaiting_handover');
  });

  test('S0 6.7.1 f: missing at a door where they would have been paid, they are paid when they come', () => {
    const open = missingOne('on_delivery');
    expect(refusalOf(() => resolve(open, { outcome: 'refund' }))).toBe('outcome_not_allowed');
    expect(detailsOf(() => resolve(open, { outcome: 'refund' }))).toMatchObject({
      allowedOutcomes: ['reship', 'rejected', 'noted'],
    });
    expect(refusalOf(() => refundOf(open, 2))).toBe('refund_exceeds_refundable');

    const travelling = resolve(open);
    expect(again(travelling).codDueMinor).toBe(12_990);
    expect(travelling.state.order.paymentStatus).toBe('collection_due');
    const done = brought(sent(travelling), { accepted: 1 });

    expect(done.state.order).toMatchObject({ collectedMinor: 26_980, paymentStatus: 'collected' });
    expect(done.state.balances).toMatchObject({ cash_in_transit: 26_980, escrow: -26_980 });
    expect(refundOf(done, 2).state.refunds).toMatchObject([
      { amountMinor: 25_980, channel: 'payout' },
    ]);
  });

  test('S0 6.7.1 f: the fee is paid at the door at which something is kept for the first time', () => {
    const nothing = bothSigned(
      inspectedAs(atDoor('on_delivery'), [
        { accepted: 0, refused: 0, missing: 2, reason: 'missing' },
      ]),
    );

    expect(again(resolve(nothing)).codDueMinor).toBe(26_980);
  });

  test('S0 6.7.1 f: refused at the second door they go back, and nobody is owed money for them', () => {
    const refused = brought(sent(resolve(missingOne('on_delivery'))), { refused: 1 });

    expect(refused.state.order).toMatchObject({
      collectedMinor: 13_990,
      paymentStatus: 'collected',
    });
    expect(refused.state.deadlines.filter(({ name }) => name === 'refund')).toEqual([]);
    expect(refused.state.refunds).toEqual([]);
  });

  test('S0 6.7.1 f: called off, there is nothing to collect any more', () => {
    const travelling = resolve(missingOne('on_delivery'));
    const off = did(travelling, actors.seller, {
      name: 'cancelShipment',
      shipmentId: again(travelling).id,
      reason: 'seller_out_of_stock',
      note: null,
    });

    expect(off.state.order.paymentStatus).toBe('collected');
    expect(off.state.cases[0]).toMatchObject({ status: 'open' });
  });

  test('§2.4: at the courier’s cost it owes the seller their value, once they were accepted', () => {
    const life = sent(resolve(damagedOne('tampered')));
    expect(life.state.balances['claim:pty_courier'] ?? 0).toBe(0);

    const done = brought(life, { accepted: 1 });

    expect(done.state.balances).toMatchObject({ 'claim:pty_courier': 12_990, seller: -12_990 });
  });
});

describe('a replacement that fails', () => {
  const failedAs = (life: Life, reason: string): void => {
    expect(life.state.cases[0]).toMatchObject({
      status: 'open',
      resolution: null,
      details: { failedReplacements: [{ shipmentId: again(life).id, reason }] },
    });
    expect(life.state.order.escalated).toBe(true);
    expect(waitingFor(life.state).waitingFor).toContainEqual(
      expect.objectContaining({ what: 'case_resolution' }),
    );
  };

  test('S0 7.7.3 b: out of stock, its case is open again', () => {
    const life = answered(resolve(missingOne()), 'hold_stock', 'declined');

    expect(again(life).status).toBe('cancelled');
    failedAs(life, 'seller_out_of_stock');
    expect(life.state.order.status).toBe('delivered');
    expect(refunded(resolve(life, { outcome: 'refund' })).state.order.refundedMinor).toBe(12_990);
  });

  test('S0 6.7.2 a: not handed over in time, it alone is called off and its stock let go', () => {
    const held = answered(resolve(missingOne()), 'hold_stock');
    const late = expired(expired(held, 'dispatch'), 'dispatch');

    expect(again(late)).toMatchObject({ status: 'cancelled', reason: 'dispatch_expired' });
    failedAs(late, 'dispatch_expired');
    expect(late.state.effects.at(-1)).toMatchObject({
      kind: 'release_stock',
      request: { holdKey: `hold:${again(late).id}` },
    });
  });

  test('S0 7.7.3 b: lost, the courier owes its value and the case is decided anew', () => {
    const life = did(sent(resolve(missingOne())), actors.courier, {
      name: 'recordTracking',
      shipmentId: again(resolve(missingOne())).id,
      caseId: 'cas_tracking',
      eventId: 'lost',
      code: 'lost',
      at: '2026-03-05T02:00:00.000Z',
      place: null,
    });

    failedAs(life, 'lost');
    expect(life.state.refunds).toEqual([]);
    expect(life.state.balances['claim:pty_courier']).toBe(12_990);
  });

  test('S0 7.7.3 b, §2.4: lost, and the claim rejected on evidence: each lot of goods is paid for once', () => {
    const reshipped = resolve(delivered(0, 'missing'));
    const life = did(sent(reshipped), actors.courier, {
      name: 'recordTracking',
      shipmentId: again(reshipped).id,
      caseId: 'cas_tracking',
      eventId: 'lost',
      code: 'lost',
      at: '2026-03-05T02:00:00.000Z',
      place: null,
    });
    const caseId = life.state.cases[0]?.id ?? '';
    const end = (changes: Partial<ResolveCase>) => resolve(life, { caseId, ...changes });

    expect(refusalOf(() => end({ outcome: 'noted' }))).toBe('outcome_not_allowed');
    expect(refusalOf(() => end({ outcome: 'rejected' }))).toBe('evidence_missing');
    // The consumer had the first two and has paid for them; the courier owes the two it has lost.
    const rejected = end({ outcome: 'rejected', evidence: photo }).state;
    expect(rejected.order.status).toBe('returned');
    expect(rejected.balances).toMatchObject({ 'claim:pty_courier': 25_980, escrow: 0 });
    expect(rejected.balances.seller).toBe(1_000 - 4 * 12_990);
    // Else it never had them: the seller gave two away, and the courier pays those.
    const paidBack = refunded(end({ outcome: 'refund' })).state;
    expect(paidBack.order).toMatchObject({ status: 'returned', refundedMinor: 26_980 });
    expect(paidBack.balances).toMatchObject({ 'claim:pty_courier': 25_980, seller: -2 * 12_990 });
  });

  test('S0 7.7.3 a, 6.7.1 f: units refused at a cash door, never paid, take nothing from its refund', () => {
    const three = { lines: [placedLine({ quantity: 3 })], totalMinor: 39_970 };
    const payment = { timing: 'on_delivery', method: 'cash', token: null } as const;
    const door = atDoor(placedAs({ ...three, payment }));
    const found = { accepted: 2, refused: 1, missing: 0, damaged: 1, reason: 'damaged' as const };
    const open = refundOf(bothSigned(inspectedAs(door, [found])), 1);
    const caseId = open.state.cases.find(({ kind }) => kind === 'damaged_goods')?.id ?? '';

    const refused = brought(sent(resolve(open, { caseId })), { refused: 1, evidence: photo });
    const back = refused.state.shipments.find(
      ({ originShipmentId }) => originShipmentId === again(refused).id,
    );
    const noted = did(refused, actors.courier, {
      name: 'issueReturnNote',
      shipmentId: back?.id ?? '',
      documentId: 'doc_return',
      parcels: [],
      lines: [{ lineNo: 1, quantity: 1, condition: 'intact' }],
    });

    expect(amounts(sign(noted, 'doc_return', ['courier', 'seller']))).toEqual([12_990, 12_990]);
  });

  test('S0 7.7.3 a: refused, the goods go back and the money follows, at the bearer’s cost', () => {
    const life = brought(sent(resolve(damagedOne('tampered'))), { refused: 1, evidence: photo });
    const back = shipmentOf(life, 'return');
    expect(back).toMatchObject({ originShipmentId: again(life).id, status: 'in_transit' });
    const noted = did(life, actors.courier, {
      name: 'issueReturnNote',
      shipmentId: back.id,
      documentId: 'doc_return',
      parcels: [],
      lines: [{ lineNo: 1, quantity: 1, condition: 'intact' }],
    });

    const home = sign(noted, 'doc_return', ['courier', 'seller']);

    expect(home.state.refunds).toMatchObject([{ amountMinor: 12_990, bearer: 'courier' }]);
    expect(home.state.balances['claim:pty_courier']).toBe(12_990);
    expect(linesOf(home)).toMatchObject({ accepted: 2, refused: 0, refusedBack: 0 });
  });

  test('S0 7.7.3 b: short once more, it is a case of its own', () => {
    const life = brought(sent(resolve(missingOne())), { missing: 1 });

    expect(life.state.cases).toMatchObject([
      { status: 'resolved' },
      { kind: 'missing_goods', status: 'open', subjectId: again(life).id },
    ]);
    expect(linesOf(life)).toMatchObject({ accepted: 1, missing: 1 });
    expect(resolve(life, { outcome: 'refund' }).state.refunds).toMatchObject([
      { amountMinor: 12_990 },
    ]);
  });
});
