/** The pictures of an entry, and its history, in a browser. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { printBaseline } from '../../src/drift/index.ts';
import type { DriftCheck, Entry } from '../../src/drift/index.ts';
import { launch, open, withoutBrowser } from '../support/browser.ts';
import { driftEntry } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';
import { checkOfErrors, repeated } from '../support/report-records.ts';
import { faultsOfAccess, openEntry, reportsIn, tableBehind } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'ulpwise-plots-'));
const reportOf = reportsIn(folder);
let browser: Browser;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = 'test/a.test.ts';

/** A check whose errors are in ulps; NaN and infinity stay what they are. */
function withSpecial(key: string, errors: readonly number[], changes: Partial<DriftCheck> = {}): DriftCheck {
  return checkOfErrors(file, key, errors, { outcome: 'new', base: null, ...changes });
}

/** Whether a colour of the page is in the canvas of errors by index, at the middle of each of so many parts of its width. */
function columnsPainted(page: Page, colour: 'now' | 'changed', parts: number): Promise<boolean[]> {
  return page.locator('.uplot canvas').evaluate(
    (element, [name, count]) => {
      const canvas = element as HTMLCanvasElement;
      // a copy: reading the page's own canvas twice is answered with a message on the console
      const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      context.clearRect(0, 0, 1, 1);
      context.drawImage(canvas, 0, 0);
      const over = document.querySelector('.u-over')!.getBoundingClientRect();
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      const pixels = context.getImageData(
        Math.round((over.left - box.left) * scale),
        Math.round((over.top - box.top) * scale),
        Math.round(over.width * scale),
        Math.round(over.height * scale),
      );
      return Array.from({ length: count as number }, (_, part) => {
        // the middle of the part, so that what ends at its edge does not count
        const x = Math.round(((part + 0.5) * pixels.width) / (count as number));
        for (let y = 0; y < pixels.height; y++) {
          const i = 4 * (y * pixels.width + x);
          const [r, g, b, a] = pixels.data.subarray(i, i + 4);
          const near = (one: number, other: number): boolean => Math.abs(one - other) < 60;
          if (a! > 120 && near(r!, red!) && near(g!, green!) && near(b!, blue!)) return true;
        }
        return false;
      });
    },
    [colour, parts] as const,
  );
}

const byIndex = (page: Page): Promise<string | null> =>
  page.locator('[role=img][aria-label^="Errors by index"]').getAttribute('aria-label');

/** A repository of one baseline, whose entry `a#1` each commit rewrites. */
async function historyOf(name: string, entries: readonly Entry[]): Promise<string> {
  const repository = join(folder, name);
  entries.forEach((entry, i) => {
    put(repository, 'test/__drift__/a.test.ts.drift.json', printBaseline(new Map([['a#1', entry]])));
    if (i === 0) git(repository, 'init', '-q');
    commit(repository, `Commit ${i + 1}`);
  });
  await ulpwise(repository, ['report', '--base', 'HEAD~1', '-o', 'drift.html']);
  return join(repository, 'drift.html');
}

describe.skipIf(withoutBrowser !== undefined)(
  `pictures of the report in a browser${withoutBrowser ? ` (skipped: ${withoutBrowser})` : ''}`,
  () => {
    beforeAll(async () => {
      browser = await launch();
    });

    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
    afterAll(() => browser?.close());

    test('an element that is not finite is counted, said and marked, and those beside it are drawn', async () => {
      const checks = [withSpecial('nan#1', [0, NaN, 0]), withSpecial('mixed#1', [0, 0, Infinity, 0, -3, NaN])];
      const { page, incidents } = await open(browser, await reportOf('special', [], checks));
      await openEntry(page, 'nan#1');
      await page.waitForSelector('.uplot canvas');
      expect(await byIndex(page)).toBe(
        'Errors by index. No finite element has an error. 1 of 3 elements is not finite (1 NaN, 1 out of place); marked at the foot.',
      );
      expect(await page.locator('section:has(#histogram-head) .legend').innerText()).toBe(
        'now: 2 of 3 exact, 1 not finite',
      );
      expect(await page.locator('section:has(#by-index-head) .legend').innerText()).toBe(
        'now, and not finite: 1 NaN, 1 out of place',
      );
      expect(await tableBehind(page, 'Counts as a table')).toEqual([
        ['0 (exact)', '2'],
        ['none', '1'],
      ]);
      expect(await columnsPainted(page, 'now', 3)).toEqual([true, false, true]);
      expect(await columnsPainted(page, 'changed', 3)).toEqual([false, true, false]);

      await openEntry(page, 'mixed#1');
      await page.waitForSelector('.uplot canvas');
      expect(await columnsPainted(page, 'now', 6)).toEqual([true, true, false, true, true, false]);
      expect(await columnsPainted(page, 'changed', 6)).toEqual([false, false, true, false, false, true]);
      expect(await page.locator('section:has(#histogram-head) .legend').innerText()).toBe(
        'now: 3 of 6 exact, others up to 4 ulp, 2 not finite',
      );
      expect(await byIndex(page)).toContain(
        'The largest error is -3 ulp, at element 4. 2 of 6 elements are not finite',
      );
      expect(await incidents()).toEqual([]);
    });

    test('one NaN among a hundred thousand is marked where it is', async () => {
      const long = repeated([61_500, 0], [1, NaN], [38_499, 0]);
      const { page } = await open(browser, await reportOf('long-nan', [], [withSpecial('long#1', long)]));
      await openEntry(page, 'long#1');
      await page.waitForSelector('.uplot canvas');
      expect(await byIndex(page)).toContain('1 of 100,000 elements is not finite (1 NaN, 1 out of place); marked');
      // 61,500 of 100,000 is the middle of part 61 of 100
      const painted = await columnsPainted(page, 'changed', 100);
      expect(painted.flatMap((is, part) => (is ? [part] : []))).toEqual([61]);
      expect(await page.locator('section:has(#by-index-head) .readout').innerText()).toContain(
        'Each step spans 781 elements',
      );
    });

    test('the largest error is that of the table of errors, and bounds are called so', async () => {
      const errors = repeated([10, 0], [1, -300.5], [5, 1001]);
      const { page } = await open(browser, await reportOf('bounds', [], [withSpecial('a#1', errors)]));
      await openEntry(page, 'a#1');
      // 1 − 300.5 ulp is in the binade below, whose numbers are half as far apart
      expect(await byIndex(page)).toBe('Errors by index. The largest error is +1,001 ulp, at element 11.');
      const readout = page.locator('section:has(#by-index-head) .readout');
      expect(await readout.innerText()).toContain('Errors are drawn within 1 %, rounded outwards.');
      const rows = await tableBehind(page, 'Errors as a table');
      expect([rows[0], rows[10], rows[11]]).toEqual([
        ['0', '0'],
        ['10', '-302 at most'],
        ['11', '+1,004 at most'],
      ]);
      const over = (await page.locator('.u-over').boundingBox())!;
      await page.locator('.u-over').hover({ position: { x: (over.width * 10.5) / 16, y: 20 } });
      expect(await readout.innerText()).toBe('element 10: now -302 ulp at most');
    });

    test('exact elements stand apart from errors, and the largest error has its label', async () => {
      const errors = repeated([58, 1], [1, 3], [1, 2 ** 22]);
      const { page } = await open(browser, await reportOf('wide', [], [withSpecial('a#1', errors)]));
      await openEntry(page, 'a#1');
      await page.waitForSelector('svg.histogram');
      const texts = await page.locator('svg.histogram text').evaluateAll((elements) =>
        elements.map((element) => {
          const { left, right, top } = element.getBoundingClientRect();
          return { text: element.textContent!, left, right, top };
        }),
      );
      const exact = texts.find(({ text }) => text === 'exact')!;
      const rule = await page.locator('svg.histogram .rule').evaluate((line) => line.getBoundingClientRect().left);
      const bars = await page.locator('svg.histogram rect').evaluateAll((rectangles) =>
        rectangles.flatMap((bar) => {
          const { left, right } = bar.getBoundingClientRect();
          return Number(bar.getAttribute('data-count')) > 0 ? [{ left, right }] : [];
        }),
      );
      expect(bars).toHaveLength(3);
      expect(exact.right).toBeLessThan(rule);
      for (const bar of bars) expect(bar.left).toBeGreaterThanOrEqual(rule);
      const labels = texts.filter(({ top }) => Math.abs(top - exact.top) < 2);
      expect(labels.at(-1)!.text).toBe('2²²');
      labels.slice(1).forEach((label, i) => expect(label.left).toBeGreaterThan(labels[i]!.right));
      const frame = await page.locator('svg.histogram').evaluate((svg) => svg.getBoundingClientRect().right);
      expect(labels.at(-1)!.right).toBeLessThanOrEqual(frame);
    });

    test('a history holds each value until the next commit, and to the right edge', async () => {
      const { page, incidents } = await open(
        browser,
        await historyOf(
          'steps',
          [2, 7, 3].map((x) => driftEntry(x)),
        ),
      );
      await openEntry(page, 'a#1');
      await page.waitForSelector('svg.history');
      const path = (await page.locator('svg.history path').getAttribute('d'))!;
      const numbers = [...path.matchAll(/[MHV ]([\d.]+)/g)].map(([, number]) => Number(number));
      // M x y, then H and V in turn: no slope anywhere
      expect(path.replace(/[\d.]+/g, '#')).toBe('M# #H#V#H#V#H#');
      expect([numbers[1], numbers[3], numbers[5]]).toEqual([2, 7, 3].map((value) => 24 + 130 * (1 - value / 7)));
      const width = Number(await page.locator('svg.history').getAttribute('width'));
      expect(numbers.at(-1)).toBe(width - 4);
      const caption = await page.locator('section:has(#history-head) p').innerText();
      expect(caption).toBe(
        'max, ulp, after each of the 3 commits that changed the entry. From 2 to 3, oldest first; a value holds until the next commit.',
      );
      const texts = await page.locator('svg.history text').allTextContents();
      expect(texts).toContain('commits that changed the entry, in order');
      expect(texts).toContain('max, ulp');
      expect(await incidents()).toEqual([]);
    });

    test('lines of a history are at what their labels say', async () => {
      const { page } = await open(
        browser,
        await historyOf(
          'large',
          [1, 15_712_911_360].map((x) => driftEntry(x)),
        ),
      );
      await openEntry(page, 'a#1');
      await page.waitForSelector('svg.history');
      const lines = await page
        .locator('svg.history .grid')
        .evaluateAll((elements) => elements.map((line) => Number(line.getAttribute('y1'))));
      const labels = await page.locator('svg.history text[text-anchor=end]').allTextContents();
      expect(labels.slice(0, 4)).toEqual(['0', '5e9', '1e10', '1.5e10']);
      lines.forEach((y, i) => expect(Number(labels[i])).toBeCloseTo(15_712_911_360 * (1 - (y - 24) / 130), 0));
    });

    test('a history of signed errors says that it draws their sizes', async () => {
      const metrics = (bias: number): Entry => {
        const entry = driftEntry(1);
        return {
          ...entry,
          digest: `sha256:${String(1 + Math.abs(bias)).padStart(64, '0')}`,
          metrics: { ...entry.metrics, biasUlps: bias },
        };
      };
      const { page } = await open(browser, await historyOf('bias', [metrics(-1), metrics(2)]));
      await openEntry(page, 'a#1');
      await page.waitForSelector('svg.history');
      expect(await page.locator('svg.history text').allTextContents()).toContain('|bias|, ulp');
      expect(await page.locator('section:has(#history-head) p').innerText()).toMatch(/^\|bias\|, ulp, after each/);
      const rows = await tableBehind(page, 'Commits as a table');
      expect(rows.map((cells) => cells.at(-1))).toEqual(['-1', '2']);
    });

    test('remembered numbers have a list of commits in place of a line', async () => {
      const values = (digit: string): Entry => ({
        kind: 'values',
        dtype: 'float32',
        shape: [1],
        digest: `sha256:${digit.repeat(64)}`,
        values: [`0.${digit}`],
      });
      const path = await historyOf('values', [values('1'), values('2')]);
      const { page } = await open(browser, path, { bypassCSP: true });
      await openEntry(page, 'a#1');
      const section = page.locator('section:has(#history-head)');
      expect(await section.locator('svg').count()).toBe(0);
      expect(await section.locator('p').innerText()).toBe('2 commits changed this entry, oldest first.');
      expect(await section.locator('thead th').allTextContents()).toEqual(['commit', 'date', 'subject']);
      const rows = (await section.locator('tbody tr').allInnerTexts()).map((text) => text.split('\t'));
      expect(rows.map((cells) => cells.at(-1))).toEqual(['Commit 1', 'Commit 2']);
      const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      expect(await faultsOfAccess(page, source)).toEqual([]);
    });
  },
);
