/** Builds the WebAssembly kernels and the page of the report before the first test; what is up to date is left alone. */
export default async function buildKernels(): Promise<void> {
  await import('../../scripts/build-kernels.mjs' as string);
  await import('../../scripts/build-report.mjs' as string);
}
