/**
 * Compiles each `src/kernels/assembly/<name>.ts` (AssemblyScript) to WebAssembly with SIMD and embeds the binary as base64 in
 * `src/kernels/generated/<name>.ts`, so that the package needs no file system and no asynchronous loading.
 *
 * A source whose hash is the one recorded in the generated file is not compiled again. Files that start with `_` are included by others.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const kernels = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const flags = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
];

const sources = readdirSync(kernels + 'assembly').filter((file) => file.endsWith('.ts'));
const shared = sources.filter((file) => file.startsWith('_')).map((file) => readFileSync(kernels + 'assembly/' + file));
mkdirSync(kernels + 'generated', { recursive: true });

for (const file of sources.filter((source) => !source.startsWith('_'))) {
  const hash = createHash('sha256')
    .update(readFileSync(kernels + 'assembly/' + file))
    .update(JSON.stringify(flags));
  for (const text of shared) hash.update(text);
  const digest = hash.digest('hex');
  const target = kernels + 'generated/' + file;
  if (readIfThere(target).includes(digest)) continue;
  const outputs = new Map();
  const { error, stderr } = await asc.main([file, '--outFile', 'out.wasm', ...flags], {
    readFile: (name, base) => readIfThere((base ? base + '/' : '') + name, kernels + 'assembly/'),
    writeFile: (name, data) => void outputs.set(name, data),
    listFiles: () => [],
  });
  if (error) throw new Error(`src/kernels/assembly/${file}: ${error.message}\n${stderr}`);
  const base64 = Buffer.from(outputs.get('out.wasm')).toString('base64');
  const text = `// Compiled from ../assembly/${file} by scripts/build-kernels.mjs; source and flags sha256 ${digest}.\nexport const wasmBase64: string =\n  '${base64}';\n`;
  // several runs may compile at once: each moves its own file into place
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
  console.log(`${file}: ${outputs.get('out.wasm').length} bytes of WebAssembly`);
}

function readIfThere(path, base = '') {
  try {
    return readFileSync(path.startsWith('/') ? path : base + path, 'utf8');
  } catch {
    return base ? null : '';
  }
}
