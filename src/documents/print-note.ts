import type { DocumentView } from '../domain/views/document-view.ts';
import { drawFacts } from './fact-grid.ts';
import { drawLetterhead, finishPages } from './letterhead.ts';
import { noteSheet } from './note-sheet.ts';
import { type Paper, takePaper } from './paper.ts';
import { drawTable } from './ruled-table.ts';
import { drawSignatures } from './signature-boxes.ts';

/**
 * The note on A4, ready to be printed and signed (S0 6.7.2, 7.7.1): as a PDF in Chinese with a QR
 * code and a Code 128. The same view gives the same bytes. What the view masks stays masked.
 */
export async function printNote(document: DocumentView): Promise<Buffer> {
  const sheet = noteSheet(document);
  const paper = takePaper(sheet);
  const printed = bytesOf(paper);
  drawLetterhead(paper);
  for (const section of sheet.sections) {
    if (section.kind === 'facts') drawFacts(paper, section.title, section.facts);
    else drawTable(paper, section.title, section.table);
  }
  drawSignatures(paper, sheet.signatures);
  finishPages(paper);
  paper.pdf.end();
  return printed;
}

function bytesOf({ pdf }: Paper): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('error', reject);
    pdf.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
  });
}
