/** Lint rules of this repository's own: the order of layers, and no arithmetic that differs between engines. */
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importFault } from './layers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** ECMAScript specifies these to the last bit, the constants too; the rest of `Math` is left to the engine. */
const exactMath = new Set(
  'E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs ceil clz32 floor fround f16round imul max min round sign sqrt trunc'.split(
    ' ',
  ),
);

const layers = {
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const check = (node) => {
      if (typeof node?.value !== 'string') return;
      const fault = importFault(file, node.value);
      if (fault) context.report({ node, message: fault });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ argument, source }) => check(source ?? argument?.literal ?? argument),
    };
  },
};

const portableMath = {
  create(context) {
    const refuse = (node, name) =>
      context.report({
        node,
        message: `Math.${name} is not specified to the last bit: engines differ. Use src/kernels`,
      });
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'Math') return;
        const name = node.computed ? node.property.value : node.property.name;
        if (!exactMath.has(name)) refuse(node, name ?? '[…]');
      },
      VariableDeclarator({ id, init }) {
        if (init?.type !== 'Identifier' || init.name !== 'Math') return;
        if (id.type !== 'ObjectPattern') return void refuse(init, '[…]');
        for (const { key } of id.properties) if (!exactMath.has(key?.name)) refuse(id, key?.name ?? '[…]');
      },
    };
  },
};

const noNumberPower = {
  create(context) {
    const isBigint = (node) => node.type === 'Literal' && typeof node.bigint === 'string';
    const report = (node) =>
      context.report({
        node,
        message:
          '`**` on numbers is not specified to the last bit. Use powerOfTwo of src/formats, a product, or write the literal (BigInt powers start from a BigInt literal)',
      });
    return {
      BinaryExpression: (node) =>
        node.operator === '**' && !isBigint(node.left) && !isBigint(node.right) && report(node),
      AssignmentExpression: (node) => node.operator === '**=' && report(node),
    };
  },
};

export default {
  meta: { name: 'ulpwise' },
  rules: { layers, 'portable-math': portableMath, 'no-number-power': noNumberPower },
};
