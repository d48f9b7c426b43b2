/** The page: one HTML document that needs nothing else. */
import { countText, sizeText } from '../number-text.ts';
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from './generated/page.ts';
import { htmlText, scriptJson } from './page-data.ts';
import { reportFindings } from './report-data.ts';
import type { ReportIndex } from './report-data.ts';

/** Rows that are there without the script. */
const mostPlainRows = 100;

/**
 * What the browser lets the page do: run the one script and apply the one style sheet whose hashes stand here. No request, no image, no frame,
 * no form, no code from text; and no text becomes markup.
 */
const policy = [
  "default-src 'none'",
  `script-src '${pageScriptHash}'`,
  `style-src '${pageStyleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The report as HTML. */
export function reportHtml(index: ReportIndex, blocks: readonly string[]): string {
  const { title, verdict, passed, base, head } = index;
  const data = blocks.map((block, i) => `<script type="text/plain" id="block-${i}">${block}</script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${htmlText(title)}</title>
<style>${pageStyle}</style>
</head>
<body class="${passed ? 'passed' : 'failed'}">
<header id="verdict">
<p class="mark" aria-hidden="true">${passed ? '✓' : '✗'}</p>
<div>
<h1>${htmlText(title)}</h1>
<p class="sentence">${htmlText(verdict)}</p>
<dl class="sides">
<div><dt>base</dt><dd><bdi>${htmlText(base.name)}</bdi></dd></div>
<div><dt>now</dt><dd><bdi>${htmlText(head.name)}</bdi></dd></div>
</dl>
</div>
</header>
<main id="main">
<noscript>
${plainTable(index)}
</noscript>
</main>
<script type="application/json" id="index">${scriptJson(index)}</script>
${data.join('\n')}
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Columns of the plain table; those of numbers are set to the right. */
const plainHeads = ['finding', 'file', 'entry', 'metric', 'base', 'now', 'note'];
const plainNumbers: readonly string[] = ['base', 'now'];

/** The first rows as a plain table, for readers without scripts. */
function plainTable({ columns, words }: ReportIndex): string {
  const count = columns.key.length;
  const sizeCell = (x: number | null): string => (x === null ? '–' : sizeText(x));
  const kind = (i: number): string => (plainNumbers.includes(plainHeads[i]!) ? ' class="number"' : '');
  const rows = columns.key.slice(0, mostPlainRows).map((key, i) => {
    const cells = [
      reportFindings[columns.finding[i]]!,
      words[columns.file[i]],
      key,
      words[columns.metric[i]],
      sizeCell(columns.base[i]),
      sizeCell(columns.now[i]),
      words[columns.note[i]],
    ];
    const made = cells.map((cell, at) =>
      plainHeads[at] === 'entry'
        ? `<th scope="row"><bdi>${htmlText(cell)}</bdi></th>`
        : `<td${kind(at)}>${htmlText(cell)}</td>`,
    );
    return `<tr>${made.join('')}</tr>`;
  });
  const more = count > mostPlainRows ? ` Shown are the first ${mostPlainRows}.` : '';
  return `<div class="plain">
<p>Scripts are off: this is a plain table of ${countText(count)} ${count === 1 ? 'entry' : 'entries'}.${more}</p>
<table>
<thead><tr>${plainHeads.map((head, i) => `<th scope="col"${kind(i)}>${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>`;
}
