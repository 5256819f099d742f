/** The chapters of the reference page, in the order of a happy life; the machine comes last. */
const chapters: readonly (readonly [tag: string, description: string])[] = [
  ['parties', 'Who trades here: registered, reviewed, qualified, bound by agreements.'],
  ['signing keys', 'Of the persons who sign for a party, and of consumers.'],
  ['goods', 'What sellers have registered.'],
  ['orders', 'Placed, agreed on, watched, called off.'],
  ['payments', 'What the consumer pays, and cash that couriers hand over.'],
  ['shipments', 'From the handover to the door, and back.'],
  ['documents', 'What two sides sign, and the proof that it holds.'],
  ['refunds', 'What is given back.'],
  ['invoices', 'What the seller has billed, and taken back.'],
  ['cases', 'What did not go as agreed, and who decides it.'],
  ['policies and calendars', 'Deadlines and working time.'],
  ['events', 'What changed, for platforms that pull.'],
  ['notifications', 'What parties are told of their orders, and what consumers agree to be told.'],
  ['consumers', 'What is kept of a consumer: consulted, taken along, erased (S0 9.2.3).'],
  ['webhooks', 'What neighbours push.'],
  ['sandbox', 'The clock of single orders.'],
  ['operation', 'Does it run?'],
];

export const tags = chapters.map(([name, description]) => ({ name, description }));

/** The steps of a chapter as they follow each other; whatever is not named comes after them. */
const steps = [
  '/v1/parties',
  '/v1/parties/{id}',
  '/v1/parties/{id}/qualifications',
  '/v1/parties/{id}/reviews',
  '/v1/orders/quote',
  '/v1/orders',
  '/v1/orders/{id}',
  '/v1/orders/{id}/waiting',
  '/v1/orders/{id}/consumer-decision',
  '/v1/orders/{id}/seller-decision',
  '/v1/orders/{id}/amendment-decision',
  '/v1/orders/{id}/payments',
  '/v1/shipments',
  '/v1/shipments/{id}',
  '/v1/orders/{id}/shipments',
  '/v1/shipments/{id}/courier-decision',
  '/v1/shipments/{id}/handover-note',
  '/v1/shipments/{id}/tracking-events',
  '/v1/shipments/{id}/appointments',
  '/v1/shipments/{id}/inspection',
  '/v1/shipments/{id}/attempts',
  '/v1/shipments/{id}/unattended-delivery',
  '/v1/shipments/{id}/acceptance',
  '/v1/shipments/{id}/return-note',
  '/v1/documents',
  '/v1/documents/{id}',
  '/v1/documents/{id}/signatures',
  '/v1/signatures',
  '/v1/documents/{id}/verification',
  '/v1/documents/{id}/discrepancy',
  '/v1/orders/{id}/refundable',
  '/v1/orders/{id}/refunds',
];

type Paths<Operation> = Record<string, Record<string, Operation>>;

/** The paths chapter by chapter, each in the order of its steps. */
export function inOrder<Operation extends { tags?: string[] }>(
  paths: Paths<Operation>,
): Paths<Operation> {
  const chapterOf = (path: string): number => {
    const [first] = Object.values(paths[path] ?? {});
    const index = chapters.findIndex(([tag]) => tag === first?.tags?.[0]);
    return index < 0 ? chapters.length : index;
  };
  const stepOf = (path: string): number => {
    const index = steps.indexOf(path);
    return index < 0 ? steps.length : index;
  };
  // Sorting is stable: paths of one rank keep the order in which their routes were added.
  const sorted = Object.keys(paths).toSorted(
    (one, other) => chapterOf(one) - chapterOf(other) || stepOf(one) - stepOf(other),
  );
  return Object.fromEntries(sorted.map((path) => [path, paths[path] ?? {}]));
}

/** By name, so that it does not show in which order the files of the schemas are loaded. */
export function byName(schemas: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(schemas).toSorted();
  return Object.fromEntries(names.map((name) => [name, schemas[name]]));
}
