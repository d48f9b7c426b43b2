/**
 * The gate's findings in SARIF, for code scanning.
 *
 * Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. GitHub shows 5,000 results of a run and takes 10 MB of
 * compressed text; it knows a result again by the fingerprint `primaryLocationLineHash`.
 */
import { exactJson } from '../exact-json.ts';
import { lineOf } from './foreign-text.ts';
import type { GateResult, GateRow } from './gate.ts';
import type { Locate } from './locations.ts';
import { fingerprintOf, fitting, moreText, problems, sentenceOf } from './rows.ts';
import type { GradedRow, Rendering } from './rows.ts';
import { placeText } from './text.ts';

const mostResults = 5000;
const mostBytes = 8 << 20;

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly short: string;
  readonly full: string;
}

/** What is found, a row a kind. */
const rules = [
  {
    id: 'regression',
    name: 'ErrorGrew',
    short: 'A measured error grew.',
    full: 'A metric of the entry is over the tolerance of the base, or, where there is none, over its value there.',
  },
  {
    id: 'changed',
    name: 'KindChanged',
    short: 'What is measured is of another kind.',
    full: 'The entry has another dtype, shape, kind, or count of NaN and infinities, or other remembered numbers: errors are not comparable.',
  },
  {
    id: 'removed',
    name: 'EntryRemoved',
    short: 'An entry is no longer there.',
    full: 'The base has an entry that the head lacks: nothing guards its error any more.',
  },
  {
    id: 'new',
    name: 'EntryNew',
    short: 'An entry is new.',
    full: 'The head has an entry that the base lacks: there is nothing to compare its error with.',
  },
  {
    id: 'improvement',
    name: 'ErrorShrank',
    short: 'A measured error shrank.',
    full: 'A metric of the entry got better and none worse.',
  },
  {
    id: 'tolerance',
    name: 'ToleranceEdited',
    short: 'The tolerance of an entry was edited.',
    full: 'What is measured is held to the tolerance of the base all the same; from the next run on the edited one counts.',
  },
  {
    id: 'environment',
    name: 'EnvironmentDiffers',
    short: 'An entry is judged across environments.',
    full: 'The two sides come from different environments, so that the difference may be of the machine and not of the code.',
  },
] as const satisfies readonly Rule[];

type RuleId = (typeof rules)[number]['id'];

function ruleOf({ finding, metric, toleranceEdited }: GateRow): RuleId {
  if (finding === 'acknowledged') return metric === null ? 'changed' : 'regression';
  if (finding !== 'same') return finding;
  return toleranceEdited ? 'tolerance' : 'environment';
}

/** A path as a URI reference. */
export function uriOf(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

function resultOf({ row, level }: GradedRow, locate: Locate): object {
  const { path, line } = locate(row);
  const ruleId = ruleOf(row);
  const { metric, accepted } = row;
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level,
    message: { text: `${lineOf(placeText(row))}: ${lineOf(sentenceOf(row), 1000)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(lineOf(path, 1000)), uriBaseId: '%SRCROOT%' },
          region: { startLine: line },
        },
        logicalLocations: [{ fullyQualifiedName: lineOf(placeText(row)), kind: 'member' }],
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprintOf(row, ruleId)}:1`,
      'ulpwiseEntry/v1': fingerprintOf(row),
    },
    ...(row.finding === 'acknowledged' && accepted !== null
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: lineOf(accepted.reason) }] }
      : {}),
    ...(metric === null
      ? {}
      : {
          properties: {
            metric: lineOf(metric.name, 100),
            ...(metric.base === null ? {} : { base: metric.base }),
            ...(metric.now === null ? {} : { now: metric.now }),
            ...(metric.limit === null ? {} : { limit: metric.limit }),
          },
        }),
  };
}

/** A log with one run. Entries that are worse but acknowledged are suppressed results. */
export function gateSarif(result: GateResult, locate: Locate): Rendering {
  const found = problems(result);
  const results = found.slice(0, mostResults).map((graded) => resultOf(graded, locate));
  const { kept } = fitting(results, exactJson, mostBytes);
  const leftOut = found.length - kept.length;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ulpwise',
            rules: rules.map(({ id, name, short, full }) => ({
              id,
              name,
              shortDescription: { text: short },
              fullDescription: { text: full },
              help: { text: full },
              properties: { tags: ['numerical accuracy'] },
            })),
          },
        },
        automationDetails: { id: 'ulpwise/gate/' },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          '%SRCROOT%': { description: { text: 'The root of the repository.' } },
        },
        invocations: [
          {
            executionSuccessful: true,
            ...(leftOut === 0
              ? {}
              : {
                  toolExecutionNotifications: [
                    { level: 'warning', message: { text: `${moreText(leftOut)}: ulpwise gate --json has them all.` } },
                  ],
                }),
          },
        ],
        results: kept,
      },
    ],
  };
  return { text: exactJson(log), leftOut };
}
