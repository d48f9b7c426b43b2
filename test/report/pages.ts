/** Reports of checks made by hand, and what the tests do with their pages. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { DriftCheck } from '../../src/drift/index.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { put } from '../support/git-repository.ts';
import { recordOf } from '../support/report-records.ts';

export type WriteReport = (
  name: string,
  base: readonly DriftCheck[],
  head: readonly DriftCheck[],
  environments?: readonly (readonly string[])[],
) => Promise<string>;

/** Writes the report of two lists of checks into a folder. @returns its path */
export function reportsIn(folder: string): WriteReport {
  return async (name, base, head, environments = [['node v22'], ['node v22']]) => {
    put(folder, `${name}-base.json`, recordOf(base, environments[0]));
    put(folder, `${name}.json`, recordOf(head, environments[1]));
    const args = ['report', `${name}.json`, '--base', `${name}-base.json`, '--no-history', '-o', `${name}.html`];
    const { exitCode, err } = await ulpwise(folder, args);
    if (exitCode !== 0) throw new Error(err);
    return join(folder, `${name}.html`);
  };
}

export function keysShown(page: Page): Promise<string[]> {
  return page.locator('.body [role=row] .cell.entry bdi').allTextContents();
}

export async function openEntry(page: Page, key: string): Promise<void> {
  const row = page.locator('.body [role=row]', { hasText: key }).first();
  await row.click();
  const id = (await row.getAttribute('id'))!.slice('row-'.length);
  await page.waitForSelector(`#detail[data-ready="${id}"]`);
}

/** The rows of a table that is folded away in a section, cell by cell. */
export async function tableBehind(page: Page, title: string): Promise<string[][]> {
  const summary = page.getByText(title);
  await summary.click();
  const rows = page.locator('details', { has: summary }).locator('tbody tr');
  await rows.first().waitFor();
  return (await rows.allInnerTexts()).map((text) => text.split('\t'));
}

/** What the key, or the element of the page with the focus, is called. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement!;
    return element.getAttribute('aria-label') ?? (element.id || element.tagName);
  });
}

/** The faults that axe finds. The page has to have been opened with `bypassCSP`. */
export async function faultsOfAccess(page: Page, axeSource: string): Promise<string[]> {
  await page.addScriptTag({ content: axeSource });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
