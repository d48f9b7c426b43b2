/** The data in the page: the index at once, details block by block as they are asked for. */
import { entryId, reportFindings } from '../report-data.ts';
import type { ReportDetail, ReportFinding, ReportIndex } from '../report-data.ts';

/** One row of the table. */
export interface Row {
  /** Its place in the report. */
  readonly index: number;
  readonly id: string;
  readonly finding: ReportFinding;
  readonly file: string;
  readonly key: string;
  readonly project: string;
  readonly environment: string;
  readonly array: string;
  readonly metric: string;
  readonly base: number | null;
  readonly now: number | null;
  readonly limit: number | null;
  readonly note: string;
  /** What a search looks in. */
  readonly text: string;
}

function contentOf(id: string): string {
  return document.getElementById(id)!.textContent!;
}

export const index = JSON.parse(contentOf('index')) as ReportIndex;

export const rows: readonly Row[] = index.columns.key.map((key, i) => {
  const { words, columns } = index;
  const word = (column: readonly number[]): string => words[column[i]!]!;
  const finding = reportFindings[columns.finding[i]!]!;
  const [file, project, environment] = [word(columns.file), word(columns.project), word(columns.environment)];
  const [metric, note, array] = [word(columns.metric), word(columns.note), word(columns.array)];
  return {
    index: i,
    id: entryId(file, key, project, environment),
    finding,
    file,
    key,
    project,
    environment,
    array,
    metric,
    base: columns.base[i]!,
    now: columns.now[i]!,
    limit: columns.limit[i]!,
    note,
    text: [key, file, project, environment, array, note, finding, metric].join('\n').toLowerCase(),
  };
});

const opened = new Map<number, Promise<readonly ReportDetail[]>>();

/** What is shown of a row. */
export async function detailOf(row: Row): Promise<ReportDetail> {
  const block = Math.floor(row.index / index.blockSize);
  let details = opened.get(block);
  if (details === undefined) opened.set(block, (details = open(block)));
  return (await details)[row.index % index.blockSize]!;
}

async function open(block: number): Promise<readonly ReportDetail[]> {
  const characters = atob(contentOf(`block-${block}`));
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(inflated).text()) as readonly ReportDetail[];
}
