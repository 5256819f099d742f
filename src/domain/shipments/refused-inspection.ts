import { openCase } from '../cases/open-cases.ts';
import { startDeadline } from '../deadlines/deadlines.ts';
import type { Draft } from '../draft.ts';
import type { Shipment } from '../order.ts';

/**
 * The courier has not let the recipient look at the goods: a complaint about the delivery, with the
 * clocks that a complaint has (S0 7.7.2 c, 7.5.1 d, 6.7.1 e). The note still decides the delivery.
 */
export function complainOfRefusedInspection(draft: Draft, shipment: Shipment): void {
  const kind = 'inspection_refused';
  const isKnown = draft.cases.some(
    (found) => found.kind === kind && found.subjectId === shipment.id && found.status === 'open',
  );
  if (isKnown) return;
  const opened = openCase(draft, {
    kind,
    subject: { type: 'shipment', id: shipment.id },
    respondentRole: 'courier',
    respondentPartyId: shipment.courierId,
    details: { documentId: shipment.inspection?.documentId ?? null },
  });
  for (const clock of ['complaint_answer', 'complaint_resolution'] as const) {
    startDeadline(
      draft,
      clock,
      { type: 'case', id: opened.id },
      { responsibleRole: 'courier', responsiblePartyId: shipment.courierId },
    );
  }
}
