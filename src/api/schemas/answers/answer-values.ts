import { z } from 'zod';

/** What answers are made of (design §5). More fields may be added, none is renamed or taken away. */

export const text = z.string();
export const optionalText = z.string().nullable();
export const instant = z.iso.datetime();
export const optionalInstant = instant.nullable();
export const minor = z.int();
export const evidence = z.array(
  z.looseObject({ digest: text, mediaType: text, url: optionalText.optional() }),
);

export const subject = z
  .looseObject({
    type: z.enum(['order', 'shipment', 'document', 'refund', 'case', 'payment', 'invoice']),
    id: text,
  })
  .meta({ id: 'Subject' });

export const responsible = z.looseObject({ role: text, partyId: optionalText });

/** A page of a list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.looseObject({ data: z.array(item), nextCursor: optionalText });
