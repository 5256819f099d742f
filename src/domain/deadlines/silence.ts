import { startDecisionClock } from '../cases/answering.ts';
import { openCase } from '../cases/open-cases.ts';
import type { Draft } from '../draft.ts';
import { demandShipment } from '../guards.ts';
import type { Deadline, Shipment } from '../order.ts';
import { failAttempt } from '../shipments/attempting.ts';
import { completeDelivery } from '../shipments/delivery.ts';
import { acceptUnseen, closeReceiptCases } from '../shipments/receiving.ts';

/** The courier agreed no appointment, or the consumer did not take out what was left for it. */
export function failBySilence(draft: Draft, deadline: Deadline): void {
  const shipment = demandShipment(draft, deadline.subjectId);
  failAttempt(draft, shipment, {
    outcome: deadline.name === 'collection' ? 'not_collected' : 'unreachable',
    note: null,
    evidence: shipment.unattended?.evidence ?? [],
    counted: true,
  });
}

/** The respondent has said nothing: from now on support's own time runs. */
export function decideWithoutAnswer(draft: Draft, { subjectId }: Deadline): void {
  const found = draft.cases.find(({ id }) => id === subjectId);
  if (found) startDecisionClock(draft, found);
}

/**
 * The recipient kept silent after the courier signed: with proof of receipt the goods count as
 * accepted as inspected, marked `auto`; without it support decides (S0 7.7.2).
 */
export function acceptSilence(draft: Draft, deadline: Deadline): void {
  const shipment = demandShipment(draft, deadline.subjectId);
  const note = draft.documents.find(
    (document) =>
      document.shipmentId === shipment.id &&
      document.kind === 'delivery_note' &&
      document.status === 'partly_signed',
  );
  const proof =
    shipment.inspection?.lines.some((line) => line.evidence.length > 0) ||
    draft.signatures.some(
      (signature) => signature.documentId === note?.id && signature.evidenceDigest !== null,
    );
  if (note && proof) {
    completeDelivery(draft, shipment, 'auto');
    return;
  }
  // Taken out, and nobody complained: that is receipt enough.
  if (shipment.unattended?.collectedAt && !shipment.inspection) {
    acceptUnseen(draft, shipment);
    return;
  }
  openAcceptanceCase(draft, shipment, note?.id ?? null);
}

/**
 * Support decides whether the consumer has the goods, once for a shipment and in its own time; that
 * they were reported without a signature is no question of its own any more.
 */
export function openAcceptanceCase(
  draft: Draft,
  shipment: Shipment,
  documentId: string | null,
): void {
  const isOpen = draft.cases.some(
    ({ kind, subjectId, status }) =>
      kind === 'acceptance_undecided' && subjectId === shipment.id && status === 'open',
  );
  if (isOpen) return;
  closeReceiptCases(draft, shipment, 'superseded');
  const opened = openCase(draft, {
    kind: 'acceptance_undecided',
    subject: { type: 'shipment', id: shipment.id },
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { documentId },
  });
  startDecisionClock(draft, opened);
  draft.order.escalated = true;
}
