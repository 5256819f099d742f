import {
  type Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandName } from '../domain/commands.ts';
import type { StartRequest } from '../domain/draft.ts';
import { DomainError, must, refusalCodes, type RefusalCode, type RefusalDetails } from '../domain/errors.ts';
import {
  type CommandEnvelope,
  type CommandReceipt,
  commandUpdate,
  orderChanged,
  orderWorkflowId,
  searchAttributes,
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

/** What the door needs to know of an order to start its workflow. */
export interface StartedOrder {
  orderId: string;
  platformId: string;
  platformOrderNo: string;
  sellerId: string;
  courierId: string | null;
  status: string;
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
  startOrder(order: StartedOrder): Promise<void>;
  startRefund(refund: StartRequest): Promise<void>;
  /** Tells an open order that PostgreSQL knows something newer; nothing happens if none is open. */
  tellOrderChanged(orderId: string): Promise<void>;
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
    startOrder: (order) => within(startTimeoutMs, () => startOrder(client, order)),
    startRefund: (refund) => within(startTimeoutMs, () => startRefund(client, refund)),
    tellOrderChanged: (orderId) =>
      within(startTimeoutMs, async () => {
        try {
          await client.workflow.getHandle(orderWorkflowId(orderId)).signal(orderChanged);
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),
    check: () =>
      within(startTimeoutMs, async () => {
        await client.workflowService.getSystemInfo({});
      }),
  };
}

async function startOrder(client: Client, order: StartedOrder): Promise<void> {
  await client.workflow.start(workflowTypes.fulfilOrder, {
    workflowId: orderWorkflowId(order.orderId),
    taskQueue,
    args: [{ orderId: order.orderId }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `order ${order.orderId}`,
    typedSearchAttributes: [
      { key: searchAttributes.OrderStatus, value: order.status },
      { key: searchAttributes.OrderId, value: order.orderId },
      { key: searchAttributes.PlatformId, value: order.platformId },
      { key: searchAttributes.SellerId, value: order.sellerId },
      ...(order.courierId ? [{ key: searchAttributes.CourierId, value: order.courierId }] : []),
      { key: searchAttributes.Escalated, value: false },
    ],
  });
}

async function startRefund(client: Client, request: StartRequest): Promise<void> {
  const { orderId, refundId } = request.input;
  await client.workflow.start(request.workflowType, {
    workflowId: request.workflowId,
    taskQueue,
    args: [request.input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `refund ${refundId} of order ${orderId}`,
    typedSearchAttributes: [{ key: searchAttributes.OrderId, value: must(orderId, 'order id') }],
  });
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
  return new DomainError(code, cause.message, (cause.details?.[0] ?? {}) as RefusalDetails);
}

function later(): DomainError {
  return new DomainError(
    'engine_unavailable',
    'The command has no result yet. Repeat it with the same Idempotency-Key.',
  );
}
