import { amountText } from './amount-text.ts';
import type { RecordInvoice } from '../commands.ts';
import { openCase } from '../cases/open-cases.ts';
import { type Draft, record } from '../draft.ts';
import { demand } from '../errors.ts';
import type { Case, Invoice, OrderState, Refund } from '../order.ts';
import { isByOthers } from './claim-release.ts';
import { leftMinor } from './refundable.ts';

/**
 * The price of what the consumer has paid for and keeps, which is what the seller invoices. Who has
 * accepted nothing and had all of its money back has bought nothing, whatever it was given for.
 */
export function keptMinor(
  state: Pick<OrderState, 'order' | 'lines' | 'refunds' | 'shipments'>,
): number {
  const { order, refunds } = state;
  if (leftMinor(state) <= 0 && isNothingBought(state)) return 0;
  const lowered = refunds.reduce((sum, refund) => sum + loweredBy(refund), 0);
  return Math.max(0, order.capturedMinor + order.collectedMinor - lowered);
}

/** Of goods that are on their way it is not known yet. */
function isNothingBought({ lines, shipments }: Pick<OrderState, 'lines' | 'shipments'>): boolean {
  const areDecided = shipments.every(({ endedAt, direction }) => endedAt || direction === 'return');
  return areDecided && lines.every(({ accepted }) => accepted === 0);
}

/**
 * How far a refund lowers the price of the sale. Goods that are given back were not bought, nor was
 * a delivery whose fee goes back, whoever bears it: by all that they cost, also where part of that
 * was given before. An amount for no particular goods is a lower price if it is the seller's; what
 * courier or platform pay beside the price, a compensation above all, leaves it as it was.
 */
function loweredBy({ kind, lines, amountMinor, deliveryFeeMinor, bearer }: Refund): number {
  if (kind !== 'refund') return 0;
  const isOfGoods = lines.some(({ quantity }) => quantity > 0);
  if (!isOfGoods) return isByOthers(bearer) ? deliveryFeeMinor : amountMinor;
  const goodsMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  return Math.max(amountMinor, goodsMinor + deliveryFeeMinor);
}

/** What is invoiced by blue invoices and not taken back by red ones. */
export function invoicedMinor({ invoices }: Pick<OrderState, 'invoices'>): number {
  return invoices.reduce(
    (sum, { kind, amountMinor }) => sum + (kind === 'blue' ? amountMinor : -amountMinor),
    0,
  );
}

/**
 * The seller tells what it has invoiced: a blue invoice over at most what was paid and kept, a red
 * one that takes back at most what its blue one has left. The paper itself stays with the seller.
 */
export function recordInvoice(draft: Draft, command: RecordInvoice): void {
  const { order, context } = draft;
  demand(
    command.currency === null || command.currency === order.currency,
    'currency_mismatch',
    `the order is in ${order.currency}, and so are its invoices`,
    { pointer: '/currency', currency: order.currency },
  );
  demand(
    !draft.invoices.some(({ number }) => number === command.number),
    'invoice_number_in_use',
    'this seller has an invoice of that number already: every invoice has its own',
    { pointer: '/number' },
  );
  const blue = command.kind === 'red' ? demandBlue(draft, command) : null;
  if (!blue) demandPaidAndKept(draft, command);
  const invoice: Invoice = {
    id: command.invoiceId,
    orderId: order.id,
    sellerId: order.sellerId,
    number: command.number,
    kind: command.kind,
    amountMinor: command.amountMinor,
    currency: order.currency,
    digest: command.digest,
    redOf: blue?.id ?? null,
    issuedAt: command.issuedAt ?? context.at,
    recordedAt: context.at,
  };
  draft.invoices.push(invoice);
  const subject = { type: 'invoice' as const, id: invoice.id };
  const { kind, number, amountMinor } = invoice;
  record(draft, 'invoice_recorded', { kind, number, amountMinor }, subject);
  draft.answer = subject;
  followInvoices(draft);
}

function demandPaidAndKept(draft: Draft, { amountMinor }: RecordInvoice): void {
  const most = Math.max(0, keptMinor(draft) - invoicedMinor(draft));
  demand(
    amountMinor <= most,
    'invoice_exceeds_paid',
    `${amountText(draft.order.currency, most)} was paid, is kept, and is not invoiced yet`,
    { pointer: '/amountMinor', invoiceableMinor: most },
  );
}

function demandBlue(draft: Draft, { redOf, amountMinor }: RecordInvoice): Invoice {
  const blue = draft.invoices.find(({ kind, number }) => kind === 'blue' && number === redOf);
  demand(blue !== undefined, 'invoice_not_found', `the order has no blue invoice ${redOf}`, {
    pointer: '/redOf',
  });
  const taken = draft.invoices
    .filter((red) => red.redOf === blue.id)
    .reduce((sum, red) => sum + red.amountMinor, 0);
  const left = blue.amountMinor - taken;
  demand(
    amountMinor <= left,
    'red_invoice_exceeds_blue',
    `of the blue invoice ${amountText(draft.order.currency, left)} is left to take back`,
    { pointer: '/amountMinor', leftMinor: left },
  );
  return blue;
}

/**
 * More is invoiced than the price of what is kept: the seller owes a red invoice over the difference. The case
 * closes by itself once it is recorded, and holds up nothing else.
 */
export function followInvoices(draft: Draft): void {
  const overMinor = invoicedMinor(draft) - keptMinor(draft);
  const open = draft.cases.find((found) => found.status === 'open' && isAboutInvoice(found));
  if (overMinor <= 0) {
    if (open) closeSettled(draft, open, 'red_invoice_recorded');
    return;
  }
  if (open) {
    open.details = { ...open.details, amountMinor: overMinor };
    return;
  }
  openCase(draft, {
    kind: 'red_invoice_due',
    subject: { type: 'order', id: draft.order.id },
    respondentRole: 'seller',
    respondentPartyId: draft.order.sellerId,
    details: { amountMinor: overMinor, currency: draft.order.currency },
  });
}

/** More was paid at another door: less is to be taken back in red, or nothing any more. */
export function relieveInvoices(draft: Draft): void {
  const open = draft.cases.find((found) => found.status === 'open' && isAboutInvoice(found));
  if (!open) return;
  const overMinor = invoicedMinor(draft) - keptMinor(draft);
  if (overMinor <= 0) closeSettled(draft, open, 'paid_since');
  else open.details = { ...open.details, amountMinor: overMinor };
}

function closeSettled(
  draft: Draft,
  open: Case,
  outcome: 'red_invoice_recorded' | 'paid_since',
): void {
  open.status = 'resolved';
  open.resolvedAt = draft.context.at;
  open.resolution = { outcome };
  record(draft, 'red_invoice_complete', { caseId: open.id });
}

function isAboutInvoice({ kind }: Case): boolean {
  return kind === 'red_invoice_due';
}

/** Whether an order must wait for the end of the case: paper that is due later holds nothing up. */
export function holdsOrder(found: Case): boolean {
  return found.status === 'open' && !isAboutInvoice(found);
}
