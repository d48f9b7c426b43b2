/** What is shown of one entry. */
import { countText } from '../../number-text.ts';
import { visibleText } from '../page-data.ts';
import type { ReportDetail, ReportEntrySide, ReportMetric } from '../report-data.ts';
import { asFloat32, bitsElement } from './bits.ts';
import { byIndexSection } from './by-index.ts';
import { badge } from './columns.ts';
import { button, dataTable, html } from './dom.ts';
import { histogramSection } from './histogram.ts';
import { historySection } from './history.ts';
import { changeText, size, sizesApart } from './numbers.ts';
import type { Row } from './report.ts';

/** The sections of an entry, and how to let go of what they hold. */
export interface Detail {
  readonly element: HTMLElement;
  readonly release: () => void;
}

const verdicts: Readonly<Record<string, string>> = {
  worse: '▲ worse',
  better: '▼ better',
  within: 'within',
  same: 'as before',
};

/** What is allowed: nothing is said where kinds differ, so that nothing was judged. */
function allowedText([, base, now, limit, verdict]: ReportMetric, text: string): string {
  if (limit !== null) return text;
  return verdict === '' || base === null || now === null ? '' : 'any';
}

function metricsSection({ metrics }: ReportDetail): HTMLElement {
  const rows = metrics.map((metric) => {
    const [name, base, now, limit, verdict] = metric;
    const judged = verdict === 'worse' || verdict === 'better';
    const [from, to, allowed] = judged ? sizesApart([base, now, limit]) : [base, now, limit].map(size);
    const word = verdict === '' && base !== null && now !== null ? 'not judged' : verdict;
    return [
      name,
      from!,
      to!,
      changeText(base, now),
      allowedText(metric, allowed!),
      html('span', { class: `verdict ${word.replace(' ', '-')}` }, verdicts[word] ?? word),
    ];
  });
  return html(
    'section',
    { 'aria-labelledby': 'metrics-head', class: 'metrics' },
    html('h3', { id: 'metrics-head' }, 'Errors'),
    html(
      'div',
      { class: 'wide', tabindex: 0, role: 'group', 'aria-labelledby': 'metrics-head' },
      dataTable(
        'Errors, base against now',
        ['metric', 'base', 'now', 'change', 'allowed', 'verdict'],
        rows,
        [1, 2, 3, 4],
      ),
    ),
  );
}

function worstSection({ worst }: ReportDetail, dtype: string): HTMLElement {
  const rows = worst.flatMap(([place, actual, reference, actualBits, referenceBits, ulps, abs]) => {
    const cells = [visibleText(actual), visibleText(reference), size(ulps), size(abs)];
    const rounded = dtype === 'float32' && referenceBits !== null ? asFloat32(referenceBits) : null;
    const patterns = (
      [
        ['actual', actualBits, rounded ?? referenceBits],
        ['reference', referenceBits, actualBits],
        ['as float32', rounded, actualBits],
      ] as const
    ).flatMap(([name, bits, other]) =>
      bits === null ? [] : [html('div', {}, html('span', { class: 'small' }, name), bitsElement(bits, other, dtype))],
    );
    return [
      html(
        'tr',
        { class: patterns.length > 0 ? 'joined' : null },
        html('th', { scope: 'row' }, place === '' ? 'the number' : visibleText(place)),
        ...cells.map((cell) => html('td', { class: 'number' }, cell)),
      ),
      ...(patterns.length > 0 ? [html('tr', {}, html('td', { colspan: 5, class: 'patterns' }, ...patterns))] : []),
    ];
  });
  const heads = ['element', 'actual', 'reference', 'ulps', 'absolute'];
  return html(
    'section',
    { 'aria-labelledby': 'worst-head' },
    html('h3', { id: 'worst-head' }, 'Worst elements'),
    html(
      'div',
      { class: 'wide', tabindex: 0, role: 'group', 'aria-labelledby': 'worst-head' },
      html(
        'table',
        {},
        html('caption', { class: 'unseen' }, 'Elements with the largest errors, each with its bits in the row below'),
        html(
          'thead',
          {},
          html('tr', {}, ...heads.map((head, i) => html('th', { scope: 'col', class: i > 0 ? 'number' : null }, head))),
        ),
        html('tbody', {}, ...rows),
      ),
    ),
    html(
      'p',
      { class: 'small' },
      'Bits are sign, exponent and fraction; those that differ between two patterns of one width are marked.',
    ),
  );
}

/** Remembered numbers, before and now. */
function valuesSection(base: ReportEntrySide | null, head: ReportEntrySide | null): HTMLElement | null {
  const [before, after] = [base?.values ?? null, head?.values ?? null];
  if (before === null && after === null) return null;
  const count = Math.max(before?.length ?? 0, after?.length ?? 0);
  const rows = Array.from({ length: count }, (_, i) => {
    const [was, is] = [before?.[i] ?? '–', after?.[i] ?? '–'];
    return [countText(i), visibleText(was), html(was === is ? 'span' : 'mark', {}, visibleText(is))];
  });
  return html(
    'section',
    { 'aria-labelledby': 'values-head' },
    html('h3', { id: 'values-head' }, 'Remembered numbers'),
    html(
      'div',
      { class: 'wide tall', tabindex: 0, role: 'group', 'aria-labelledby': 'values-head' },
      dataTable('Remembered numbers, base and now', ['element', 'base', 'now'], rows, [1, 2]),
    ),
  );
}

function factsSection(row: Row, detail: ReportDetail): HTMLElement {
  const facts: (readonly [string, Node | string])[] = [];
  const pair = (name: string, of: (side: ReportEntrySide) => string): void => {
    const [was, is] = [detail.base, detail.head].map((side) => (side === null ? '' : of(side)));
    if (was === '' && is === '') return;
    const text =
      was === is || detail.base === null || detail.head === null ? is || was! : `${was || 'none'} → ${is || 'none'}`;
    facts.push([name, html('bdi', { class: name === 'digest' ? 'digest' : null }, visibleText(text!))]);
  };
  facts.push(['test', html('bdi', {}, visibleText(detail.test))], ['file', html('bdi', {}, visibleText(row.file))]);
  facts.push(['baseline', html('bdi', {}, visibleText(detail.baseline))]);
  if (row.project !== '') facts.push(['project', html('bdi', {}, visibleText(row.project))]);
  if (row.environment !== '') facts.push(['environment', html('bdi', {}, visibleText(row.environment))]);
  pair('array', ({ dtype, shape }) => `${dtype} ${shape}`);
  pair('not finite', ({ special }) => special);
  pair('tolerance', ({ tolerance }) => tolerance);
  if (detail.passed !== null) facts.push(['assertion', detail.passed ? 'passed' : 'failed']);
  pair('digest', ({ digest }) => digest);
  return html(
    'section',
    { 'aria-labelledby': 'facts-head' },
    html('h3', { id: 'facts-head' }, 'Entry'),
    html(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value))),
    ),
  );
}

/** A command to copy; where the clipboard is out of reach the text is selected instead. */
export function copyable(label: string, command: string): HTMLElement {
  const text = html('code', { id: 'command' }, visibleText(command));
  const said = html('span', { role: 'status', class: 'small' });
  const copy = button('Copy', { class: 'copy', 'aria-describedby': 'command' }, () => {
    const select = (): void => {
      getSelection()?.selectAllChildren(text);
      said.textContent = 'Selected: press Ctrl+C or ⌘C.';
    };
    if (visibleText(command) !== command || navigator.clipboard === undefined) select();
    else navigator.clipboard.writeText(command).then(() => (said.textContent = 'Copied.'), select);
  });
  return html(
    'section',
    { 'aria-labelledby': 'accept-head' },
    html('h3', { id: 'accept-head' }, label),
    html(
      'div',
      { class: 'command' },
      html('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Command' }, text),
      copy,
    ),
    said,
  );
}

/** `shape was [8], is [9]` as the table of entries says it: `shape [8] → [9]`. */
function asChange(reason: string): string {
  return reason.replace(/^(\S+) was (.*), is (.*)$/, '$1 $2 → $3');
}

export function detailElement(row: Row, detail: ReportDetail, environments: HTMLElement | null): Detail {
  const { base, head, metrics, worst, reasons, accept, history, level } = detail;
  const released: (() => void)[] = [];
  const side = head ?? base!;
  const sections: (HTMLElement | null)[] = [];
  if (metrics.length > 0) sections.push(metricsSection(detail));
  sections.push(histogramSection(base, head));
  const byIndex = byIndexSection(detail);
  if (byIndex !== null) {
    sections.push(byIndex.section);
    released.push(byIndex.release);
  }
  if (worst.length > 0) sections.push(worstSection(detail, side.dtype));
  sections.push(valuesSection(base, head));
  if (history.length > 1) sections.push(historySection(history, row.metric));
  if (level !== 'full' && detail.passed !== null) {
    const what = level === 'brief' ? 'The worst elements' : 'Distributions, errors by index and elements';
    const text = `${what} of this entry were left out to keep the report small; the run record has them.`;
    sections.push(html('p', { class: 'small left-out' }, text));
  }
  if (row.environment !== '' || environments !== null) sections.push(environments);
  if (accept !== '') sections.push(copyable('Accept', accept));
  sections.push(factsSection(row, detail));
  // the table of errors says it already, with the numbers side by side
  const told = metrics.some(([, , , , verdict]) => verdict === 'worse' || verdict === 'better');
  const notes = [
    ...new Set([
      row.note,
      ...reasons.filter((text) => !(told && /^\w+ was /.test(text)) && !row.note.split('; ').includes(asChange(text))),
    ]),
  ].filter((text) => text !== '');
  const element = html(
    'div',
    { class: 'sections' },
    ...(notes.length === 0
      ? []
      : [html('ul', { class: 'reasons' }, ...notes.map((text) => html('li', {}, html('bdi', {}, visibleText(text)))))]),
    ...sections.filter((section) => section !== null),
  );
  return { element, release: () => released.forEach((release) => release()) };
}

/** The heading of the panel. */
export function detailHead(row: Row): HTMLElement {
  return html('h2', { id: 'detail-head', tabindex: -1 }, badge(row.finding), html('bdi', {}, visibleText(row.key)));
}

/** `max, ulp: 3, was 2`. */
export function headline({ metric, base, now }: Row): string {
  if (metric === '' || now === null) return '';
  const [is, was] = sizesApart([now, base]);
  return base === null || base === now ? `${metric}: ${is}` : `${metric}: ${is}, was ${was}`;
}
