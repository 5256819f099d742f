import type postgres from 'postgres';
import type { Draft } from '../../domain/draft.ts';
import { must } from '../../domain/errors.ts';
import { renderAnswer } from '../../domain/views/views.ts';
import type { ProofMaker } from './completing.ts';
import type { OrderBackground } from './load-order.ts';
import type { StateChanges } from './rows.ts';
import type { TransitionRequest } from './transitions.ts';
import { writeRecords, writeState } from './write-order.ts';

interface Writing {
  draft: Draft;
  changes: StateChanges;
  background: Pick<OrderBackground, 'journalHead'>;
  request: Pick<TransitionRequest, 'actor' | 'key'>;
  personal?: object;
  status?: number;
}

/** All that one transition leaves: state, journal, postings, workflows to start, answered key. */
export async function writeTransition(
  tx: postgres.TransactionSql,
  proof: ProofMaker,
  writing: Writing,
): Promise<void> {
  const { draft, changes, request } = writing;
  const { order } = draft;
  const entry = must(draft.entry, 'journal entry');
  const journalled = {
    orderId: order.id,
    sequence: order.version,
    at: order.lastAt,
    type: entry.type,
    // As it will be read again: what JSON leaves out is not hashed either.
    actor: JSON.parse(JSON.stringify(request.actor)) as unknown,
    data: JSON.parse(JSON.stringify(entry.data)) as unknown,
  };
  await Promise.all([
    writeState(tx, order, changes),
    writeRecords(tx, {
      journal: {
        ...journalled,
        subject: entry.subject,
        status: order.status,
        ...proof.chain(journalled, writing.background.journalHead),
      },
      postings: draft.postings.map((posting) => ({
        ...posting,
        orderId: order.id,
        transition: order.version,
        at: order.lastAt,
      })),
      startRequests: draft.startRequests.map((wanted) => ({
        ...wanted,
        orderId: order.id,
        requestedAt: order.lastAt,
        startedAt: null,
      })),
      key: keyRow(writing),
      personal: writing.personal ?? recipientRow(draft),
    }),
  ]);
}

/** The recipient where it changed: what lies beside it in its row stays. */
function recipientRow({ order, recipient }: Draft): object | null {
  return recipient === null ? null : { orderId: order.id, recipient };
}

/** Things that a command brings into being, and are answered with 201. */
const createdBy: readonly string[] = [
  'document_issued',
  'payment_tried',
  'refund_decided',
  'shipment_split',
  'invoice_recorded',
];

function keyRow({ draft, request, status }: Writing): object | null {
  if (!request.key) return null;
  const created = createdBy.includes(draft.entry?.type ?? '');
  return {
    id: request.key.id,
    bodyHash: request.key.bodyHash,
    orderId: draft.order.id,
    status: status ?? (created ? 201 : 200),
    subjectType: draft.answer.type,
    subjectId: draft.answer.id,
    answer: renderAnswer(draft, draft.answer),
    createdAt: draft.order.lastAt,
  };
}
