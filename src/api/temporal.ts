import {
  type Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { WantedStart } from '../db/orders/start-requests.ts';
import type { Recomputation } from '../db/registry/calendars.ts';
import type { CommandName } from '../domain/commands.ts';
import {
  DomainError,
  refusalCodes,
  type RefusalCode,
  type RefusalDetails,
} from '../domain/errors.ts';
import { startRecomputation } from '../temporal/start-recomputation.ts';
import { bringToOrderTime, startWorkflow } from '../temporal/start-workflow.ts';
import {
  type CommandEnvelope,
  type CommandReceipt,
  commandUpdate,
  orderChanged,
  orderWorkflowId,
  type ReviewedParties,
  type ReviewPartiesInput,
  reviewWorkflowId,
  taskQueue,
  workflowTypes,
} from '../../workflows/contract.ts';

/** How long a command may take before its caller is asked to come back with the same key. */
const commandTimeoutMs = 10_000;
const startTimeoutMs = 5_000;

/** No run of the order's workflow is open: it is final, or a sweep will start it again. */
export class OrderNotRunning extends Error {
  override readonly name = 'OrderNotRunning';
}

/** Refused by the workflow's own copy of its order, of that version: it may have been behind. */
export class RefusedOnCopy extends DomainError {
  readonly copyVersion: number;

  constructor(refusal: DomainError, copyVersion: number) {
    super(refusal.code, refusal.message, refusal.details);
    this.copyVersion = copyVersion;
  }
}

/** What the door says to Temporal. */
export interface Engine {
  /**
   * Sends a command and waits until its transition is committed. Throws the rule's `DomainError`,
   * `engine_unavailable` when there was no answer within 10 s, or `OrderNotRunning`. The same key
   * re-attaches to what is under way.
   */
  send(command: {
    orderId: string;
    name: CommandName;
    updateId: string;
    envelope: CommandEnvelope;
  }): Promise<CommandReceipt>;
  /** Starts a workflow that a committed transition asked for; twice is once. */
  start(wanted: WantedStart): Promise<void>;
  /** Tells an open order that PostgreSQL knows something newer; nothing happens if none is open. */
  tellOrderChanged(orderId: string): Promise<void>;
  /** Has the due times counted anew that hang on a version of a calendar; twice is once. */
  recompute(wanted: Recomputation): Promise<void>;
  /** Re-reviews all parties as of then, and waits for it; the same key re-attaches. */
  reviewParties(wanted: { keyId: string; asOf: string | null }): Promise<ReviewedParties>;
  /** Rejects if Temporal does not answer. */
  check(): Promise<void>;
}

export function createEngine(client: Client): Engine {
  const within = <T>(timeoutMs: number, work: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + timeoutMs, work);
  return {
    send: ({ orderId, name, updateId, envelope }) =>
      within(commandTimeoutMs, async () => {
        const handle = client.workflow.getHandle(orderWorkflowId(orderId));
        try {
          return await handle.executeUpdate(commandUpdate(name), { updateId, args: [envelope] });
        } catch (error) {
          throw translate(error);
        }
      }),
    start: (wanted) =>
      within(startTimeoutMs, async () => {
        await startWorkflow(client, wanted);
        await bringToOrderTime(client, wanted);
      }),
    tellOrderChanged: (orderId) =>
      within(startTimeoutMs, async () => {
        try {
          await client.workflow.getHandle(orderWorkflowId(orderId)).signal(orderChanged);
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),
    recompute: (wanted) => within(startTimeoutMs, () => startRecomputation(client, wanted)),
    reviewParties: ({ keyId, asOf }) =>
      within(commandTimeoutMs, async () => {
        try {
          return await client.workflow.execute<
            (input: ReviewPartiesInput) => Promise<ReviewedParties>
          >(workflowTypes.reviewParties, {
            workflowId: reviewWorkflowId(keyId),
            taskQueue,
            args: [{ asOf }],
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `re-review of all parties${asOf === null ? '' : ` as of ${asOf}`}`,
          });
        } catch (error) {
          throw translate(error);
        }
      }),
    check: () =>
      within(startTimeoutMs, async () => {
        await client.workflowService.getSystemInfo({});
      }),
  };
}

/** A refusal of the workflow becomes the same refusal here; all else is «not now». */
function translate(error: unknown): Error {
  if (error instanceof WorkflowNotFoundError) {
    return new OrderNotRunning('no open run of the order', { cause: error });
  }
  if (error instanceof WorkflowUpdateFailedError) return refusalOfFailure(error.cause) ?? later();
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return later();
  if (isGrpcServiceError(error) || isGrpcServiceError((error as { cause?: unknown }).cause)) {
    return later();
  }
  return error instanceof Error ? error : new Error('Temporal failed', { cause: error });
}

function refusalOfFailure(cause: unknown): DomainError | undefined {
  if (!(cause instanceof ApplicationFailure)) return undefined;
  const code = refusalCodes.find((candidate): candidate is RefusalCode => candidate === cause.type);
  if (code === undefined) return undefined;
  const [details = {}, copyVersion] = cause.details ?? [];
  const refusal = new DomainError(code, cause.message, details as RefusalDetails);
  return typeof copyVersion === 'number' ? new RefusedOnCopy(refusal, copyVersion) : refusal;
}

function later(): DomainError {
  return new DomainError(
    'engine_unavailable',
    'The command has no result yet. Repeat it with the same Idempotency-Key.',
  );
}
