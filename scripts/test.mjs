/**
 * Everything that a fresh clone is checked by, in order: types, lint, format, unit tests, the packed package in its runners, the demo.
 *
 * A step that fails does not hide the later ones. What failed is named once more at the end, where somebody who has only the tail of a log
 * finds it. The last line counts the tests of both Vitest runs, and each other step as one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'ulpwise-test-'));
const steps = [
  { name: 'types', script: 'typecheck' },
  { name: 'lint', script: 'lint' },
  { name: 'format', script: 'format:check' },
  { name: 'unit tests', script: 'test:unit', report: join(reports, 'unit.json') },
  { name: 'package tests', script: 'test:package', report: join(reports, 'package.json') },
  { name: 'demo', script: 'demo' },
];

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failures = [];

for (const { name, script, report } of steps) {
  console.log(`\n── ${name}: npm run ${script}`);
  const reporters = report ? ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const start = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', script, ...reporters], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const results = resultsIn(report);
  const counts = countsOf(results, status === 0);
  failures.push(...failuresIn(results));
  for (const key of Object.keys(total)) total[key] += counts[key];
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  summary.push(`${status === 0 ? 'passed' : 'FAILED'} ${seconds} s  ${name}`);
}
rmSync(reports, { recursive: true, force: true });

if (failures.length > 0) console.log(`\n${failures.join('\n\n')}`);
console.log(`\n${summary.join('\n')}\n`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** What Vitest wrote into a report; nothing for a step without one, or one that did not come so far. */
function resultsIn(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The tests of a step, by its report; one for a step without a report. A step that failed counts a failure even if no test did. */
function countsOf(results, succeeded) {
  if (results === undefined) return { passed: Number(succeeded), failed: Number(!succeeded), skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests = 0 } = results;
  const failed = succeeded ? numFailedTests : Math.max(numFailedTests, 1);
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

/** Each failed test, and each file that failed outside of one: the file, the name, the first lines of the message. */
function failuresIn(results) {
  return (results?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [`FAILED ${file}\n${head(message)}`] : [];
    return tests.map((test) => `FAILED ${file} › ${test.fullName}\n${head(test.failureMessages.join('\n'))}`);
  });
}

/** The first lines of a text. */
function head(text) {
  return text.split('\n').slice(0, 12).join('\n').slice(0, 1500);
}
