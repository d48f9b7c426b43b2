/** One cell: its text, and how it is painted once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** Where the text stands in its column; default `'left'`. */
  readonly align?: 'left' | 'right';
}

/**
 * Rows as lines with aligned columns, two blanks apart and indented by two. Widths are those of the bare texts: colours take
 * no room on a terminal.
 */
export function tableLines(rows: readonly (readonly Cell[])[]): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => [...(row[column]?.text ?? '')].length)),
  );
  return rows.map((row) => {
    const cells = row.map(({ text, paint = (t) => t, align = 'left' }, column) => {
      const blanks = ' '.repeat(widths[column]! - [...text].length);
      const last = column === row.length - 1;
      return align === 'right' ? blanks + paint(text) : paint(text) + (last ? '' : blanks);
    });
    return `  ${cells.join('   ')}`.trimEnd();
  });
}
