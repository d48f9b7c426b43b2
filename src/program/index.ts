/** Straight-line programs over the op table: traced, differentiated into programs, printed. */
export { adjoints } from './reverse.ts';
export type { Application, Lineage } from './reverse.ts';
export { gradientProgram, printProgram, resultShape, tape, trace, Traced } from './trace.ts';
export type { ProgramNode, Tape, TracedProgram } from './trace.ts';
