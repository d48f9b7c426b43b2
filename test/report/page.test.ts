/** The HTML report in a browser: what it shows, how it is moved through, and what it never does. */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { printBaseline } from '../../src/drift/index.ts';
import type { DriftCheck, Entry } from '../../src/drift/index.ts';
import { entryId } from '../../src/report/html/report-data.ts';
import { launch, open, withoutBrowser } from '../support/browser.ts';
import { driftCheck, driftEntry } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';
import { checkOfErrors, repeated } from '../support/report-records.ts';
import { faultsOfAccess, keysShown, openEntry, reportsIn, tableBehind } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'ulpwise-report-'));
let browser: Browser;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reportOf = reportsIn(folder);

const file = 'test/a.test.ts';
// 16 exact, 5 off by 1 ulp
const before = repeated([16, 0], [5, 1]);
// 10 exact, 5 off by 1, 3 by 2, 2 by -3, 1 by 64
const after = repeated([10, 0], [5, 1], [3, 2], [2, -3], [1, 64]);

const values = (numbers: readonly string[], digit: string): DriftCheck['now'] => ({
  kind: 'values',
  dtype: 'float32',
  shape: [numbers.length],
  digest: `sha256:${digit.repeat(64)}`,
  values: numbers,
});

/** With an acknowledgement, which was in the baseline that the run met. */
function accepted(check: DriftCheck): DriftCheck {
  return { ...check, now: { ...check.now, accepted: { reason: 'the new driver' } } };
}

/** A report with an entry of each finding. */
function everyFinding(): Promise<string> {
  const base = [
    checkOfErrors(file, 'worse#1', before),
    checkOfErrors(file, 'better#1', after),
    checkOfErrors(file, 'same#1', before),
    checkOfErrors(file, 'gone#1', before),
    checkOfErrors(file, 'longer#1', before),
    driftCheck('test/b.test.ts', 'numbers#1', values(['0.1', '0.2', '0'], 'a')),
    checkOfErrors('test/b.test.ts', 'allowed#1', before),
  ];
  const head = [
    checkOfErrors(file, 'worse#1', after, { outcome: 'regressed', passed: false }),
    checkOfErrors(file, 'better#1', before, { outcome: 'improved' }),
    checkOfErrors(file, 'same#1', before),
    checkOfErrors(file, 'longer#1', [...before, 0], { outcome: 'changed', passed: false }),
    checkOfErrors(file, 'fresh#1', before, { outcome: 'new', base: null, action: 'refused', passed: false }),
    driftCheck('test/b.test.ts', 'numbers#1', values(['0.1', '0.3', '-0'], 'b'), {
      outcome: 'regressed',
      passed: false,
    }),
    accepted(checkOfErrors('test/b.test.ts', 'allowed#1', after, { outcome: 'regressed' })),
  ];
  return reportOf('every', base, head, [
    ['node v20 x64', 'chromium'],
    ['node v22 arm64', 'chromium'],
  ]);
}

describe.skipIf(withoutBrowser !== undefined)(
  `the report in a browser${withoutBrowser ? ` (skipped: ${withoutBrowser})` : ''}`,
  () => {
    let every: string;

    beforeAll(async () => {
      browser = await launch();
      every = await everyFinding();
    });

    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
    afterAll(() => browser?.close());

    test('says the verdict and counts each finding', async () => {
      const { page, incidents } = await open(browser, every);
      expect(await page.locator('#verdict .sentence').textContent()).toBe('Of 8 entries: 1 worse, 2 changed in kind.');
      expect(await page.locator('.chip').allTextContents()).toEqual([
        '▲1 regression',
        '◆2 changed',
        '◉1 acknowledged',
        '−1 removed',
        '+1 new',
        '▼1 improvement',
        '=1 same',
      ]);
      expect(await page.locator('body').getAttribute('class')).toBe('failed');
      expect(await incidents()).toEqual([]);
    });

    test('draws bars whose heights are the logarithms of the counts', async () => {
      const { page } = await open(browser, every);
      await openEntry(page, 'worse#1');
      await page.waitForSelector('svg.histogram');
      const bars = await page.locator('svg.histogram rect').evaluateAll((rectangles) =>
        rectangles.map((bar) => ({
          side: bar.getAttribute('class'),
          count: Number(bar.getAttribute('data-count')),
          height: Number(bar.getAttribute('height')),
        })),
      );
      // by powers of two: 0, (1/2, 1], (1, 2], (2, 4], (4, 8], (8, 16], (16, 32], (32, 64]
      const counts = { base: [16, 5, 0, 0, 0, 0, 0, 0], now: [10, 5, 3, 2, 0, 0, 0, 1] };
      for (const side of ['base', 'now'] as const) {
        const own = bars.filter((bar) => bar.side === side);
        expect(own.map(({ count }) => count)).toEqual(counts[side]);
        own.forEach(({ height, count }) => expect(height).toBeCloseTo((200 * Math.log(1 + count)) / Math.log(17), 9));
      }
      const labels = await page.locator('svg.histogram text').allTextContents();
      expect(labels).toEqual([
        '16',
        '0',
        '10',
        '1',
        'exact',
        '1',
        '2',
        '4',
        '8',
        '16',
        '32',
        '64',
        'error up to (ulp)',
      ]);
      expect(await tableBehind(page, 'Counts as a table')).toEqual([
        ['0 (exact)', '16', '10'],
        ['0.5 to 1', '5', '5'],
        ['1 to 2', '0', '3'],
        ['2 to 4', '0', '2'],
        ['4 to 8', '0', '0'],
        ['8 to 16', '0', '0'],
        ['16 to 32', '0', '0'],
        ['32 to 64', '0', '1'],
      ]);
    });

    test('shows errors by index, every one of a short array and ranges of a long one', async () => {
      const long = repeated([70_000, 1], [1, -9], [29_999, 0]);
      const path = await reportOf('long', [], [checkOfErrors(file, 'long#1', long, { base: null, outcome: 'new' })]);
      const { page } = await open(browser, path);
      await openEntry(page, 'long#1');
      await page.waitForSelector('#detail .uplot canvas');
      const label = await page.locator('[role=img][aria-label^="Errors by index"]').getAttribute('aria-label');
      expect(label).toBe('Errors by index. The largest error is -9 ulp, at element 70,000.');
      const rows = await tableBehind(page, 'Errors as a table');
      // element 70,000 is in range ⌊70,000 · 128 / 100,000⌋ = 89: elements 69,531 to 70,311
      expect(rows).toHaveLength(128);
      expect([rows[0], rows[89], rows[127]]).toEqual([
        ['0 to 780', '+1'],
        ['69,531 to 70,311', '-9 to +1'],
        ['99,218 to 99,999', '0'],
      ]);
      const painted = await page.locator('.uplot canvas').evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
        return new Set(new Uint32Array(pixels.buffer)).size;
      });
      expect(painted).toBeGreaterThan(3);

      const { page: short } = await open(browser, every);
      await openEntry(short, 'worse#1');
      expect(await tableBehind(short, 'Errors as a table')).toEqual(
        after.map((error, i) => [String(i), before[i] === 0 ? '0' : '+1', error > 0 ? `+${error}` : String(error)]),
      );
    });

    test('says a change of kind once, and calls nothing allowed that was not judged', async () => {
      const base = [checkOfErrors(file, 'longer#1', before)];
      const reasons = ['shape was [21], is [22]', 'accepted: it grew'];
      const head = [checkOfErrors(file, 'longer#1', [...before, 0], { outcome: 'changed', passed: false, reasons })];
      const { page } = await open(browser, await reportOf('kind', base, head));
      await openEntry(page, 'longer#1');
      expect(await page.locator('.reasons li').allTextContents()).toEqual(['shape [21] → [22]', 'accepted: it grew']);
      const rows = await page.locator('section:has(#metrics-head) tbody tr').allInnerTexts();
      expect(rows[0]!.split('\t')).toEqual(['max, ulp', '1', '1', '', '', 'not judged']);
      for (const row of rows) expect(row.split('\t').slice(4)).toEqual(['', 'not judged']);
    });

    test('prints as many digits as it takes to see that an error is larger', async () => {
      const base = [driftCheck(file, 'close#1', driftEntry(0.5))];
      const head = [driftCheck(file, 'close#1', driftEntry(0.50003), { outcome: 'regressed', passed: false })];
      const { page } = await open(browser, await reportOf('close', base, head));
      expect(await page.locator('.body .cell.number').allTextContents()).toEqual(['0.5', '0.50003', '+0.006 %']);
      await openEntry(page, 'close#1');
      expect((await page.locator('section:has(#metrics-head) tbody tr').first().innerText()).split('\t')).toEqual([
        'max, ulp',
        '0.5',
        '0.50003',
        '+0.006 %',
        '0.5',
        '▲ worse',
      ]);
      expect(await page.locator('.headline').textContent()).toBe('max, ulp: 0.50003, was 0.5');
    });

    test('takes bits apart into sign, exponent and fraction', async () => {
      const { page } = await open(browser, every);
      await openEntry(page, 'worse#1');
      const fields = await page.locator('.patterns .bits').first().locator('.fields > *').allTextContents();
      // 1 + 64 ulps of float32
      expect(await page.locator('.patterns code').first().textContent()).toBe('0x3f800040');
      expect(fields).toEqual(['0', '01111111', '00000000000000001000000']);
    });

    test('sets a float64 reference, rounded, below float32 bits, and marks what differs', async () => {
      const { page } = await open(browser, every);
      await openEntry(page, 'worse#1');
      const patterns = page.locator('.patterns').first().locator('> div');
      expect(await patterns.locator('> .small').allTextContents()).toEqual(['actual', 'reference', 'as float32']);
      expect(await patterns.locator('.bits > code:first-child').allTextContents()).toEqual([
        '0x3f800040',
        '0x3ff0000000000000',
        '0x3f800000',
      ]);
      expect(await patterns.nth(0).locator('mark').allTextContents()).toEqual(['1']);
      expect(await patterns.nth(2).locator('mark').allTextContents()).toEqual(['0']);
    });

    test('sorts by any column, entries without a number last either way', async () => {
      const { page } = await open(browser, every);
      const header = page.getByRole('columnheader', { name: 'now' });
      await header.getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBe('descending');
      const now = page.locator('.body .cell.now');
      expect(await now.allTextContents()).toEqual(['64', '64', '1', '1', '1', '1', '–', '–']);
      await header.getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBe('ascending');
      expect(await now.allTextContents()).toEqual(['1', '1', '1', '1', '64', '64', '–', '–']);
      await page.getByRole('columnheader', { name: 'entry' }).getByRole('button').click();
      expect(await header.getAttribute('aria-sort')).toBe('none');
      expect(await keysShown(page)).toEqual([
        'allowed#1',
        'better#1',
        'fresh#1',
        'gone#1',
        'longer#1',
        'numbers#1',
        'same#1',
        'worse#1',
      ]);
    });

    test('filters by words in any order and by finding, and says how many are left', async () => {
      const { page } = await open(browser, every);
      const count = page.getByRole('status').first();
      expect(await count.textContent()).toBe('8 entries');
      await page.getByLabel('Filter').fill('B.TEST numb');
      expect(await keysShown(page)).toEqual(['numbers#1']);
      expect(await count.textContent()).toBe('1 of 8 entries');
      await page.getByLabel('Filter').fill('');
      await page.getByRole('button', { name: '2 changed' }).click();
      await page.getByRole('button', { name: '1 new' }).click();
      expect(await keysShown(page)).toEqual(['longer#1', 'numbers#1', 'fresh#1']);
      expect(await page.getByRole('button', { name: '1 new' }).getAttribute('aria-pressed')).toBe('true');
      await page.getByLabel('Filter').fill('no such entry');
      expect(await page.getByText('No entry matches.').isVisible()).toBe(true);
      expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1');
    });

    test('is walked by keys: rows, an entry, and back to its row', async () => {
      const { page } = await open(browser, every);
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement!.querySelector('.entry')?.textContent ?? '');
      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('search');
      // the heads of the columns are seven stops, then the rows are one
      for (let i = 0; i < 8; i++) await page.keyboard.press('Tab');
      expect(await focused()).toBe('worse#1');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('numbers#1');
      await page.keyboard.press('End');
      expect(await focused()).toBe('same#1');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('same#1');
      await page.keyboard.press('Home');
      expect(await focused()).toBe('worse#1');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#detail[data-ready]');
      expect(await page.evaluate(() => document.activeElement!.id)).toBe('detail-head');
      await page.keyboard.press('Escape');
      expect(await page.locator('#detail').isHidden()).toBe(true);
      expect(await focused()).toBe('worse#1');
      expect(await page.locator('.body [role=row][tabindex="0"]').count()).toBe(1);
    });

    test('opens the entry that a link names, and leads from one to the next and back', async () => {
      const { page, incidents } = await open(browser, every, { hash: `#${entryId(file, 'gone#1', '', '')}` });
      await page.waitForSelector('#detail[data-ready]');
      expect(await page.locator('#detail h2 bdi').textContent()).toBe('gone#1');
      expect(await page.locator('[aria-selected=true] .cell.entry').textContent()).toBe('gone#1');
      await page.getByRole('button', { name: 'Next entry' }).click();
      await page.getByRole('heading', { name: 'fresh#1' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'gone#1' }).waitFor();
      const { page: other } = await open(browser, every, { hash: '#entry-of-another-report%' });
      expect(await other.locator('#detail').isHidden()).toBe(true);
      expect(await incidents()).toEqual([]);
    });

    test('keeps few rows of ten thousand, whatever is scrolled to', async () => {
      const names = Array.from({ length: 10_000 }, (_, i) => `entry ${String(i).padStart(5, '0')}#1`);
      const checks = names.map((key, i) => driftCheck(`test/${i % 97}.test.ts`, key, driftEntry(i / 16)));
      const { page, incidents } = await open(browser, await reportOf('many', checks, checks));
      const grid = page.getByRole('grid');
      expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
      const inDocument = page.locator('.body [role=row]');
      for (const share of [0, 0.013, 0.4, 0.77, 1]) {
        await grid.evaluate((element, part) => {
          element.scrollTop = part * element.scrollHeight;
        }, share);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        expect(await inDocument.count()).toBeLessThan(80);
        const inSight = await grid.evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return [...element.querySelectorAll('.body [role=row]')].flatMap((row) => {
            const box = row.getBoundingClientRect();
            return box.top >= top && box.bottom <= bottom ? [Number(row.getAttribute('aria-rowindex'))] : [];
          });
        });
        expect(inSight.length).toBeGreaterThan(10);
        expect(inSight).toEqual(inSight.map((_, i) => inSight[0]! + i));
      }
      await inDocument.last().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('PageDown');
      expect(Number(await page.evaluate(() => document.activeElement!.getAttribute('aria-rowindex')))).toBeGreaterThan(
        10,
      );
      await page.keyboard.press('End');
      expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-rowindex'))).toBe('10001');
      await page.getByLabel('Filter').fill('entry 0999');
      // 00999 and 09990 to 09999
      expect(await keysShown(page)).toHaveLength(11);
      expect(await incidents()).toEqual([]);
    });

    test('takes no name for markup, script or direction', async () => {
      const hostile = [
        '</script><script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        '<!-- <script>',
        '"><svg onload=alert(1)>',
        'javascript:alert(1)',
        'a\u202egnp.exe',
        'nul\u0000 bell\u0007 escape\u001b[31m line\u2028 end',
        'lone \ud800 surrogate',
        "'; rm -rf ~; echo '",
        '{{constructor.constructor("alert(1)")()}}',
        'x'.repeat(100_000),
        '__proto__',
      ].map((name) => `${name}#1`);
      const checks = hostile.map((key, i) =>
        checkOfErrors(i % 2 === 0 ? `test/${i}.test.ts` : `test/<b>${i}.test.ts`, key, after, {
          outcome: 'regressed',
          passed: false,
          test: key,
          reasons: [key],
          project: i === 0 ? '<script>alert(2)</script>' : '',
        }),
      );
      const base = hostile.map((key, i) =>
        checkOfErrors(i % 2 === 0 ? `test/${i}.test.ts` : `test/<b>${i}.test.ts`, key, before, {
          project: i === 0 ? '<script>alert(2)</script>' : '',
        }),
      );
      const path = await reportOf('hostile', base, checks, [
        ['<script>alert(3)</script>'],
        ['<img src=x onerror=alert(4)>'],
      ]);
      const { page, incidents } = await open(browser, path);
      const shown = await keysShown(page);
      expect(shown).toHaveLength(hostile.length);
      expect(shown).toContain('a\\u202egnp.exe#1');
      expect(shown).toContain('nul\\u0000 bell\\u0007 escape\\u001b[31m line\\u2028 end#1');
      expect(shown).toContain('lone \\ud800 surrogate#1');
      expect(shown).toContain('</script><script>alert(1)</script>#1');
      for (let i = 0; i < hostile.length; i++) {
        await page.locator(`.body [role=row][aria-rowindex="${i + 2}"]`).click();
        await page.waitForFunction((position) => {
          const row = document.querySelector(`.body [role=row][aria-rowindex="${position}"]`)!;
          return document.querySelector('#detail')!.getAttribute('data-ready') === row.id.slice('row-'.length);
        }, i + 2);
      }
      expect(await page.locator('#main img, #main script, #main b, #main iframe').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(3);
      expect(await page.evaluate(() => document.scrollingElement!.scrollWidth <= innerWidth)).toBe(true);
      expect(await incidents()).toEqual([]);
    });

    test.each([
      ['light', 1280, undefined],
      ['dark', 1280, 'worse#1'],
      ['light', 1280, 'numbers#1'],
      ['dark', 400, undefined],
      ['light', 400, 'worse#1'],
    ] as const)('has no fault of accessibility: %s, %i pixels wide, entry %s', async (colorScheme, width, key) => {
      const { page } = await open(browser, every, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true });
      if (key !== undefined) {
        await openEntry(page, key);
        for (const summary of await page.locator('#detail summary').all()) await summary.click();
      }
      const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      const faults = await faultsOfAccess(page, source);
      expect(faults).toEqual([]);
    });

    test('fits a window 400 pixels wide, where an entry covers the list', async () => {
      const { page, incidents } = await open(browser, every, { viewport: { width: 400, height: 700 } });
      const width = (): Promise<number> => page.evaluate(() => document.scrollingElement!.scrollWidth);
      expect(await width()).toBe(400);
      await openEntry(page, 'worse#1');
      expect(await width()).toBe(400);
      expect(await page.locator('.list').evaluate((list) => (list as HTMLElement).inert)).toBe(true);
      const box = (await page.locator('#detail').boundingBox())!;
      expect([box.x, box.width]).toEqual([0, 400]);
      await page.getByRole('button', { name: 'Close' }).click();
      expect(await page.locator('.list').evaluate((list) => (list as HTMLElement).inert)).toBe(false);
      expect(await incidents()).toEqual([]);
    });

    test('shows each verdict whole 400 pixels wide, and no column touches the next', async () => {
      const entry = (maxUlps: number, figures: readonly number[]): Entry => {
        const [p999Ulps, rmsUlps, biasUlps, maxRel, maxAbs, rmsAbs] = figures as [
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        return driftEntry(maxUlps, { metrics: { maxUlps, p999Ulps, rmsUlps, biasUlps, maxRel, maxAbs, rmsAbs } });
      };
      const was = entry(0.4999, [0.499999, 0.2887, 3.557e-5, 5.962e-8, 5.958e-8, 3.441e-8]);
      const is = entry(300.5, [0.5, 7.595, -0.1917, 3.573e-5, 3.581e-5, 9.053e-7]);
      const head = [driftCheck(file, 'tiled#1', is, { outcome: 'regressed', passed: false })];
      const path = await reportOf('verdicts', [driftCheck(file, 'tiled#1', was)], head);
      const { page } = await open(browser, path, { viewport: { width: 400, height: 700 } });
      await openEntry(page, 'tiled#1');
      const edges = await page.locator('section:has(#metrics-head) tbody tr').evaluateAll((rows) =>
        rows.map((row) =>
          [...row.children].flatMap((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            const { left, right } = range.getBoundingClientRect();
            return left === right ? [] : [{ left, right }];
          }),
        ),
      );
      expect(edges).toHaveLength(7);
      for (const cells of edges) {
        expect(cells.at(-1)!.right).toBeLessThanOrEqual(388);
        cells.slice(1).forEach(({ left }, i) => expect(left - cells[i]!.right).toBeGreaterThan(4));
      }
    });

    test('gives the command that accepts an entry, to the clipboard or else as a selection', async () => {
      const command = 'npx ulpwise accept worse#1 --file test/a.test.ts --record every.json';
      const { page } = await open(browser, every, { permissions: ['clipboard-read', 'clipboard-write'] });
      await openEntry(page, 'worse#1');
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Copied.').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
      const { page: without } = await open(browser, every, {
        prepare: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
      });
      await openEntry(without, 'numbers#1');
      await without.getByRole('button', { name: 'Copy' }).click();
      expect(await without.evaluate(() => getSelection()!.toString())).toBe(
        'npx ulpwise accept numbers#1 --file test/b.test.ts --record every.json',
      );
      await openEntry(without, 'same#1');
      expect(await without.getByRole('button', { name: 'Copy' }).count()).toBe(0);
    });

    test('marks what of the environments differs', async () => {
      const { page } = await open(browser, every);
      await openEntry(page, 'worse#1');
      const marked = page.locator('section:has(#environment-head) mark');
      expect(await marked.allTextContents()).toEqual(['node v20 x64', 'node v22 arm64']);
    });

    test('prints every row and the entry that is open', async () => {
      const names = Array.from({ length: 300 }, (_, i) => driftCheck(file, `entry ${i}#1`, driftEntry(1)));
      const { page } = await open(browser, await reportOf('printed', names, names));
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.body [role=row]').count()).toBe(300);
      const boxes = await page
        .locator('.body [role=row]')
        .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top));
      expect(boxes).toEqual([...new Set(boxes)].sort((a, b) => a - b));
      expect(await page.locator('.unprinted').isVisible()).toBe(false);
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await expect.poll(() => page.locator('.body [role=row]').count()).toBeLessThan(80);
    });

    test('prints a thousand rows of more, and says how many it leaves out', async () => {
      const names = Array.from({ length: 1_234 }, (_, i) => driftCheck(file, `entry ${i}#1`, driftEntry(1)));
      const { page } = await open(browser, await reportOf('printed-in-part', names, names));
      await openEntry(page, 'entry 0#1');
      const note = page.locator('.unprinted');
      expect(await note.isVisible()).toBe(false);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.body [role=row]').count()).toBe(1_000);
      expect(await note.innerText()).toBe('234 more entries are not printed: of a table 1,000 are.');
      const kept = page.locator('#detail-head, #metrics-head');
      expect(await kept.evaluateAll((heads) => heads.map((head) => getComputedStyle(head).breakAfter))).toEqual([
        'avoid',
        'avoid',
      ]);
    });

    test('is a plain table where scripts are off', async () => {
      const { page } = await open(browser, every, { javaScriptEnabled: false });
      expect(await page.locator('noscript tbody tr, #main tbody tr').count()).toBe(8);
      expect(await page.locator('#main thead th[scope=col]').count()).toBe(7);
      expect(await page.locator('#main tbody th[scope=row]').first().innerText()).toBe('worse#1');
      const number = page.locator('#main tbody td.number').first();
      expect(await number.evaluate((cell) => getComputedStyle(cell).textAlign)).toBe('right');
      const left = await page.locator('#main table').evaluate((table) => table.getBoundingClientRect().left);
      expect(left).toBeGreaterThan(10);
      expect(await page.locator('#verdict .sentence').textContent()).toContain('Of 8 entries');
    });

    test('follows the colours of the system', async () => {
      const ground = async (colorScheme: 'light' | 'dark'): Promise<string> => {
        const { page } = await open(browser, every, { colorScheme });
        return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      };
      expect(await ground('light')).toBe('rgb(255, 255, 255)');
      expect(await ground('dark')).toBe('rgb(20, 24, 29)');
    });

    test('says so where there is nothing to show', async () => {
      const { page, incidents } = await open(browser, await reportOf('empty', [], []));
      expect(await page.locator('#main').textContent()).toContain('There is nothing to show');
      expect(await page.locator('body').getAttribute('class')).toBe('passed');
      expect(await incidents()).toEqual([]);
    });

    test('shows the commits that changed an entry, oldest first', async () => {
      const repository = join(folder, 'repository');
      const file = 'test/__drift__/a.test.ts.drift.json';
      put(repository, file, printBaseline(new Map([['a#1', driftEntry(2)]])));
      git(repository, 'init', '-q');
      commit(repository, 'Add <b>the model</b>');
      put(repository, file, printBaseline(new Map([['a#1', driftEntry(7)]])));
      commit(repository, 'Fuse the kernels');
      put(repository, file, printBaseline(new Map([['a#1', driftEntry(3)]])));
      commit(repository, 'Sum in pairs');
      await ulpwise(repository, ['report', '--base', 'HEAD~2', '-o', 'drift.html']);
      const { page, incidents } = await open(browser, join(repository, 'drift.html'));
      await openEntry(page, 'a#1');
      await page.waitForSelector('svg.history');
      const heights = await page
        .locator('svg.history circle')
        .evaluateAll((points) => points.map((point) => 154 - Number(point.getAttribute('cy'))));
      // 130 units are the largest of 2, 7, 3
      expect(heights).toHaveLength(3);
      [2, 7, 3].forEach((value, i) => expect(heights[i]).toBeCloseTo((130 * value) / 7, 9));
      const rows = await tableBehind(page, 'Commits as a table');
      expect(rows.map((cells) => cells.slice(2))).toEqual([
        ['Add <b>the model</b>', '2'],
        ['Fuse the kernels', '7'],
        ['Sum in pairs', '3'],
      ]);
      expect(await incidents()).toEqual([]);
    });
  },
);
