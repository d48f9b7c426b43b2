/** The page: counts, filters, the table, and the entry that is opened. */
import { countText } from '../../number-text.ts';
import { visibleText } from '../page-data.ts';
import { detailElement, detailHead, headline } from './detail.ts';
import type { Detail } from './detail.ts';
import { button, html } from './dom.ts';
import { detailOf, index, rows } from './report.ts';
import type { Row } from './report.ts';
import { findingsAmong, shownText, signs, table } from './table.ts';

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
  document.body.classList.remove('opened');
  frame.inert = false;
  if (location.hash.length > 1) history.replaceState(null, '', '#');
  list.open(null, focus);
}

async function open(row: Row, focus: boolean): Promise<void> {
  shown?.detail?.release();
  shown = { row, detail: null };
  const at = list.shown().indexOf(row);
  const beside = (step: number): Row | undefined => (at < 0 ? undefined : list.shown()[at + step]);
  const go = (label: string, text: string, to: Row | undefined): HTMLButtonElement => {
    const element = button(text, { 'aria-label': label, class: 'step' }, () => {
      if (to !== undefined) location.hash = to.id;
    });
    element.disabled = to === undefined;
    return element;
  };
  const head = detailHead(row);
  const text = headline(row);
  panel.replaceChildren(
    html(
      'div',
      { class: 'bar' },
      go('Previous entry', '↑', beside(-1)),
      go('Next entry', '↓', beside(1)),
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
  if (focus) head.focus({ preventScroll: true });
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
  if (row === undefined) close(false);
  else if (row !== shown?.row) void open(row, follow || narrow.matches);
  follow = false;
}

const list = table((row, byKeyboard) => {
  follow = byKeyboard;
  if (location.hash === `#${row.id}`) followHash();
  else location.hash = row.id;
});
const frame = html(
  'div',
  { class: 'list' },
  html(
    'div',
    { class: 'tools' },
    html('div', { class: 'chips', role: 'group', 'aria-label': 'Findings to show' }, ...chips),
    html('div', { class: 'field' }, html('label', { for: 'search' }, 'Filter'), search),
    said,
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
