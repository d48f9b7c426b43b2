/** Compiles the WebAssembly kernels before the first test; nothing happens where they are up to date. */
export default async function buildKernels(): Promise<void> {
  await import('../../scripts/build-kernels.mjs' as string);
}
