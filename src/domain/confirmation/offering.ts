import type { Draft } from '../draft.ts';
import { demand, must } from '../errors.ts';
import { partyName } from '../guards.ts';
import type { Offer } from '../placing/offer.ts';
import type { OrderDocument, OrderState } from '../order.ts';

/**
 * The offer as a document (S0 9.4 a): version 1 with the order, one more with each amendment. It
 * carries its order's number, so that no offer waits for another's. Nobody signs it: it is
 * confirmed, and then the version before it is void.
 */
export function issueOffer(draft: Draft, offer: Offer): OrderDocument {
  const { order, context } = draft;
  const earlier = offersOf(draft);
  const id = context.newId('doc');
  const number = `OF-${order.id.replace(/^ord_/, '').toUpperCase()}`;
  const version = earlier.length + 1;
  const issued: OrderDocument = {
    id,
    orderId: order.id,
    shipmentId: null,
    kind: 'offer',
    issuerId: order.sellerId,
    number,
    version,
    status: 'issued',
    digest: '',
    content: {
      documentId: id,
      kind: 'offer',
      issuer: partyName(draft, order.sellerId),
      courier: order.courierId === null ? null : partyName(draft, order.courierId),
      number,
      version,
      orderId: order.id,
      platformOrderNo: order.platformOrderNo,
      shipmentId: null,
      issuedAt: context.at,
      offer,
      previousOfferDigest: earlier.at(-1)?.content.offerDigest ?? null,
      personal: { recipient: false },
    },
    sealed: null,
    issuedAt: context.at,
  };
  // One that was proposed and not decided on is overtaken by the next.
  for (const open of earlier) if (open.status === 'issued') open.status = 'void';
  draft.documents.push(issued);
  return issued;
}

/** The newest version takes effect, instead of the one before it. Tells what it is known by. */
export function confirmOffer(draft: Draft): { offerDigest: string | null } {
  const offers = offersOf(draft);
  // Orders of before there were offers have none.
  const newest = offers.at(-1);
  if (!newest) return { offerDigest: null };
  for (const offer of offers) {
    if (offer !== newest && offer.status !== 'void') offer.status = 'void';
  }
  newest.status = 'confirmed';
  return { offerDigest: offerDigestOf(newest) };
}

/** What a quote answers and the consumer confirms; a copy without contents does not know it. */
export function offerDigestOf({ content }: OrderDocument): string | null {
  return typeof content.offerDigest === 'string' ? content.offerDigest : null;
}

/** A decision that names its offer is about no other (S0 9.4 a). */
export function demandCurrentOffer(state: OrderState, offerDigest: string | null | undefined) {
  const newest = offersOf(state).at(-1);
  // A copy without contents does not know it: the transition decides.
  const current = newest ? offerDigestOf(newest) : null;
  demand(
    !offerDigest || current === null || offerDigest === current,
    'offer_mismatch',
    'the offer is another one by now: read it, and decide on that',
    { pointer: '/offerDigest', offerDigest: current },
  );
}

export function newestOffer(state: OrderState): OrderDocument {
  return must(offersOf(state).at(-1), 'offer');
}

function offersOf({ documents }: Pick<OrderState, 'documents'>): OrderDocument[] {
  return documents
    .filter(({ kind }) => kind === 'offer')
    .toSorted((one, other) => one.version - other.version);
}
