const text = { type: 'string' };
const count = { type: 'integer' };
const texts = { type: 'array', items: text };
const instant = { type: 'string', format: 'date-time' };

const told = (schema: object, description: string) => ({ ...schema, description });

/** Every member that a problem may have; a test holds each problem against it. */
export const problemSchema = {
  type: 'object',
  description:
    'RFC 9457. The set of codes is closed and each status lists its own. 500 `internal_error` is ' +
    'our own fault and says nothing more. Members below `errors` come with the codes that they name.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: count,
    detail: told(text, 'What is wrong, or what to do about it. Never personal data.'),
    code: text,
    errors: {
      type: 'array',
      description: 'The places in the body that broke a rule.',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: { pointer: told(text, 'RFC 6901'), code: text, message: text },
      },
    },
    in: told(text, '`malformed_request`: what is malformed: `body`, `querystring` or `params`.'),
    currentStatus: told(text, 'What the object is now, where the moment is wrong.'),
    allowedActions: told(
      texts,
      'Where the moment is wrong: what is open to the caller instead, as `METHOD path`; empty ' +
        'where it is somebody else’s turn. Of a party’s review: the decisions that are possible.',
    ),
    existingId: told(text, 'The object that is there already.'),
    currentVersion: told(count, '`version_mismatch`: the version to read.'),
    offerDigest: told(text, '`offer_mismatch`: the digest of the offer as it was sent.'),
    deadline: told(text, '`deadline_passed`: its name.'),
    dueAt: told(instant, 'When the deadline ends or has ended, its grace included.'),
    dispatchBy: told(instant, '`authorization_expired`: until when it would have to last.'),
    extendableBy: told(texts, 'The roles that the policy lets extend this deadline.'),
    subjectIds: told(texts, '`deadline_ambiguous`: the subjects of the running ones.'),
    from: told(instant, 'When the agreed time of delivery begins.'),
    to: told(instant, 'When it ends.'),
    now: told(instant, '`appointment_not_begun`: the order’s own time.'),
    putOffsMax: told(count, '`put_off_too_often`: so often the policy lets the consumer do it.'),
    after: told(instant, '`appointment_out_of_range`: it must end later.'),
    notAfter: told(instant, '`appointment_out_of_range`: it must begin by then.'),
    allowedOutcomes: told(texts, '`outcome_not_allowed`: how a case of this kind may end.'),
    shipmentId: told(text, '`replacement_under_way`: the shipment on which goods are sent again.'),
    caseId: told(text, '`replacement_under_way`, `case_undecided`: the case that decides.'),
    lineNo: told(count, 'The line that the rule is about.'),
    allowedCount: told(
      { type: 'object', required: ['least', 'most'], properties: { least: count, most: count } },
      'What may be counted within the tolerance of the goods.',
    ),
    expected: told(count, 'The quantity that must come out.'),
    available: told(count, '`quantity_exceeded`: the quantity that is left.'),
    expectedMinor: told(count, '`totals_do_not_add_up`: the sum of the parts.'),
    codDueMinor: told(count, 'The amount to be collected at the door.'),
    codParts: told(
      {
        type: 'object',
        required: ['goodsMinor', 'deliveryFeeMinor'],
        properties: { goodsMinor: count, deliveryFeeMinor: count },
      },
      'What it is made of: what is accepted here, and the fee unless another door has taken it.',
    ),
    limitMinor: told(
      count,
      '`cash_limit_exceeded`: so much cash the courier may have, kept or still to be collected.',
    ),
    outstandingMinor: told(count, '`cash_limit_exceeded`: so much it keeps.'),
    onTheRoadMinor: told(count, '`cash_limit_exceeded`: so much it is still to collect.'),
    amountMinor: told(count, '`cash_limit_exceeded`: so much it would have to collect besides.'),
    currency: told(text, 'Of the amounts beside it.'),
    collectedMinor: told(count, '`remittance_amount_mismatch`: what was collected.'),
    refundable: told(count, '`refund_exceeds_refundable`: the quantity of the line that is left.'),
    refundableMinor: told(
      count,
      '`refund_exceeds_refundable`, `not_paid_for`: the amount that is left.',
    ),
    refundableDeliveryFeeMinor: told(count, 'What is left of the delivery fee.'),
    invoiceableMinor: told(count, '`invoice_exceeds_paid`: paid, kept and not invoiced yet.'),
    leftMinor: told(count, '`red_invoice_exceeds_blue`: what its blue one has left.'),
    handling: told(texts, '`courier_not_capable`: what the goods ask for.'),
    missingCapabilities: told(texts, '`courier_not_capable`: what the courier does not do.'),
    unqualified: told(
      {
        type: 'array',
        items: { type: 'object', properties: { kind: text, gap: text } },
      },
      '`qualification_missing`, `…_expired`, `…_revoked`: all that the party lacks on that day.',
    ),
    agreed: told(
      { type: ['string', 'null'] },
      '`unattended_not_agreed`: the kind of place that the consumer has agreed to.',
    ),
    heldUntil: told(instant, '`stock_not_held`: until when the goods were held.'),
    missing: told(texts, 'Of `/readyz`: what does not answer.'),
  },
};
