/** How the page of the report is moved through: the focus, filters, steps from entry to entry, and the table's place. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { entryId } from '../../src/report/html/report-data.ts';
import { launch, open, withoutBrowser } from '../support/browser.ts';
import { driftCheck, driftEntry } from '../support/drift-entries.ts';
import { checkOfErrors } from '../support/report-records.ts';
import { focusedName, keysShown, openEntry, reportsIn } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'ulpwise-moves-'));
const reportOf = reportsIn(folder);
let browser: Browser;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = 'test/a.test.ts';
const keys = ['ash#1', 'beech#1', 'cedar#1', 'date#1'];

const heading = (page: Page): Promise<string | null> => page.locator('#detail h2 bdi').textContent();
const stepDown = (page: Page) => page.getByRole('button', { name: 'Next entry' });
const stepUp = (page: Page) => page.getByRole('button', { name: 'Previous entry' });

/** The row that is marked as open: where it and the list end, and how far up the list may be covered. */
function openRow(page: Page): Promise<{ top: number; bottom: number; from: number; to: number }> {
  return page.evaluate(() => {
    const row = document.querySelector('.body [aria-selected=true]')!.getBoundingClientRect();
    const head = document.querySelector('.grid > .head')!.getBoundingClientRect();
    const grid = document.querySelector('.grid')!.getBoundingClientRect();
    return { top: row.top, bottom: row.bottom, from: head.bottom, to: grid.bottom };
  });
}

const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

describe.skipIf(withoutBrowser !== undefined)(
  `moving through the report in a browser${withoutBrowser ? ` (skipped: ${withoutBrowser})` : ''}`,
  () => {
    let few: string;
    let many: string;

    beforeAll(async () => {
      browser = await launch();
      const checks = keys.map((key, i) => driftCheck(file, key, driftEntry(i + 1)));
      few = await reportOf('few', checks, checks);
      const names = Array.from({ length: 500 }, (_, i) => `entry ${String(i).padStart(3, '0')}#1`);
      const long = names.map((key, i) => driftCheck(file, key, driftEntry(i + 1)));
      many = await reportOf('many', long, long);
    });

    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
    afterAll(() => browser?.close());

    test.each([1280, 400])('the button that leads on keeps the focus, %i pixels wide', async (width) => {
      const { page } = await open(browser, few, { viewport: { width, height: 800 } });
      await openEntry(page, 'beech#1');
      await stepDown(page).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'cedar#1' }).waitFor();
      expect(await focusedName(page)).toBe('Next entry');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'date#1' }).waitFor();
      // there is no next one: the button is out of reach
      expect(await stepDown(page).isDisabled()).toBe(true);
      expect(await focusedName(page)).toBe('detail-head');
      await stepUp(page).focus();
      await page.keyboard.press('Space');
      await page.getByRole('heading', { name: 'cedar#1' }).waitFor();
      expect(await focusedName(page)).toBe('Previous entry');
    });

    test('Escape in the filter empties it and shows all entries; in an empty one it closes the entry', async () => {
      const { page } = await open(browser, few);
      await openEntry(page, 'cedar#1');
      await page.keyboard.press('/');
      await page.keyboard.type('ash');
      const count = page.getByRole('status').first();
      expect(await count.textContent()).toBe('1 of 4 entries');
      await page.keyboard.press('Escape');
      expect(await page.getByLabel('Filter').inputValue()).toBe('');
      expect(await count.textContent()).toBe('4 entries');
      expect(await keysShown(page)).toEqual(keys);
      expect(await page.locator('#detail').isVisible()).toBe(true);
      expect(await focusedName(page)).toBe('search');
      await page.keyboard.press('Escape');
      expect(await page.locator('#detail').isVisible()).toBe(false);
    });

    test('steps go by the rows as they are sorted and filtered now', async () => {
      const { page } = await open(browser, few);
      await openEntry(page, 'ash#1');
      expect(await stepUp(page).isDisabled()).toBe(true);
      // largest first: date, cedar, beech, ash
      await page.getByRole('columnheader', { name: 'now' }).getByRole('button').click();
      expect([await stepUp(page).isDisabled(), await stepDown(page).isDisabled()]).toEqual([false, true]);
      await stepUp(page).click();
      await page.getByRole('heading', { name: 'beech#1' }).waitFor();
      await page.getByLabel('Filter').fill('e');
      expect(await keysShown(page)).toEqual(['date#1', 'cedar#1', 'beech#1', 'ash#1']);
      await page.getByLabel('Filter').fill('ee');
      expect([await stepUp(page).isDisabled(), await stepDown(page).isDisabled()]).toEqual([true, true]);
      await page.getByLabel('Filter').fill('');
      await stepUp(page).click();
      await page.getByRole('heading', { name: 'cedar#1' }).waitFor();
      expect(await heading(page)).toBe('cedar#1');
    });

    test('the filter finds the word of the finding and the name of the metric', async () => {
      const now = [
        checkOfErrors(file, 'ash#1', [1, 2], { outcome: 'regressed', passed: false }),
        checkOfErrors(file, 'beech#1', [0, 0]),
      ];
      const base = [checkOfErrors(file, 'ash#1', [1, 1]), checkOfErrors(file, 'beech#1', [0, 0])];
      const { page } = await open(browser, await reportOf('words', base, now));
      await page.getByLabel('Filter').fill('regression');
      expect(await keysShown(page)).toEqual(['ash#1']);
      await page.getByLabel('Filter').fill('max, ulp');
      expect(await keysShown(page)).toEqual(['ash#1', 'beech#1']);
      expect(await page.locator('.cell.entry bdi').first().getAttribute('title')).toBe('ash#1');
    });

    test('says so where a link names an entry that is not there', async () => {
      const elsewhere = entryId(file, 'gone#1', '', '');
      const { page, incidents } = await open(browser, few, { hash: `#${elsewhere}` });
      const said = page.locator('.absent');
      expect(await said.innerText()).toBe('The entry that the link names is not in this report.');
      expect(await page.locator('#detail').isHidden()).toBe(true);
      await openEntry(page, 'ash#1');
      expect(await said.textContent()).toBe('');
      expect(await incidents()).toEqual([]);
    });

    test('a row that is opened at the lower end stays whole in sight', async () => {
      // 700 pixels are left of the tools beside an entry: they take a line more
      const { page } = await open(browser, many, { viewport: { width: 1000, height: 640 } });
      await page.locator('.body [role=row]').first().focus();
      await page.keyboard.press('PageDown');
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
      for (const key of ['Enter', 'ArrowDown']) {
        await page.keyboard.press(key);
        await page.waitForSelector('#detail[data-ready]');
        await settled(page);
        const { top, bottom, from, to } = await openRow(page);
        expect(top).toBeGreaterThanOrEqual(from - 1);
        expect(bottom).toBeLessThanOrEqual(to + 1);
      }
      await page.keyboard.press('Escape');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('#detail h2')!.textContent!.includes('entry 499'));
      await settled(page);
      const { bottom, to } = await openRow(page);
      expect(bottom).toBeLessThanOrEqual(to + 1);
    });

    test('the first row in sight stays where rows become higher', async () => {
      const { page } = await open(browser, many, { viewport: { width: 700, height: 700 } });
      const first = async (): Promise<number> => {
        await settled(page);
        return page.evaluate(() => {
          const from = document.querySelector('.grid > .head')!.getBoundingClientRect().bottom;
          const rows = [...document.querySelectorAll('.body [role=row]')];
          const row = rows.find((each) => each.getBoundingClientRect().bottom > from + 2)!;
          return Number(row.getAttribute('aria-rowindex'));
        });
      };
      await page.getByRole('grid').evaluate((grid) => {
        grid.scrollTop = 300 * 36;
      });
      const before = await first();
      expect(before).toBeGreaterThan(250);
      await page.setViewportSize({ width: 400, height: 700 });
      expect(await first()).toBe(before);
      await page.setViewportSize({ width: 700, height: 700 });
      expect(await first()).toBe(before);
    });

    test('cells say which column they are in, whichever are hidden', async () => {
      const { page } = await open(browser, few, { viewport: { width: 400, height: 700 } });
      const row = page.locator('.body [role=row]').first();
      const inTree = await row
        .locator('[role=gridcell]')
        .evaluateAll((cells) =>
          cells.flatMap((cell) =>
            getComputedStyle(cell).display === 'none' ? [] : [Number(cell.getAttribute('aria-colindex'))],
          ),
        );
      expect(await page.getByRole('grid').getAttribute('aria-colcount')).toBe('7');
      expect(inTree).toEqual([1, 2, 4, 6, 7]);
      expect(
        await page
          .locator('[role=columnheader]')
          .evaluateAll((heads) => heads.map((head) => Number(head.getAttribute('aria-colindex')))),
      ).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test('numbers end where the names of their columns end', async () => {
      const { page } = await open(browser, few);
      const right = (selector: string): Promise<number> =>
        page.evaluate((of) => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(of)!);
          return range.getBoundingClientRect().right;
        }, selector);
      expect(Math.abs((await right('.head .now button')) - (await right('.body .cell.now')))).toBeLessThan(1);
    });
  },
);
