/** Errors by index: the band between the lowest and the highest error of each range of elements, base behind now. */
import type uPlot from 'uplot';
import { countText } from '../../number-text.ts';
import type { ReportDetail } from '../report-data.ts';
import { plot } from './by-index-plot.ts';
import type { PlottedSide } from './by-index-plot.ts';
import { dataTable, html, numbersBehind } from './dom.ts';
import { besideOf, envelopeOf, errorText, markedOf, rangeText, summary } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { maxUlps } from './numbers.ts';

/** How finely the picture is drawn; nothing of an array that is drawn as it is. */
function finenessText({ count, lowest, highest }: Envelope): string {
  const steps =
    lowest.length === count
      ? ''
      : `Each step spans ${countText(Math.round(count / lowest.length))} elements: from their lowest error to their highest.`;
  const rounded = lowest.every((low, i) => low === highest[i]) ? '' : 'Errors are drawn within 1 %, rounded outwards.';
  return `${steps} ${rounded}`.trim();
}

/** The section, where the head has errors by index; redraws itself where its width or the colours change. */
export function byIndexSection(
  detail: ReportDetail,
): { readonly section: HTMLElement; readonly release: () => void } | null {
  const { base, head: now, metrics, worst } = detail;
  if (now === null || now.envelope === null) return null;
  const head = envelopeOf(now.envelope);
  const before = base === null || base.envelope === null ? null : envelopeOf(base.envelope);
  // errors of arrays of other lengths do not lie over each other
  const comparable = before !== null && before.count === head.count && before.lowest.length === head.lowest.length;
  const largest = metrics.find(([name]) => name === maxUlps)?.[2] ?? null;
  const beside = besideOf(now, worst, largest);
  const sides: PlottedSide[] = [{ name: 'now', envelope: head, marked: markedOf(head, beside) }];
  if (comparable)
    sides.unshift({ name: 'base', envelope: before, marked: markedOf(before, besideOf(base!, [], null)) });
  const said = summary(head, beside);
  const box = html('div', { class: 'picture', role: 'img', 'aria-label': `Errors by index. ${said}` });
  const hint = `${said} ${finenessText(head)}`.trim();
  const readout = html('p', { class: 'small readout' }, hint);
  let chart: uPlot | undefined;
  let drawn = 0;
  const draw = (): void => {
    const width = Math.floor(box.clientWidth);
    if (width < 120) return;
    drawn = width;
    chart?.destroy();
    chart = plot(box, sides, width, (text) => (readout.textContent = text));
  };
  const observer = new ResizeObserver(() => {
    if (Math.floor(box.clientWidth) !== drawn) draw();
  });
  observer.observe(box);
  const media = ['(prefers-color-scheme: dark)', 'print'].map((query) => matchMedia(query));
  for (const list of media) list.addEventListener('change', draw);
  box.addEventListener('pointerleave', () => (readout.textContent = hint));
  const legend = sides.map(({ name }) => {
    const special = (name === 'base' ? base! : now).special;
    return html('li', { class: name }, special === '' ? name : `${name}, and not finite: ${special}`);
  });
  const section = html(
    'section',
    { 'aria-labelledby': 'by-index-head' },
    html('h3', { id: 'by-index-head' }, 'Error by index'),
    html('ul', { class: 'legend' }, ...legend),
    box,
    readout,
    numbersBehind('Errors as a table', () =>
      dataTable(
        'Signed errors in ulps by range of elements, within 1 %, rounded outwards',
        ['elements', ...(comparable ? ['base'] : []), 'now'],
        head.lowest.map((low, i) => [
          rangeText(head.starts, i),
          ...(comparable ? [errorText(before.lowest[i]!, before.highest[i]!)] : []),
          errorText(low, head.highest[i]!),
        ]),
        [1, 2],
      ),
    ),
  );
  return {
    section,
    release: () => {
      observer.disconnect();
      for (const list of media) list.removeEventListener('change', draw);
      chart?.destroy();
    },
  };
}
