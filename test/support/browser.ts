/** Pages in Debian's Chromium, watched for everything that a report must not do. */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** Why tests in a browser are skipped; `undefined` where they are not. */
export const withoutBrowser: string | undefined =
  executablePath === undefined ? 'there is no /usr/bin/chromium: apt-get install chromium brings it' : undefined;

/** @throws where there is none */
export function launch(): Promise<Browser> {
  // a sandbox needs rights that a container does not give
  return chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
}

export interface WatchedPage {
  readonly page: Page;
  /** Dialogs, requests, messages on the console, uncaught errors and violations of the security policy, a line each. */
  readonly incidents: () => Promise<readonly string[]>;
}

/** Opens a file. */
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions & { readonly hash?: string; readonly prepare?: () => void } = {},
): Promise<WatchedPage> {
  const { hash = '', prepare, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  const page = await context.newPage();
  const url = pathToFileURL(file).href + hash;
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url.split('#')[0]) seen.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => seen.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`violation of ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  if (prepare !== undefined) await page.addInitScript(prepare);
  await page.goto(url);
  if (contextOptions.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]');
  return {
    page,
    incidents: async () => [
      ...seen,
      ...(await page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)),
    ],
  };
}
