import {
  type Box,
  edges,
  frame,
  fullWidth,
  heightOf,
  inks,
  makeRoom,
  type Paper,
  write,
  writeHeading,
} from './paper.ts';
import { type Fact, label, type SignatureBlock } from './sheet.ts';

const gap = 10;
const padding = 6;
const labelWidth = 78;
const titleHeight = 18;
/** Room for a signature by hand, or a stamp. */
const blankHeight = 72;

/** Both sides beside each other, never torn apart by a page (S0 6.7.2 b). */
export function drawSignatures(paper: Paper, blocks: readonly SignatureBlock[]): void {
  if (blocks.length === 0) return;
  const width = (fullWidth - gap * (blocks.length - 1)) / blocks.length;
  const heights = blocks.map((block) => contentHeight(paper, block, width));
  const height = Math.max(blankHeight, ...heights) + titleHeight + 2 * padding;
  writeHeading(paper, label('签字或盖章', 'Signatures'), height);
  makeRoom(paper, height);
  for (const [index, block] of blocks.entries()) {
    drawBlock(paper, block, { x: edges.left + index * (width + gap), y: paper.y, width, height });
  }
  paper.y += height;
}

function drawBlock(paper: Paper, block: SignatureBlock, box: Box): void {
  frame(paper, box);
  const x = box.x + padding;
  const width = box.width - 2 * padding;
  const side = `${block.side.zh}  ${block.side.en}`;
  write(paper, side, { x, y: box.y + padding, width, isBold: true });
  let y = box.y + padding + titleHeight;
  if (!block.isSigned) {
    drawBlank(paper, { x, y, width, height: box.y + box.height - padding - y });
    return;
  }
  for (const shown of block.facts) {
    const name = `${shown.label.zh} ${shown.label.en}`;
    write(paper, name, { x, y: y + 1, width: labelWidth, size: 8, ink: inks.quiet });
    write(paper, shown.value, { x: x + labelWidth, y, width: width - labelWidth });
    y += factHeight(paper, shown, width);
  }
}

/** Not signed yet: a note printed now can still be signed or stamped on paper. */
function drawBlank(paper: Paper, { x, y, width, height }: Box): void {
  const state = paper.sheet.isVoid
    ? '未签署，单据已作废 void, not signed'
    : '尚未签署 not signed yet';
  write(paper, state, { x, y, width, ink: inks.quiet });
  if (paper.sheet.isVoid) return;
  const below = y + height - 14;
  write(paper, '签字或盖章：________________　日期：____________', { x, y: below, width });
}

function contentHeight(paper: Paper, { facts }: SignatureBlock, width: number): number {
  return facts.reduce((sum, shown) => sum + factHeight(paper, shown, width - 2 * padding), 0);
}

function factHeight(paper: Paper, { value }: Fact, width: number): number {
  return heightOf(paper, value, { width: width - labelWidth }) + 1;
}
