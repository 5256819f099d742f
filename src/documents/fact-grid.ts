import {
  type Box,
  edges,
  frame,
  fullWidth,
  heightOf,
  inks,
  labelHeight,
  makeRoom,
  type Paper,
  write,
  writeHeading,
  writeLabel,
} from './paper.ts';
import type { Fact, Label } from './sheet.ts';

const labelWidth = 84;
const padding = { x: 5, y: 2 };

/** Facts in two columns, label and value; a wide one takes both. */
export function drawFacts(paper: Paper, title: Label, facts: readonly Fact[]): void {
  const rows = rowsOf(facts);
  writeHeading(paper, title, rows[0] ? rowHeight(paper, rows[0]) : 0);
  for (const row of rows) {
    const height = rowHeight(paper, row);
    makeRoom(paper, height);
    const width = fullWidth / row.length;
    for (const [index, shown] of row.entries()) {
      drawFact(paper, shown, { x: edges.left + index * width, y: paper.y, width, height });
    }
    paper.y += height;
  }
  paper.y += 2;
}

/** In pairs, in their order; a fact beside which no other fits has the row for itself. */
function rowsOf(facts: readonly Fact[]): Fact[][] {
  const rows: Fact[][] = [];
  for (const shown of facts) {
    const last = rows.at(-1);
    const fits = last?.length === 1 && last[0]?.wide !== true && shown.wide !== true;
    if (fits) last.push(shown);
    else rows.push([shown]);
  }
  return rows;
}

function rowHeight(paper: Paper, row: readonly Fact[]): number {
  const width = fullWidth / row.length - labelWidth - 2 * padding.x;
  const heights = row.flatMap(({ label, value }) => [
    labelHeight(paper, label, labelWidth - 2 * padding.x),
    heightOf(paper, value, { width }),
  ]);
  return Math.max(...heights) + 2 * padding.y;
}

function drawFact(paper: Paper, { label, value }: Fact, box: Box): void {
  paper.pdf.rect(box.x, box.y, labelWidth, box.height).fillColor(inks.head).fill();
  frame(paper, box);
  const y = box.y + padding.y;
  writeLabel(paper, label, { x: box.x + padding.x, y, width: labelWidth - 2 * padding.x });
  const x = box.x + labelWidth + padding.x;
  write(paper, value, { x, y, width: box.width - labelWidth - 2 * padding.x });
}
