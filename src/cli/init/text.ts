/** The plan for a person: every change as a diff, every setting as the command that makes it. */
import type { Style } from '../../matchers/index.ts';
import { counted } from '../../report/number-text.ts';
import type { Plan } from './plan.ts';
import type { FileChange, GitSetting, Step } from './steps.ts';
import { unifiedDiff } from './unified-diff.ts';

export function isChange(step: Step): step is FileChange | GitSetting {
  return step.kind === 'file' || step.kind === 'setting';
}

/** The command that makes a setting, as a person would type it. */
export function settingCommand({ name, value }: GitSetting): string {
  return `git config ${name} "${value.replace(/["\\$`]/g, (sign) => `\\${sign}`)}"`;
}

const runnerNames = { vitest: 'Vitest', jest: 'Jest' } as const;

export function planText({ runners, steps }: Plan, style: Style): string {
  const blocks = [style.strong(`Found ${runners.map((runner) => runnerNames[runner]).join(' and ')}.`)];
  const done = steps.flatMap((step) => (step.kind === 'done' ? [style.faint(`  as it should be: ${step.what}`)] : []));
  if (done.length > 0) blocks.push(done.join('\n'));
  for (const step of steps) {
    if (step.kind === 'file') {
      blocks.push(`${style.strong(step.path)}: ${step.why}\n${diffText(step, style)}`);
    }
  }
  const settings = steps.filter((step) => step.kind === 'setting');
  if (settings.length > 0) {
    const lines = settings.flatMap((step) => [`  $ ${settingCommand(step)}`, style.faint(`    ${step.why}`)]);
    blocks.push(`${style.strong('git, in this clone')}\n${lines.join('\n')}`);
  }
  for (const step of steps) {
    if (step.kind !== 'by hand') continue;
    blocks.push([`${style.strong('By hand.')} ${step.what}`, ...step.lines.map((line) => `    ${line}`)].join('\n'));
  }
  return blocks.join('\n\n');
}

function diffText({ path, before, after }: FileChange, { received, expected, faint }: Style): string {
  return unifiedDiff(path, before, after)
    .trimEnd()
    .split('\n')
    .map((raw) => {
      // a person sees blanks where a terminal would be sent a tab or a carriage return; --json has them
      const line = raw.replaceAll('\t', '  ').replaceAll('\r', '');
      if (/^(?:---|\+\+\+|@@)/.test(line)) return faint(line);
      return line.startsWith('+') ? expected(line) : line.startsWith('-') ? received(line) : line;
    })
    .join('\n');
}

/** `3 files and 2 settings of git`. */
export function changesText(changes: readonly (FileChange | GitSetting)[]): string {
  const files = changes.filter(({ kind }) => kind === 'file').length;
  const settings = changes.length - files;
  return [
    ...(files > 0 ? [counted(files, 'file')] : []),
    ...(settings > 0 ? [`${counted(settings, 'setting')} of git`] : []),
  ].join(' and ');
}
