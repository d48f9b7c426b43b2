/**
 * What the HTML report costs: two run records of 10,000 entries each, with arrays of 1,024 elements and everything that a record keeps of them,
 * held against each other by `ulpwise report`. Seconds by the clock and of processors, and the size of the page; where there is a Chromium,
 * how long it takes to show the first rows, an entry, and the plots of one.
 *
 *   npm run build && node bench/report.mjs [entries]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { record } from './records.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const entries = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'ulpwise-report-'));

try {
  writeFileSync(join(folder, 'base.json'), record(entries, false));
  writeFileSync(join(folder, 'drift-run.json'), record(entries, true));
  const page = join(folder, 'drift.html');
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [
        '--import',
        `data:text/javascript,process.on('exit', () => console.error(JSON.stringify(process.cpuUsage())))`,
        join(root, 'dist/esm/src/cli/main.js'),
        'report',
        'drift-run.json',
        '--base',
        'base.json',
        '--no-history',
        '-o',
        page,
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const { user, system } = JSON.parse(stderr);
    const [clock, processor] = [(performance.now() - start) / 1000, (user + system) / 1e6];
    console.log(
      `${clock.toFixed(2)} s by the clock, ${processor.toFixed(2)} s of processors.`,
      stdout.trim().split('\n')[0],
    );
  }
  console.log(`${(statSync(join(folder, 'drift-run.json')).size / 1e6).toFixed(1)} MB of record each`);
  console.log(`${(statSync(page).size / 1e6).toFixed(2)} MB of page`);
  await browse(page);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function browse(page) {
  const executablePath = '/usr/bin/chromium';
  if (!existsSync(executablePath))
    return console.log('no Chromium here: what it takes to open the page is not measured');
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const tab = await browser.newPage();
  for (let i = 0; i < 3; i++) {
    await tab.goto('about:blank');
    const start = performance.now();
    await tab.goto(pathToFileURL(page).href, { waitUntil: 'commit' });
    await tab.waitForSelector('[role=row][aria-rowindex="2"]');
    const rows = performance.now() - start;
    const first = await tab.evaluate(() => performance.now());
    await tab.click('[role=row][aria-rowindex="2"]');
    await tab.waitForSelector('#detail .uplot canvas');
    const detail = performance.now() - start - rows;
    console.log(
      `first row after ${rows.toFixed(0)} ms (${first.toFixed(0)} ms on the page's clock), an entry with its plots ${detail.toFixed(0)} ms later`,
    );
  }
  const longest = await tab.evaluate(async () => {
    const grid = document.querySelector('[role=grid]');
    let most = 0;
    for (let i = 0; i < 60; i++) {
      const start = performance.now();
      grid.scrollTop = (i * grid.scrollHeight) / 60;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      most = Math.max(most, performance.now() - start);
    }
    return most;
  });
  console.log(
    `scrolling through all of it: the longest of 60 jumps took ${longest.toFixed(0)} ms, two frames at least`,
  );
  await browser.close();
}
