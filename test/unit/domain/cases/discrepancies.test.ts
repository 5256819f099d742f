import { describe, expect, test } from 'vitest';
import type { AnswerCase, ResolveCase } from '../../../../src/domain/commands.ts';
import type { Actor, InspectedLine } from '../../../../src/domain/order.ts';
import {
  actors,
  appointed,
  atDoor,
  awaitingHandover,
  bothSigned,
  delivered,
  did,
  expired,
  inspected,
  inspectedAs,
  type Life,
  refusalOf,
  returnedToSeller,
  signed,
  withHandoverNote,
  answered,
  detailsOf,
} from '../order-life.ts';

const photo = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];

function answer(life: Life, changes: Partial<AnswerCase> = {}, actor: Actor = actors.seller): Life {
  return did(life, actor, {
    name: 'answerCase',
    caseId: life.state.cases.at(-1)?.id ?? '',
    position: 'accept',
    proposal: 'refund',
    text: null,
    evidence: photo,
    ...changes,
  });
}

function resolve(life: Life, changes: Partial<ResolveCase> & Pick<ResolveCase, 'outcome'>): Life {
  return did(life, actors.support, {
    name: 'resolveCase',
    caseId: life.state.cases.at(-1)?.id ?? '',
    refundId: 'rfd_case',
    note: null,
    ...changes,
  });
}

const refusal = (life: Life, changes: Parameters<typeof resolve>[1]) =>
  refusalOf(() => resolve(life, changes));
const given = ({ state }: Life) => state.refunds.map(({ amountMinor }) => amountMinor);

/** Two units, found at the door as told. */
function found(line: Partial<InspectedLine>, packaging = 'intact'): Life {
  const all = { accepted: 2, refused: 0, missing: 0, reason: 'damaged', evidence: photo };
  return bothSigned(inspectedAs(atDoor(), [{ ...all, ...line }], { packaging }));
}

describe('a case of which a part is refunded', () => {
  test('S0 7.7.3 b: the rest of it stays open as a case of its own', () => {
    const life = found({ accepted: 0, missing: 2 });
    const half = resolve(life, { outcome: 'refund', lines: [{ lineNo: 1, quantity: 1 }] });

    expect(half.state.cases).toMatchObject([
      { status: 'resolved', details: { lines: [{ lineNo: 1, quantity: 1 }] } },
      { kind: 'missing_goods', status: 'open', details: { lines: [{ lineNo: 1, quantity: 1 }] } },
    ]);
    expect(half.state.order.status).toBe('in_delivery');
    expect(given(half)).toEqual([13_990]);
  });

  test('S0 5.6 c: answered, or met with silence, a case has its time to be decided', () => {
    const decision = ({ state }: Life) =>
      state.deadlines.find(({ name }) => name === 'case_decision')?.state;
    const life = found({ accepted: 1, missing: 1 });

    expect(decision(life)).toBeUndefined();
    expect(decision(answer(life))).toBe('running');
    expect(decision(expired(life, 'discrepancy_answer'))).toBe('running');
    expect(decision(resolve(answer(life), { outcome: 'refund' }))).toBe('met');
  });
});

describe('the respondent’s answer', () => {
  test('S0 7.7.3 b: is taken once, from the respondent only, and meets its deadline', () => {
    const life = delivered(1, 'missing');
    const answered = answer(life);

    expect(answered.state.cases[0]?.answer).toMatchObject({ position: 'accept', evidence: photo });
    const clock = answered.state.deadlines.find(({ name }) => name === 'discrepancy_answer');
    expect(clock?.state).toBe('met');
    expect(refusalOf(() => answer(answered))).toBe('already_answered');
    expect(refusalOf(() => answer(life, {}, actors.courier))).toBe('not_found');
    expect(refusalOf(() => answer(life, {}, { ...actors.seller, id: 'pty_other' }))).toBe(
      'not_found',
    );
    expect(refusalOf(() => answer(life, { proposal: 'reject' }))).toBe('outcome_not_allowed');
    const closed = resolve(life, { outcome: 'rejected', evidence: photo });
    expect(refusalOf(() => answer(closed))).toBe('wrong_case_status');
  });

  test('S0 7.7.3 b: late, it is still heard; the silence was escalated', () => {
    const late = answer(expired(delivered(1, 'missing'), 'discrepancy_answer'));

    expect(late.state.order.escalated).toBe(true);
    expect(late.state.cases[0]?.answer).not.toBeNull();
  });
});

describe('missing goods', () => {
  test('S0 7.7.3 b: paid for, they are refunded or rejected on evidence, each once; never just noted', () => {
    const life = delivered(1, 'missing');

    expect(given(resolve(life, { outcome: 'refund' }))).toEqual([12_990]);
    expect(given(resolve(life, { outcome: 'rejected', evidence: photo }))).toEqual([]);
    expect(refusal(life, { outcome: 'rejected' })).toBe('evidence_missing');
    const decided = resolve(life, { outcome: 'refund' });
    expect(refusal(decided, { outcome: 'refund' })).toBe('wrong_case_status');
    expect(refusal(life, { outcome: 'noted', caseId: 'cas_none' })).toBe('not_found');
    expect(detailsOf(() => resolve(life, { outcome: 'noted' }))).toMatchObject({
      allowedOutcomes: ['reship', 'refund', 'part_refund', 'rejected'],
    });
    expect(refusal(delivered(0, 'missing'), { outcome: 'noted' })).toBe('outcome_not_allowed');
  });

  test('S0 7.7.3 b: refunded in part, by units or by an amount up to what they cost', () => {
    const life = delivered(0, 'missing');
    const one = [{ lineNo: 1, quantity: 1 }];
    const part = { outcome: 'part_refund' } as const;

    expect(given(resolve(life, { ...part, lines: one }))).toEqual([12_990]);
    expect(given(resolve(life, { ...part, amountMinor: 25_980 }))).toEqual([25_980]);
    expect(refusal(life, { ...part, amountMinor: 25_981 })).toBe('refund_exceeds_refundable');
    expect(refusal(life, part)).toBe('amount_not_positive');
    expect(refusal(life, { ...part, lines: [...one, ...one] })).toBe('duplicate_line_no');
    expect(refusal(life, { ...part, lines: [{ lineNo: 2, quantity: 1 }] })).toBe('line_not_found');
    expect(refusal(life, { ...part, lines: [{ lineNo: 1, quantity: 3 }] })).toBe(
      'quantity_exceeded',
    );
  });

  test('§2.4: what the courier bears is its debt, and the seller stays whole', () => {
    const life = resolve(found({ accepted: 1, missing: 1 }, 'damaged'), { outcome: 'refund' });

    expect(life.state.refunds).toMatchObject([{ bearer: 'courier' }]);
    expect(life.state.balances).toMatchObject({ 'claim:pty_courier': 12_990, escrow: -26_980 });
    const bySeller = resolve(found({ accepted: 1, missing: 1 }, 'damaged'), {
      outcome: 'refund',
      bearer: 'seller',
    });
    expect(bySeller.state.balances).toMatchObject({ escrow: -13_990 });
  });

  test('S0 8.2 d: are not refunded before the capture is known: nothing would be given back', () => {
    let life = signed(withHandoverNote(awaitingHandover()), 'doc_handover', 'seller');
    life = signed(life, 'doc_handover', 'courier');
    const uncaptured = bothSigned(inspected(appointed(life), 1, 'missing'));

    expect(refusal(uncaptured, { outcome: 'refund' })).toBe('payment_unresolved');
    expect(refusal(uncaptured, { outcome: 'noted' })).toBe('outcome_not_allowed');
    const unpaid = answered(uncaptured, 'capture_payment', 'declined');
    const [found] = unpaid.state.cases;
    expect(given(resolve(unpaid, { outcome: 'noted', caseId: found?.id ?? '' }))).toEqual([]);
  });

  test('S0 6.7.1 f: with cash were never paid, and are not refunded', () => {
    const life = delivered(1, 'missing', 'on_delivery');

    expect(refusal(life, { outcome: 'refund' })).toBe('outcome_not_allowed');
    expect(given(resolve(life, { outcome: 'noted' }))).toEqual([]);
  });
});

describe('damaged content', () => {
  test('S0 7.7.3 b: kept, it is a case against the seller where the packaging is intact', () => {
    const some = found({ damaged: 1 });

    expect(some.state.order.status).toBe('delivered');
    expect(some.state.cases).toMatchObject([
      {
        kind: 'damaged_goods',
        respondentPartyId: 'pty_seller',
        details: { goods: 'kept', lines: [{ lineNo: 1, quantity: 1 }], evidence: photo },
      },
    ]);
    expect(given(resolve(some, { outcome: 'part_refund', amountMinor: 5_000 }))).toEqual([5_000]);
    expect(refusal(some, { outcome: 'noted' })).toBe('outcome_not_allowed');
    const cash = bothSigned(
      inspectedAs(atDoor('on_delivery'), [
        { accepted: 2, refused: 0, missing: 0, reason: 'damaged' },
      ]),
    );
    expect(refusal(cash, { outcome: 'noted' })).toBe('outcome_not_allowed');
    // With damage as the line's reason and nothing else wrong all of it is damaged.
    expect(found({}).state.cases).toMatchObject([{ details: { lines: [{ quantity: 2 }] } }]);
  });

  test('S0 7.7.3 b: more damaged than accepted, or without a reason, is refused at the door', () => {
    expect(refusalOf(() => found({ damaged: 3 }))).toBe('quantities_do_not_add_up');
    expect(refusalOf(() => found({ damaged: 1, reason: null }))).toBe('reason_missing');
  });

  test('S0 7.7.3 a: refused in intact packaging it goes back at the seller’s cost, without a case', () => {
    expect(found({ accepted: 1, refused: 1 }).state.cases).toEqual([]);
  });

  test('§2.4: refused in damaged packaging, the courier may owe the seller its value', () => {
    const life = found({ accepted: 0, refused: 2 }, 'tampered');
    expect(life.state.cases).toMatchObject([
      { kind: 'damaged_goods', respondentRole: 'courier', details: { goods: 'refused' } },
    ]);
    expect(refusal(life, { outcome: 'part_refund', amountMinor: 1 })).toBe('outcome_not_allowed');

    const back = returnedToSeller(resolve(life, { outcome: 'refund' }));

    expect(back.state.order.status).toBe('returned');
    expect(given(back)).toEqual([26_980]);
    expect(back.state.balances).toMatchObject({ 'claim:pty_courier': 25_980, seller: -25_980 });
    const open = returnedToSeller(life);
    expect(open.state.order.status).toBe('in_delivery');
    expect(refusal(open, { outcome: 'noted' })).toBe('outcome_not_allowed');
    const rejected = resolve(open, { outcome: 'rejected', evidence: photo });
    expect(rejected.state.order.status).toBe('returned');
  });
});

describe('a note that was disputed', () => {
  const disputed = () =>
    did(withHandoverNote(awaitingHandover()), actors.courier, {
      name: 'disputeDocument',
      documentId: 'doc_handover',
      caseId: 'cas_note',
      kind: 'packaging_damaged',
      lines: [],
      note: null,
      evidence: photo,
    });

  test('S0 6.7.2 b: is answered by the other side, and noted or rejected on evidence', () => {
    expect(answer(disputed()).state.cases[0]?.answer).toMatchObject({ position: 'accept' });
    expect(refusal(disputed(), { outcome: 'refund' })).toBe('outcome_not_allowed');
    expect(refusal(disputed(), { outcome: 'rejected' })).toBe('evidence_missing');
    expect(resolve(disputed(), { outcome: 'noted' }).state.cases[0]?.status).toBe('resolved');
  });
});
