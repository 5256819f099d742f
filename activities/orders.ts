import type postgres from 'postgres';
import { loadOrder as readOrder } from '../src/db/orders/load-order.ts';
import type {
  TransitionRequest,
  TransitionResult,
  Transitions,
} from '../src/db/orders/transitions.ts';
import { must } from '../src/domain/errors.ts';
import type { DocumentSignature, OrderDocument, OrderState } from '../src/domain/order.ts';
import type { StateChanges } from '../src/db/orders/rows.ts';
import { transitionNames } from '../src/domain/transition-names.ts';
import { asFailures } from './failure.ts';

export type { TransitionResult };

/** Local activities: what the workflow knows of its order comes from here, and goes here. */
export function createOrderActivities(tools: {
  sql: postgres.Sql;
  transitions: Transitions;
  wakeStarts: () => void;
}) {
  const transition = async (request: TransitionRequest): Promise<TransitionResult> => {
    const result = await tools.transitions.run(request);
    if (result.kind !== 'done') return { ...result, state: slim(result.state) };
    if (result.changes.refunds) tools.wakeStarts();
    return { ...result, changes: slimChanges(result.changes) };
  };
  return asFailures({
    /** The order as PostgreSQL has it, without what no rule looks at. */
    async loadOrder(input: { orderId: string }): Promise<OrderState> {
      return slim(must(await readOrder(tools.sql, input.orderId), `order ${input.orderId}`));
    },

    /** One transition: see `Transitions.run`. Safe to repeat: a known key or version answers. */
    transition,
    // The same under the name of what it records: that is what Temporal's timeline shows.
    ...Object.fromEntries(transitionNames.map((name) => [name, transition])),
  });
}

function slimChanges(changes: StateChanges): StateChanges {
  const { documents, signatures, ...others } = changes;
  return {
    ...others,
    ...(documents ? { documents: documents.map((row) => bare(row as OrderDocument)) } : {}),
    ...(signatures
      ? { signatures: signatures.map((row) => unproven(row as DocumentSignature)) }
      : {}),
  };
}

/** Contents, seals and signatures stay in PostgreSQL: histories hold what rules compare. */
function slim(state: OrderState): OrderState {
  return {
    ...state,
    documents: state.documents.map(bare),
    signatures: state.signatures.map(unproven),
  };
}

function bare(document: OrderDocument): OrderDocument {
  return { ...document, content: {}, sealed: null };
}

function unproven(signature: DocumentSignature): DocumentSignature {
  return { ...signature, jws: null, signer: { ...signature.signer, name: null } };
}
