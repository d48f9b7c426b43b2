/** Programs: what a trace records, gradients as programs, and what cannot be traced. */
import { expect, test } from 'vitest';
import { gradientProgram, printProgram, trace } from '../../src/program/index.ts';

test('a trace is the list of ops, a line each', () => {
  const program = trace(
    (o, x, w) => o.relu(o.matmul(x, w)),
    [
      [2, 3],
      [3, 1],
    ],
  );
  expect(printProgram(program)).toBe(
    [
      '%0 = input() [2, 3]',
      '%1 = input() [3, 1]',
      '%2 = matmul(%0, %1) [2, 1]',
      '%3 = relu(%2) [2, 1]',
      'return %3',
    ].join('\n'),
  );
});

test('the gradient of Σ x² is a program that ends in g·(x + x)', () => {
  const program = gradientProgram((o, x) => o.sum(o.square(x)), [[2]]);
  expect(printProgram(program)).toBe(
    [
      '%0 = input() [2]',
      '%1 = square(%0) [2]',
      '%2 = sum(%1) []',
      '%3 = constant([1]) []',
      '%4 = reshape(%3, shape: [1]) [1]',
      '%5 = broadcastTo(%4, shape: [2]) [2]',
      '%6 = add(%0, %0) [2]',
      '%7 = mul(%5, %6) [2]',
      'return %7',
    ].join('\n'),
  );
});

test('an input that does not matter has the gradient 0', () => {
  const program = gradientProgram((o, x) => o.sum(x), [[2], [3]]);
  expect(program.nodes[program.outputs[1]!]).toMatchObject({ name: 'broadcastTo', shape: [3] });
});

test('a traced value decides no if, and a gradient needs one number', () => {
  expect(() => trace((o, x) => ((x as unknown as number) > 0 ? x : o.neg(x)), [[1]])).toThrow(/Use o\.where/);
  expect(() => gradientProgram((_o, x) => x, [[2]])).toThrow(/reduce it to one number/);
  expect(() => trace((o, x) => (o.add as (...list: unknown[]) => typeof x)(x), [[1]])).toThrow(
    /add: takes 2 inputs, got 1/,
  );
});
