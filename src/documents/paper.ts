import Pdf from 'pdfkit';
import { fileURLToPath } from 'node:url';
import type { Label, Sheet } from './sheet.ts';

/** A4 upright, in points; everything is drawn between these edges. */
export const edges = { left: 40, right: 555, top: 36, bottom: 776, footer: 784 };
export const fullWidth = edges.right - edges.left;

/** Nothing but black and greys, so that a grey printer loses nothing. */
export const inks = { text: '#000000', quiet: '#444444', rule: '#777777', head: '#e6e6e6' };

/** Sizes of type in points. */
export const sizes = { title: 20, section: 10.5, text: 9, small: 6.5 };

const typeface = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
);

/** The note while it is drawn: `y` is where the next thing begins on the newest page. */
export interface Paper {
  pdf: PDFKit.PDFDocument;
  sheet: Sheet;
  y: number;
}

/** Takes a first page. The document's own time stands for the file's, so that it never changes. */
export function takePaper(sheet: Sheet): Paper {
  const pdf = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    font: typeface,
    info: {
      Title: `${sheet.title.zh} ${sheet.number}`,
      Subject: sheet.documentId,
      Creator: 'Luyue',
      Producer: 'Luyue',
      CreationDate: new Date(sheet.issuedAt),
    },
  });
  return { pdf, sheet, y: edges.top };
}

export interface Writing {
  x: number;
  y: number;
  width: number;
  size?: number;
  ink?: string;
  align?: 'left' | 'right' | 'center';
  isBold?: boolean;
}

/** Writes a text into a width; it takes as many lines as it needs. */
export function write({ pdf }: Paper, text: string, writing: Writing): void {
  const { x, y, width, size = sizes.text, ink = inks.text, align = 'left' } = writing;
  pdf.fontSize(size).fillColor(ink);
  // The typeface has one weight here; a thin outline of its own colour makes the other.
  if (writing.isBold) pdf.strokeColor(ink).lineWidth(size * 0.035);
  pdf.text(text, x, y, { width, align, fill: true, stroke: writing.isBold === true });
}

/** How high that text becomes. */
export function heightOf({ pdf }: Paper, text: string, { width, size = sizes.text }: Extent) {
  return pdf.fontSize(size).heightOfString(text, { width });
}

export interface Extent {
  width: number;
  size?: number;
}

/** The typeface's lines have much room between them; a label and its English need less. */
const labelOverlap = 2;

/** A label: Chinese, and under it the English. */
export function writeLabel(paper: Paper, { zh, en }: Label, writing: Writing): void {
  write(paper, zh, { ...writing, ink: inks.quiet });
  const below = writing.y + heightOf(paper, zh, writing) - labelOverlap;
  write(paper, en, { ...writing, y: below, size: sizes.small, ink: inks.quiet });
}

export function labelHeight(paper: Paper, { zh, en }: Label, width: number): number {
  const english = heightOf(paper, en, { width, size: sizes.small });
  return heightOf(paper, zh, { width }) + english - 2 * labelOverlap;
}

/** Makes sure that so much fits on the page; otherwise the next one begins, and the answer is true. */
export function makeRoom(paper: Paper, height: number): boolean {
  if (paper.y + height <= edges.bottom) return false;
  paper.pdf.addPage();
  paper.y = edges.top;
  drawRunningHead(paper);
  return true;
}

/** On every page but the first: which note this is. */
function drawRunningHead(paper: Paper): void {
  const { title, number, version, status } = paper.sheet;
  const text = `${title.zh} ${title.en}　${number}　版本 ${version}　${status.zh} ${status.en}`;
  write(paper, text, { x: edges.left, y: paper.y, width: fullWidth, isBold: true });
  paper.y += heightOf(paper, text, { width: fullWidth }) + 3;
  rule(paper, paper.y, 1);
  paper.y += 8;
}

/** A line across the page. */
export function rule({ pdf }: Paper, y: number, thickness = 0.5): void {
  pdf.moveTo(edges.left, y).lineTo(edges.right, y);
  pdf.lineWidth(thickness).strokeColor(inks.rule).stroke();
}

/** A box of thin lines. */
export function frame({ pdf }: Paper, box: Box): void {
  pdf.rect(box.x, box.y, box.width, box.height).lineWidth(0.5).strokeColor(inks.rule).stroke();
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const headingHeight = 19;

/** The heading of a section; it stays with what follows, of which so much is needed at least. */
export function writeHeading(paper: Paper, { zh, en }: Label, followedBy: number): void {
  makeRoom(paper, headingHeight + followedBy);
  const at = { x: edges.left, y: paper.y + 2, width: fullWidth };
  write(paper, `${zh}  ${en}`, { ...at, size: sizes.section, isBold: true });
  paper.y += headingHeight;
}
