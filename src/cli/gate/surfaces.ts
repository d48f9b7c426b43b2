/** What `ulpwise gate` writes for other tools: a row a file format, each an option with the file's name. */
import { gateBenchmark } from './benchmark.ts';
import { gateCodeQuality } from './code-quality.ts';
import type { GateResult } from './gate.ts';
import { gateJunit } from './junit.ts';
import type { Locate } from './locations.ts';
import type { Rendering } from './rows.ts';
import { gateSarif } from './sarif.ts';

export interface Surface {
  /** Of the option: `--junit`. */
  readonly name: string;
  readonly description: string;
  readonly render: (result: GateResult, locate: Locate) => Rendering;
}

export const surfaces: readonly Surface[] = [
  { name: 'sarif', description: 'write SARIF 2.1.0, for code scanning', render: gateSarif },
  { name: 'junit', description: 'write JUnit XML, a test case an entry', render: gateJunit },
  { name: 'code-quality', description: 'write a GitLab code quality report', render: gateCodeQuality },
  {
    name: 'benchmark',
    description: 'write the errors as benchmark results (customSmallerIsBetter)',
    render: gateBenchmark,
  },
];
