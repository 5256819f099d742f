import { printNote } from '../../documents/print-note.ts';
import type { DocumentView } from '../../domain/views/document-view.ts';
import type { Door } from '../door.ts';
import { documented } from '../openapi/documentation.ts';
import type { Parts } from '../parts.ts';
import { pdfAnswer } from '../schemas/answers/document-answers.ts';
import { idParams } from '../schemas/values.ts';
import { documentFor } from './documents.ts';

const tag = 'documents';

export function addPrinting(app: Door, parts: Parts): void {
  app.get(
    '/v1/documents/:id.pdf',
    {
      config: { right: 'readDocument', subject: 'document' },
      schema: documented(
        {
          tag,
          summary: 'The document to print: A4, in Chinese, with QR code and Code 128 (S0 6.7.2)',
          description: 'Masked for its reader like the JSON; the same document, the same bytes.',
          answers: { 200: pdfAnswer },
          refusals: ['not_found'],
        },
        { params: idParams },
      ),
    },
    async (request, reply) => {
      const document = (await documentFor(parts, request)) as unknown as DocumentView;
      const printed = await printNote(document);
      return reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${document.number}.pdf"`)
        .send(printed);
    },
  );
}
