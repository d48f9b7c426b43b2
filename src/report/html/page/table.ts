/**
 * The table of entries: a grid of which only the rows in sight exist, sorted by any column, with arrow keys. Its row count and row numbers are
 * stated for those who do not see it.
 */
import { countText } from '../../number-text.ts';
import { reportFindings } from '../report-data.ts';
import { columns } from './columns.ts';
import type { Column } from './columns.ts';
import { html } from './dom.ts';
import type { Row } from './report.ts';

type Order = (a: Row, b: Row) => number;

/** Rows drawn beyond those in sight, on either side. */
const spare = 8;

export interface Table {
  readonly element: HTMLElement;
  /** Shows these rows, in the order that is chosen. */
  readonly show: (rows: readonly Row[]) => void;
  /** Marks a row as opened, and brings it into sight. */
  readonly open: (row: Row | null, focus: boolean) => void;
  /** The rows shown, in order. */
  readonly shown: () => readonly Row[];
}

/**
 * @param choose - a row was clicked, or entered by a key
 * @param changed - other rows are shown, or in another order
 */
export function table(choose: (row: Row, byKeyboard: boolean) => void, changed: () => void): Table {
  let rows: readonly Row[] = [];
  let given: readonly Row[] = [];
  let sorted: { readonly column: Column; readonly down: boolean } = { column: columns[0]!, down: false };
  let opened: Row | null = null;
  /** Position of the row that the Tab key reaches. */
  let active = 0;
  let height = 0;
  let printing = false;
  const drawn = new Map<number, HTMLElement>();

  const body = html('div', { role: 'rowgroup', class: 'body' });
  const heads = columns.map((column, i) => {
    const sorter = html(
      'button',
      { type: 'button' },
      column.title,
      html('span', { class: 'arrow', 'aria-hidden': 'true' }),
    );
    sorter.addEventListener('click', () => sortBy(column));
    return html('div', { role: 'columnheader', class: `cell ${column.name}`, 'aria-colindex': i + 1 }, sorter);
  });
  const top = html(
    'div',
    { role: 'rowgroup', class: 'head' },
    html('div', { role: 'row', class: 'row', 'aria-rowindex': 1 }, ...heads),
  );
  const grid = html(
    'div',
    { role: 'grid', class: 'grid', 'aria-label': 'Entries', 'aria-colcount': columns.length },
    top,
    body,
  );
  const nothing = html('p', { class: 'nothing', hidden: true }, 'No entry matches.');
  const unprinted = html('p', { class: 'unprinted', hidden: true });

  function sortBy(column: Column): void {
    sorted = { column, down: sorted.column === column ? !sorted.down : column.numeric === true };
    show(given);
    grid.scrollTop = 0;
  }

  function order(): Order {
    const { column, down } = sorted;
    const sign = down ? -1 : 1;
    return (a, b) => {
      const [x, y] = [column.by(a), column.by(b)];
      if (x === y) return a.index - b.index;
      if (x === null) return 1;
      if (y === null) return -1;
      return x < y ? -sign : sign;
    };
  }

  function show(next: readonly Row[]): void {
    given = next;
    const before = rows[active];
    rows = [...next].sort(order());
    active = Math.max(0, before === undefined ? 0 : rows.indexOf(before));
    heads.forEach((head, i) => {
      const isSorted = columns[i] === sorted.column;
      head.setAttribute('aria-sort', isSorted ? (sorted.down ? 'descending' : 'ascending') : 'none');
      head.querySelector('.arrow')!.textContent = isSorted ? (sorted.down ? '↓' : '↑') : '';
    });
    grid.setAttribute('aria-rowcount', String(rows.length + 1));
    nothing.hidden = rows.length > 0;
    const left = rows.length - mostPrinted;
    unprinted.hidden = !printing || left <= 0;
    unprinted.textContent = `${countText(left)} more ${left === 1 ? 'entry is' : 'entries are'} not printed: of a table ${countText(mostPrinted)} are.`;
    body.replaceChildren();
    drawn.clear();
    measure();
    draw();
    changed();
  }

  /** The height of a row follows the reader's font size and the width of the window. */
  function measure(): void {
    const sample = html('div', { class: 'row', 'aria-hidden': 'true' });
    body.append(sample);
    height = sample.offsetHeight || 36;
    sample.remove();
    body.style.height = printing ? 'auto' : `${rows.length * height}px`;
  }

  function draw(): void {
    const room = grid.clientHeight || 600;
    const first = printing ? 0 : Math.max(0, Math.floor(grid.scrollTop / height) - spare);
    const last = printing
      ? Math.min(rows.length, mostPrinted)
      : Math.min(rows.length, Math.ceil((grid.scrollTop + room) / height) + spare);
    for (const [i, element] of drawn) {
      // the row with the focus stays, wherever the wheel went: keys go on from there
      if ((i >= first && i < last) || element === document.activeElement) continue;
      element.remove();
      drawn.delete(i);
    }
    for (let i = first; i < last; i++) if (!drawn.has(i)) insert(i);
  }

  function insert(i: number): HTMLElement {
    const row = rows[i]!;
    const element = html(
      'div',
      {
        role: 'row',
        id: `row-${row.id}`,
        class: `row ${row.finding}`,
        'aria-rowindex': i + 2,
        'aria-selected': row === opened ? 'true' : 'false',
        tabindex: i === active ? 0 : -1,
      },
      ...columns.map((column, at) =>
        html(
          'div',
          {
            role: 'gridcell',
            class: `cell ${column.name}${column.numeric ? ' number' : ''}`,
            'aria-colindex': at + 1,
          },
          column.cell(row),
        ),
      ),
    );
    element.style.transform = `translateY(${i * height}px)`;
    element.addEventListener('click', () => {
      activate(i, false);
      choose(row, false);
    });
    const after = [...drawn.keys()].filter((other) => other > i).sort((a, b) => a - b)[0];
    body.insertBefore(element, after === undefined ? null : drawn.get(after)!);
    drawn.set(i, element);
    return element;
  }

  /** The head covers the upper rows. */
  function roomForRows(): number {
    return grid.clientHeight - top.offsetHeight;
  }

  /** Makes a row the one that Tab reaches, in sight. */
  function activate(i: number, focus: boolean): void {
    drawn.get(active)?.setAttribute('tabindex', '-1');
    active = Math.min(Math.max(i, 0), rows.length - 1);
    const [above, room] = [active * height, roomForRows()];
    if (above < grid.scrollTop) grid.scrollTop = above;
    else if (above + height > grid.scrollTop + room) grid.scrollTop = above + height - room;
    draw();
    const element = drawn.get(active) ?? insert(active);
    element.setAttribute('tabindex', '0');
    if (focus) element.focus({ preventScroll: true });
  }

  grid.addEventListener('keydown', (event) => {
    if (rows.length === 0 || !(event.target as Element).matches('[role=row]')) return;
    const page = Math.max(1, Math.floor(grid.clientHeight / height) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) activate(to, true);
    else if (event.key === 'Enter' || event.key === ' ') choose(rows[active]!, true);
    else return;
    event.preventDefault();
  });

  let waiting = false;
  grid.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  });
  let room = 0;
  new ResizeObserver(() => {
    const [old, oldRoom] = [height, room];
    const at = opened === null ? -1 : rows.indexOf(opened);
    const above = at * old - grid.scrollTop;
    const wasInSight = at >= 0 && above >= 0 && above + old <= oldRoom;
    const first = old === 0 ? 0 : grid.scrollTop / old;
    measure();
    room = roomForRows();
    // rows of another height: the same row stays first
    if (height !== old) grid.scrollTop = first * height;
    // less of the list, as where the tools above it take more lines: the row of the entry beside it stays in sight
    if (wasInSight && room > 0) grid.scrollTop = Math.max(grid.scrollTop, (at + 1) * height - room);
    for (const [i, element] of drawn) element.style.transform = `translateY(${i * height}px)`;
    draw();
  }).observe(grid);

  const print = (on: boolean): void => {
    printing = on;
    document.documentElement.classList.toggle('printing', on);
    show(given);
  };
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));

  return {
    element: html('div', { class: 'frame' }, grid, nothing, unprinted),
    show,
    shown: () => rows,
    open: (row, focus) => {
      if (opened !== null) document.getElementById(`row-${opened.id}`)?.setAttribute('aria-selected', 'false');
      opened = row;
      const i = row === null ? -1 : rows.indexOf(row);
      if (i >= 0) activate(i, focus);
      else if (focus && rows.length > 0) activate(active, true);
      if (row !== null) document.getElementById(`row-${row.id}`)?.setAttribute('aria-selected', 'true');
    },
  };
}

/** Rows on paper. */
const mostPrinted = 1000;

/** `12 of 10,000 entries`. */
export function shownText(shown: number, all: number): string {
  const noun = all === 1 ? 'entry' : 'entries';
  return shown === all ? `${countText(all)} ${noun}` : `${countText(shown)} of ${countText(all)} ${noun}`;
}

/** Findings that there are, worst first. */
export function findingsAmong(rows: readonly Row[]): readonly (readonly [Row['finding'], number])[] {
  return reportFindings.flatMap((finding) => {
    const count = rows.filter((row) => row.finding === finding).length;
    return count === 0 ? [] : [[finding, count] as const];
  });
}
