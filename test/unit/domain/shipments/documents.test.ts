import { describe, expect, test } from 'vitest';
import type { DisputeDocument, SignDocument } from '../../../../src/domain/commands.ts';
import type { Actor } from '../../../../src/domain/order.ts';
import {
  actors,
  atDoor,
  awaitingHandover,
  did,
  expired,
  inspected,
  inspectedAs,
  type Life,
  notesOf,
  refusalOf,
  signed,
  withHandoverNote,
} from '../order-life.ts';

const noted = () => withHandoverNote(awaitingHandover());

function sign(life: Life, changes: Partial<SignDocument> = {}): Life {
  const document = life.state.documents.at(-1);
  const command: SignDocument = {
    name: 'signDocument',
    documentId: document?.id ?? '',
    signatureId: `sig_${life.state.order.version}`,
    role: 'seller',
    method: 'jws',
    signer: { personId: 'per_1', name: null, personDigest: null, relation: null, consent: null },
    keyId: 'key_1',
    digest: document?.digest ?? '',
    version: document?.version ?? 0,
    jws: 'a.b.c',
    evidenceDigest: null,
    signedAt: life.state.order.lastAt,
    ...changes,
  };
  return did(life, actors.seller, command);
}

function dispute(life: Life, actor: Actor, caseId = 'cas_dispute'): Life {
  const command: DisputeDocument = {
    name: 'disputeDocument',
    documentId: life.state.documents.at(-1)?.id ?? '',
    caseId,
    kind: 'count_mismatch',
    lines: [],
    note: null,
    evidence: [],
  };
  return did(life, actor, command);
}

const refused = (life: Life, changes: Partial<SignDocument>) =>
  refusalOf(() => sign(life, changes));

describe('signing', () => {
  test('S0 6.7.2 b: only the two sides sign, each once, and over what the note says now', () => {
    expect(refused(noted(), { role: 'consumer' })).toBe('not_the_signing_role');
    expect(refused(noted(), { digest: 'sha256:other' })).toBe('digest_mismatch');
    expect(refused(noted(), { version: 2 })).toBe('digest_mismatch');
    expect(refused(noted(), { documentId: 'doc_none' })).toBe('not_found');
    expect(refused(sign(noted()), {})).toBe('already_signed');
  });

  test('S0 6.7.2 b: one person cannot sign for both sides, by id or by name', () => {
    const person = { name: null, relation: null, consent: null };
    const byName = { ...person, personId: null, personDigest: 'digest-of-a-name' };

    expect(refused(sign(noted()), { role: 'courier' })).toBe('same_person_both_sides');
    expect(refused(sign(noted(), { signer: byName }), { role: 'courier', signer: byName })).toBe(
      'same_person_both_sides',
    );
    const other = { ...person, personId: 'per_2', personDigest: null };
    expect(sign(sign(noted()), { role: 'courier', signer: other }).state.order.status).toBe(
      'in_delivery',
    );
  });

  test('S0 7.7.2 d: a code or handwriting is the recipient’s, and is kept as evidence', () => {
    const door = inspected(atDoor(), 2);
    const written = { role: 'consumer', method: 'handwritten' } as const;

    expect(refused(noted(), { method: 'handwritten', evidenceDigest: 'sha256:x' })).toBe(
      'method_not_allowed_for_role',
    );
    expect(refused(door, written)).toBe('evidence_missing');
    expect(notesOf(sign(door, { ...written, evidenceDigest: 'sha256:x' }))).toMatchObject([
      { status: 'signed' },
      { status: 'partly_signed' },
    ]);
  });

  test('S0 7.7.2: after the silence has decided, no signature changes it any more', () => {
    const evidence = [{ digest: 'sha256:photo', mediaType: 'image/jpeg' }];
    const found = [{ accepted: 2, refused: 0, missing: 0, reason: null, evidence }];
    const silent = signed(inspectedAs(atDoor(), found), 'doc_delivery', 'courier');
    const auto = expired(silent, 'acceptance');

    expect(auto.state.shipments).toMatchObject([{ status: 'accepted' }]);
    expect(refusalOf(() => signed(auto, 'doc_delivery', 'consumer'))).toBe('deadline_passed');
    expect(refusalOf(() => dispute(auto, actors.consumer))).toBe('deadline_passed');
  });
});

describe('a mismatch', () => {
  test('S0 6.7.2 b: voids the note and is kept; the next version settles it', () => {
    const disputed = dispute(sign(noted()), actors.courier);
    expect(notesOf(disputed)).toMatchObject([{ status: 'void' }]);
    expect(disputed.state.cases).toMatchObject([
      { kind: 'document_discrepancy', status: 'open', respondentRole: 'seller' },
    ]);
    expect(disputed.state.deadlines.at(-1)).toMatchObject({
      name: 'discrepancy_answer',
      responsiblePartyId: 'pty_seller',
    });

    const next = did(disputed, actors.seller, {
      name: 'issueHandoverNote',
      shipmentId: disputed.state.shipments[0]?.id ?? '',
      documentId: 'doc_next',
      waybillNo: null,
      parcels: [],
      counted: null,
      custodians: { seller: null, courier: null },
      agentName: null,
    });
    const agreed = signed(signed(next, 'doc_next', 'seller'), 'doc_next', 'courier');
    expect(notesOf(agreed)[1]).toMatchObject({ version: 2, status: 'signed' });
    expect(agreed.state.cases).toMatchObject([{ status: 'resolved' }]);
    const clock = agreed.state.deadlines.find(({ name }) => name === 'discrepancy_answer');
    expect(clock?.state).toBe('stopped');
  });

  test('S0 6.7.2 b: is raised by a side that signs, and while it can still be signed', () => {
    const whole = signed(signed(noted(), 'doc_handover', 'seller'), 'doc_handover', 'courier');

    expect(refusalOf(() => dispute(noted(), actors.consumer))).toBe('not_the_signing_role');
    expect(refusalOf(() => dispute(whole, actors.seller))).toBe('wrong_document_status');
  });

  test('S0 7.7.2 d: at the door nobody is overtaken by it; the courier must deliver anew', () => {
    const half = signed(inspected(atDoor(), 1), 'doc_delivery', 'courier');
    const disputed = dispute(half, actors.consumer);
    const armed = disputed.state.deadlines.filter(({ state }) => state === 'running');

    expect(disputed.state.shipments).toMatchObject([{ inspection: null, endedAt: null }]);
    expect(armed.map(({ name }) => name)).toEqual(['discrepancy_answer', 'delivery']);
  });
});
