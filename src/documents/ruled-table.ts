import {
  edges,
  frame,
  fullWidth,
  heightOf,
  inks,
  labelHeight,
  makeRoom,
  type Paper,
  rule,
  write,
  writeHeading,
  writeLabel,
} from './paper.ts';
import type { Column, Label, Table } from './sheet.ts';

const padding = { x: 6, y: 2.5 };

interface Placed extends Column {
  x: number;
  /** Of the text, without the padding. */
  width: number;
}

/** A table that goes on over pages; each of them begins with the head again. No row is cut. */
export function drawTable(paper: Paper, title: Label, table: Table): void {
  const columns = placed(table.columns);
  const headHeight = headHeightOf(paper, columns);
  writeHeading(paper, title, headHeight + 30);
  drawHead(paper, columns, headHeight);
  for (const row of table.rows) drawRow(paper, columns, { cells: row, headHeight });
  if (table.foot) drawRow(paper, columns, { cells: table.foot, headHeight, isBold: true });
  paper.y += 3;
}

function placed(columns: readonly Column[]): Placed[] {
  const shares = columns.reduce((sum, column) => sum + column.share, 0);
  let left = edges.left;
  return columns.map((column) => {
    const width = (fullWidth * column.share) / shares;
    const x = left + padding.x;
    left += width;
    return { ...column, x, width: width - 2 * padding.x };
  });
}

function headHeightOf(paper: Paper, columns: readonly Placed[]): number {
  const heights = columns.map(({ label, width }) => labelHeight(paper, label, width));
  return Math.max(...heights) + 2 * padding.y;
}

function drawHead(paper: Paper, columns: readonly Placed[], height: number): void {
  const box = { x: edges.left, y: paper.y, width: fullWidth, height };
  paper.pdf.rect(box.x, box.y, box.width, box.height).fillColor(inks.head).fill();
  frame(paper, box);
  for (const { label, x, width, align = 'left' } of columns) {
    writeLabel(paper, label, { x, y: paper.y + padding.y, width, align });
  }
  paper.y += height;
}

interface Row {
  cells: readonly string[];
  headHeight: number;
  isBold?: boolean;
}

function drawRow(paper: Paper, columns: readonly Placed[], row: Row): void {
  const { cells, headHeight, isBold = false } = row;
  const heights = columns.map(({ width }, index) => heightOf(paper, cells[index] ?? '', { width }));
  const height = Math.max(...heights) + 2 * padding.y;
  if (makeRoom(paper, height)) drawHead(paper, columns, headHeight);
  for (const [index, { x, width, align = 'left' }] of columns.entries()) {
    write(paper, cells[index] ?? '', { x, y: paper.y + padding.y, width, align, isBold });
  }
  paper.y += height;
  rule(paper, paper.y);
}
