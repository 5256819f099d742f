/** A cell: words stand left, numbers right. */
export type Cell = string | number;

/** Rows as lines of equal columns; a heading stands as the cells below it do. Pure. */
export function tableOf(rows: readonly (readonly Cell[])[]): string[] {
  const columns = (rows[0] ?? []).map((_, index) => rows.map((cells) => cells[index] ?? ''));
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => String(cell).length)));
  const isRight = columns.map((cells) => cells.some((cell) => typeof cell === 'number'));
  return rows.map((cells) => {
    const padded = cells.map((cell, index) => {
      const width = widths[index] ?? 0;
      return isRight[index] ? String(cell).padStart(width) : String(cell).padEnd(width);
    });
    return `  ${padded.join('   ')}`.trimEnd();
  });
}
