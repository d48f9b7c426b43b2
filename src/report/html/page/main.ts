/** The page: counts, filters, the table, and the entry that is opened. */
import { countText } from '../../number-text.ts';
import { visibleText } from '../page-data.ts';
import { signs } from './columns.ts';
import { detailElement, detailHead, headline } from './detail.ts';
import type { Detail } from './detail.ts';
import { button, html } from './dom.ts';
import { detailOf, index, rows } from './report.ts';
import type { Row } from './report.ts';
import { findingsAmong, shownText, table } from './table.ts';

const main = document.getElementById('main')!;
const byId = new Map(rows.map((row) => [row.id, row]));
const narrow = matchMedia('(max-width: 60rem)');

// ------------------------------------------------------------------------------------------------------------- filters

const chosen = new Set<string>();
const search = html('input', {
  type: 'search',
  id: 'search',
  placeholder: 'test, file, project, dtype …',
  autocomplete: 'off',
  spellcheck: 'false',
});
const said = html('p', { role: 'status', class: 'count' });
const absent = html('p', { role: 'status', class: 'absent' });
const chips = findingsAmong(rows).map(([finding, count]) => {
  const chip: HTMLButtonElement = button('', { class: `chip ${finding}`, 'aria-pressed': 'false' }, () => {
    const on = !chosen.delete(finding) && chosen.add(finding).has(finding);
    chip.setAttribute('aria-pressed', String(on));
    filter();
  });
  chip.append(
    html('span', { class: 'sign', 'aria-hidden': 'true' }, signs[finding]),
    html('strong', {}, countText(count)),
    ` ${finding}`,
  );
  return chip;
});

function filter(): void {
  const words = search.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = rows.filter(
    ({ finding, text }) => (chosen.size === 0 || chosen.has(finding)) && words.every((word) => text.includes(word)),
  );
  list.show(found);
  said.textContent = shownText(found.length, rows.length);
}

// --------------------------------------------------------------------------------------------------------------- entry

const panel = html('aside', { id: 'detail', 'aria-labelledby': 'detail-head', hidden: true });
let shown: { readonly row: Row; readonly detail: Detail | null } | null = null;

/** Where runs were, both sides, where they differ. */
function environmentsSection(): HTMLElement | null {
  const [base, head] = [index.base.environments, index.head.environments];
  if (base === null || head === null || base.join('\n') === head.join('\n')) return null;
  const list = (names: readonly string[], others: readonly string[]): HTMLElement =>
    html(
      'ul',
      {},
      ...names.map((name) => html('li', {}, html(others.includes(name) ? 'bdi' : 'mark', {}, visibleText(name)))),
    );
  return html(
    'section',
    { 'aria-labelledby': 'environment-head' },
    html('h3', { id: 'environment-head' }, 'Environments differ'),
    html('p', { class: 'small' }, 'A difference may be the machine’s.'),
    html(
      'dl',
      { class: 'facts' },
      html('div', {}, html('dt', {}, 'base'), html('dd', {}, list(base, head))),
      html('div', {}, html('dt', {}, 'now'), html('dd', {}, list(head, base))),
    ),
  );
}

function close(focus: boolean): void {
  if (shown === null) return;
  shown.detail?.release();
  shown = null;
  panel.hidden = true;
  steps = [];
  document.body.classList.remove('opened');
  frame.inert = false;
  if (location.hash.length > 1) history.replaceState(null, '', '#');
  list.open(null, focus);
}

interface Step {
  readonly element: HTMLButtonElement;
  readonly by: number;
}

/** The steps of the panel, up and down the rows as they are shown now. */
let steps: readonly Step[] = [];

function neighbour(by: number): Row | undefined {
  const order = list.shown();
  const at = shown === null ? -1 : order.indexOf(shown.row);
  return at < 0 ? undefined : order[at + by];
}

function step(label: string, text: string, by: number): Step {
  const element = button(text, { 'aria-label': label, class: 'step' }, () => {
    const to = neighbour(by);
    if (to !== undefined) location.hash = to.id;
  });
  return { element, by };
}

function refreshSteps(): void {
  for (const { element, by } of steps) element.disabled = neighbour(by) === undefined;
}

async function open(row: Row, focus: boolean): Promise<void> {
  shown?.detail?.release();
  shown = { row, detail: null };
  const hadFocus = panel.contains(document.activeElement);
  const pressed = steps.findIndex(({ element }) => element === document.activeElement);
  steps = [step('Previous entry', '↑', -1), step('Next entry', '↓', 1)];
  refreshSteps();
  const head = detailHead(row);
  const text = headline(row);
  panel.replaceChildren(
    html(
      'div',
      { class: 'bar' },
      ...steps.map(({ element }) => element),
      html('a', { href: `#${row.id}`, class: 'link' }, 'link to this entry'),
      button('Close', { class: 'close', title: 'Escape' }, () => close(true)),
    ),
    head,
    ...(text === '' ? [] : [html('p', { class: 'headline' }, text)]),
  );
  panel.hidden = false;
  document.body.classList.add('opened');
  frame.inert = narrow.matches;
  panel.scrollTop = 0;
  list.open(row, false);
  // the button that was pressed is there anew: to press it again is to go on
  const again = steps[pressed]?.element;
  if (again !== undefined && !again.disabled) again.focus({ preventScroll: true });
  else if (focus || hadFocus) head.focus({ preventScroll: true });
  const detail = await detailOf(row);
  if (shown?.row !== row) return;
  const sections = detailElement(row, detail, environmentsSection());
  shown = { row, detail: sections };
  panel.append(sections.element);
  panel.dataset['ready'] = row.id;
}

/** Whether the focus is to follow into the panel that opens next. */
let follow = false;

function followHash(): void {
  const row = byId.get(location.hash.slice(1));
  absent.textContent =
    row === undefined && location.hash.startsWith('#entry-')
      ? 'The entry that the link names is not in this report.'
      : '';
  if (row === undefined) close(false);
  else if (row !== shown?.row) void open(row, follow || narrow.matches);
  follow = false;
}

const list = table((row, byKeyboard) => {
  follow = byKeyboard;
  if (location.hash === `#${row.id}`) followHash();
  else location.hash = row.id;
}, refreshSteps);
const frame = html(
  'div',
  { class: 'list' },
  html(
    'div',
    { class: 'tools' },
    html('div', { class: 'chips', role: 'group', 'aria-label': 'Findings to show' }, ...chips),
    html('div', { class: 'field' }, html('label', { for: 'search' }, 'Filter'), search),
    said,
    absent,
  ),
  list.element,
);

// ---------------------------------------------------------------------------------------------------------------- start

addEventListener('hashchange', followHash);
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && shown !== null) {
    close(true);
  } else if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
    event.preventDefault();
    search.focus();
  }
});
narrow.addEventListener('change', () => (frame.inert = narrow.matches && shown !== null));
search.addEventListener('input', filter);
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || search.value === '') return;
  // browsers that empty the box themselves do so without saying it; and the entry beside stays open
  event.preventDefault();
  event.stopPropagation();
  search.value = '';
  filter();
});

if (rows.length === 0) {
  main.replaceChildren(html('p', { class: 'nothing' }, 'There is nothing to show: no entry on either side.'));
} else {
  const environments = environmentsSection();
  if (environments !== null) {
    const note = html('details', { class: 'notice' }, html('summary', {}, 'The runs were in different environments'));
    note.append(...[...environments.children].filter((child) => child.tagName !== 'H3'));
    document.querySelector('#verdict > div')!.append(note);
  }
  main.replaceChildren(frame, panel);
  filter();
  followHash();
}
document.documentElement.dataset['ready'] = 'true';
