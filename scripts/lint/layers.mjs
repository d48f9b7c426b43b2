/**
 * The layers of the source tree, in order: each may import the ones before it and none after it.
 *
 * `packages` names the dependencies that a layer, and no other, may import; `node: true` allows Node's own modules.
 * The lint rules in `rules.mjs` hold the order on every import; `test/architecture.test.ts` holds it once more, and on its own reading.
 */
export const layers = [
  { folder: 'src/errors' },
  { folder: 'src/formats' },
  { folder: 'src/reals', packages: ['decimal.js'] },
  { folder: 'src/kernels' },
  { folder: 'src/compare' },
  { folder: 'src/ops' },
  { folder: 'src/program' },
  { folder: 'src/arithmetic' },
  { folder: 'src/tensor' },
  { folder: 'src/train', packages: ['pure-rand'] },
  { folder: 'src/interop', packages: ['fflate'] },
  { folder: 'src/drift' },
  { folder: 'src/matchers' },
  { folder: 'src/report', packages: ['uplot'] },
  { folder: 'src/index' },
  { folder: 'src/cli', packages: ['commander'], node: true },
  { folder: 'plugins/matchers' },
  { folder: 'plugins/vitest', packages: ['vitest'], node: true, alone: true },
  { folder: 'plugins/jest', packages: ['@jest/globals', '@jest/reporters'], node: true, alone: true },
  { folder: 'plugins/expect', packages: ['@vitest/expect'], node: true, alone: true },
];

/** Files outside `src/cli` that may import Node's modules: ports to the file system, handed in from above. */
export const filePorts = ['src/drift/files.ts'];

/** The layer that a path from the repository's root lies in, or -1 where it lies in none. */
export function layerOf(path) {
  return layers.findIndex(({ folder }) => path.startsWith(`${folder}/`) || path === `${folder}.ts`);
}

/**
 * Why a file must not import a module; undefined where it may.
 *
 * @param file - path of the importing file from the repository's root, with `/`
 * @param specifier - the module as written in the import
 */
export function importFault(file, specifier) {
  const from = layerOf(file);
  if (from < 0) return undefined;
  const layer = layers[from];
  if (!specifier.startsWith('.')) return externalFault(file, layer, specifier);
  const target = normalize(`${file}/../${specifier}`);
  const to = layerOf(target);
  if (to < 0)
    return `${layer.folder} may not import ${target}: it lies in no layer (scripts/lint/layers.mjs lists them)`;
  if (to > from) return `${layer.folder} may not import ${layers[to].folder}: it comes later in the order of layers`;
  if (to < from && layers[to].alone)
    return `${layer.folder} may not import ${layers[to].folder}: the runners' plugins do not know each other`;
  return undefined;
}

function externalFault(file, layer, specifier) {
  if (specifier.startsWith('node:')) {
    if (layer.node || filePorts.includes(file)) return undefined;
    return `${layer.folder} may not import ${specifier}: the core runs without Node; only src/cli, the plugins and the file ports use it`;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (layer.packages?.includes(name)) return undefined;
  const owners = layers.filter(({ packages }) => packages?.includes(name)).map(({ folder }) => folder);
  return (
    `${layer.folder} may not import ${name}: ` +
    (owners.length ? `only ${owners.join(', ')} does` : 'no layer declares it')
  );
}

function normalize(path) {
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
