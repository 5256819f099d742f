import { code128, qrCode } from './codes.ts';
import { verificationText } from './note-sheet.ts';
import { edges, fullWidth, heightOf, inks, type Paper, rule, sizes, write } from './paper.ts';
import { timeText } from './values.ts';

const qrSize = 96;
const barsHeight = 30;
/** 0.32 mm: a hand scanner reads it from paper. */
const moduleWidth = 0.9;

/** Above everything on the first page: what this is, its number, version, state and digest. */
export function drawLetterhead(paper: Paper): void {
  const { title, clause, number, version, status, documentId, digest } = paper.sheet;
  const { left: x } = edges;
  const width = fullWidth - qrSize - 10;
  const top = paper.y;
  write(paper, title.zh, { x, y: top, width, size: sizes.title, isBold: true });
  const state = `${status.zh} ${status.en}`;
  write(paper, state, { x, y: top + 8, width, size: 12, align: 'right', isBold: true });
  const subtitle = `${title.en} · ${clause}`;
  write(paper, subtitle, { x, y: top + 30, width, ink: inks.quiet });
  drawBars(paper, { x, y: top + 48 });
  const named = `编号 No. ${number}　版本 Version ${version}`;
  write(paper, named, { x, y: top + 82, width, isBold: true });
  drawQr(paper, { x: edges.right - qrSize, y: top });
  const facts = [
    `单据 Document ${documentId}　制单 Issued ${timeText(paper.sheet.issuedAt)}`,
    `摘要 Digest ${digest}`,
  ].join('\n');
  write(paper, facts, { x, y: top + 98, width: fullWidth, size: 8 });
  paper.y = top + 102 + heightOf(paper, facts, { width: fullWidth, size: 8 });
  rule(paper, paper.y, 1);
  paper.y += 4;
}

/** The document's number as a Code 128. */
function drawBars({ pdf, sheet }: Paper, at: { x: number; y: number }): void {
  let { x } = at;
  for (const [index, modules] of code128(sheet.number).entries()) {
    const width = modules * moduleWidth;
    if (index % 2 === 0) pdf.rect(x, at.y, width, barsHeight);
    x += width;
  }
  pdf.fillColor(inks.text).fill();
}

/** The QR code with the four light squares around it that readers want. */
function drawQr({ pdf, sheet }: Paper, at: { x: number; y: number }): void {
  const { side, squares } = qrCode(verificationText(sheet));
  const square = qrSize / (side + 8);
  for (const [index, isDark] of squares.entries()) {
    if (isDark === 0) continue;
    const column = (index % side) + 4;
    const row = Math.floor(index / side) + 4;
    pdf.rect(at.x + column * square, at.y + row * square, square, square);
  }
  pdf.fillColor(inks.text).fill();
}

/** Under every page: the digest, how to verify, which page of how many; across it, if void. */
export function finishPages(paper: Paper): void {
  const { pdf, sheet } = paper;
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    if (sheet.isVoid) drawVoid(paper);
    drawFooter(paper, `第 ${page + 1} 页 / 共 ${count} 页　Page ${page + 1} of ${count}`);
  }
}

function drawFooter(paper: Paper, pages: string): void {
  const { number, version, documentId, digest } = paper.sheet;
  const at = { x: edges.left, width: fullWidth, size: sizes.small, ink: inks.quiet };
  rule(paper, edges.footer);
  const identity = `${number} v${version} · ${documentId} · ${digest}`;
  write(paper, identity, { ...at, y: edges.footer + 4 });
  const advice = '扫描二维码核对单据号与摘要；以 *** 遮盖的内容不影响摘要。Scan to verify.';
  write(paper, advice, { ...at, y: edges.footer + 15 });
  write(paper, pages, { ...at, y: edges.footer + 15, align: 'right', size: 8, ink: inks.text });
}

/** Across the whole page, over the text and so light that it stays readable. */
function drawVoid({ pdf }: Paper): void {
  const middle = { x: pdf.page.width / 2, y: pdf.page.height / 2 };
  pdf.save();
  pdf.rotate(-50, { origin: [middle.x, middle.y] });
  pdf.fillColor(inks.text).fillOpacity(0.16).fontSize(150);
  pdf.text('作废', middle.x - 300, middle.y - 140, { width: 600, align: 'center' });
  pdf.fontSize(60).text('VOID', middle.x - 300, middle.y + 60, { width: 600, align: 'center' });
  pdf.restore();
}
