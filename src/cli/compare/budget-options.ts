/** A budget on the command line: an option for each of its terms and policies. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Budget } from '../../compare/types.ts';
import { UsageError } from '../../errors.ts';

interface BudgetOption {
  readonly flag: string;
  readonly field: Exclude<keyof Budget, 'bound' | 'profile' | 'allowEmpty'>;
  readonly means: string;
  readonly parse: (text: string, flag: string) => unknown;
  readonly choices?: readonly string[];
}

function number(text: string, flag: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value === value) return value;
  throw new UsageError(`${flag}: a number was due, got ${JSON.stringify(text)}. Write ${flag} 4 or ${flag} 1e-6.`);
}

function allclose(text: string, flag: string): Budget['allclose'] {
  const parts = text.split(',');
  if (parts.length !== 2) {
    throw new UsageError(
      `${flag}: two numbers were due, rtol,atol, got ${JSON.stringify(text)}. Write ${flag} 1e-5,1e-8.`,
    );
  }
  return { rtol: number(parts[0], flag), atol: number(parts[1], flag) };
}

const word = (text: string): string => text;

const mismatches = (text: string, flag: string): unknown =>
  text.trim().endsWith('%') ? text.trim() : number(text, flag);

const numbers: readonly [flag: string, field: BudgetOption['field'], means: string][] = [
  ['--ulp <x>', 'ulp', 'per element: ulps of the format of <actual>'],
  ['--steps <n>', 'steps', 'per element: representable values between the two'],
  ['--rel <x>', 'rel', 'per element: relative error'],
  ['--abs <x>', 'abs', 'per element: absolute error'],
];

const wholeNumbers: typeof numbers = [
  ['--rmse <x>', 'rmse', 'whole array: root mean square error'],
  ['--mean-ulp <x>', 'meanUlp', 'whole array: mean error in ulps'],
  ['--p99-ulp <x>', 'p99Ulp', 'whole array: 99th percentile in ulps'],
  ['--bias <x>', 'bias', 'whole array: |mean signed error| in ulps'],
  ['--cosine <x>', 'cosine', 'whole array: cosine similarity, at least'],
];

const row = ([flag, field, means]: (typeof numbers)[number]): BudgetOption => ({ flag, field, means, parse: number });

const policy = (flag: string, field: BudgetOption['field'], means: string, ...choices: string[]): BudgetOption => ({
  flag: `${flag} <how>`,
  field,
  means,
  parse: word,
  choices,
});

const options: readonly BudgetOption[] = [
  ...numbers.map(row),
  {
    flag: '--allclose <rtol,atol>',
    field: 'allclose',
    means: 'per element: |a − r| ≤ atol + rtol·|r|, as numpy and PyTorch',
    parse: allclose,
  },
  ...wholeNumbers.map(row),
  {
    flag: '--mismatches <n>',
    field: 'mismatches',
    means: 'how many elements may miss: a count, or a share such as 0.1%',
    parse: mismatches,
  },
  { flag: '--format <name>', field: 'format', means: 'count ulps and steps in this format', parse: word },
  policy('--nan', 'nan', 'NaN against NaN; default equal', 'equal', 'reject'),
  policy('--signed-zero', 'signedZero', '+0 against −0; default equal', 'equal', 'distinct'),
  policy('--subnormals', 'subnormals', 'flush: below the smallest normal number is zero', 'keep', 'flush'),
  policy(
    '--boundary',
    'boundary',
    'whether an error equal to the limit passes; default inclusive',
    'inclusive',
    'exclusive',
  ),
  policy('--rel-to', 'relTo', 'what scales --rel; default reference', 'reference', 'larger'),
];

const longName = (flag: string): string => flag.split(' ')[0];

/** Adds the options to a command. */
export function addBudgetOptions(command: Command): Command {
  for (const { flag, means, choices } of options) {
    const option = new Option(flag, means);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  return command.option('--allow-empty', 'arrays without elements pass');
}

/**
 * The budget that the options give; `compare` refuses what is no budget.
 *
 * @throws UsageError for text where a number was due
 */
export function budgetOf(given: Readonly<Record<string, unknown>>): Budget {
  const fields = options.flatMap(({ flag, field, parse }): [string, unknown][] => {
    // commander names the value after the long flag, in camel case: the names of a budget's fields
    const text = given[field];
    return typeof text === 'string' ? [[field, parse(text, longName(flag))]] : [];
  });
  if (fields.length === 0) {
    throw new UsageError(
      'compare: there is no default tolerance. Say what is allowed: --ulp 4, --rel 1e-6 or --abs 1e-12.',
    );
  }
  return Object.fromEntries(given['allowEmpty'] === true ? [...fields, ['allowEmpty', true]] : fields);
}
